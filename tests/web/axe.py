"""axe-core run on an open page: what keeps people with a screen reader, a keyboard or weak eyes out.

Every browser test may call `faults`; an empty list is the wish. The engine comes with the test tool
axe-playwright-python (axe-core is MPL-2.0) and is not shipped.
"""

from __future__ import annotations

from typing import Any

_GRAVE = ("serious", "critical")


def faults(page: Any, within: str | None = None) -> list[str]:
    """The serious and critical faults axe-core finds, one line each: rule, help, where.

    `page` is a Playwright page; `within` a CSS selector to look at a part of it only.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=within).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} — {' '.join(map(str, node['target']))} {_why(node)}"
        for rule in found
        if rule["impact"] in _GRAVE
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = (*node["any"], *node["all"], *node["none"])
    return "; ".join(check["message"] for check in checks)
