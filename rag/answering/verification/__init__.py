"""Whether the paper says what a sentence claims. One entry: `support`.

The rule: a claim stands when it is the paper's own sentence after edits that are known to be harmless (`edits.py`).
Numbers with their units, dates, names, negations, plans and permissions, comparisons and the order of who did what
are therefore kept by construction; whatever is not known to be harmless is not believed.
"""

from rag.answering.verification.support import Support, support

__all__ = ["Support", "support"]
