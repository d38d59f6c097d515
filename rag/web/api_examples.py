"""Examples that stand on the API page; a test runs every one of them against a real server.

Owns: the calls and the shortened answers. The names and figures are of the sample newspaper. Leaves out: the page
(`api_page.py`), which puts the server's own address in place of `BASE`.
"""

from __future__ import annotations

from typing import Any

BASE = "http://127.0.0.1:7860"

ASK_CURL = f"""curl -s {BASE}/api/v1/ask \\
  -H 'Content-Type: application/json' \\
  -d '{{"question": "水价从什么时候起调整?", "since": "2021-01-01"}}'"""
ASK_PYTHON = f"""import json
from urllib.request import Request, urlopen

asked = {{"question": "水价从什么时候起调整?"}}
request = Request("{BASE}/api/v1/ask", json.dumps(asked).encode(), {{"Content-Type": "application/json"}})
answer = json.load(urlopen(request))
for sentence in answer["sentences"]:
    print(sentence["text"], sentence["citations"])
for citation in answer["citations"]:
    print(citation["n"], citation["gbt7714"])"""
ASK_ANSWER = """{
  "question": "水价从什么时候起调整?",
  "declined": false,
  "reason": null,
  "sentences": [{"text": "从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。", "citations": [1], …}],
  "citations": [{"n": 1, "article_id": "…", "title": "…", "issue_date": "2023-06-20", "page": "01", "quote": "…", …}],
  …
}"""

SEARCH_CURL = f"""curl -s -G {BASE}/api/v1/search --data-urlencode 'q=水价' -d k=5"""
SEARCH_PYTHON = f"""import json
from urllib.parse import urlencode
from urllib.request import urlopen

asked = urlencode({{"q": "水价", "k": 5}})
for passage in json.load(urlopen(f"{BASE}/api/v1/search?{{asked}}")):
    print(passage["rank"], passage["title"], passage["issue_date"], passage["page"])"""
SEARCH_ANSWER = """[
  {"rank": 1, "score": 0.75, "article_id": "…", "title": "…", "issue_date": "2023-06-20", "page": "01", "text": "…", …},
  …
]"""

ARTICLE_CURL = f"""id=$(curl -s -G {BASE}/api/v1/search --data-urlencode 'q=水价' | grep -o '"article_id":"[^"]*"' \\
  | head -n 1 | cut -d '"' -f 4)
curl -s {BASE}/api/v1/articles/$id"""
ARTICLE_PYTHON = f"""import json
from urllib.parse import quote
from urllib.request import urlopen

[passage] = json.load(urlopen("{BASE}/api/v1/search?k=1&q=" + quote("水价")))
article = json.load(urlopen(f"{BASE}/api/v1/articles/{{passage['article_id']}}"))
print(article["title"], article["gbt7714"])
print(article["body"])"""
ARTICLE_ANSWER = """{
  "article_id": "…",
  "title": "…",
  "issue_date": "2023-06-20",
  "pages": ["01", "03"],
  "body": "…",
  …
}"""

HEALTH_CURL = f"""curl -s {BASE}/healthz"""
HEALTH_PYTHON = f"""import json
from urllib.request import urlopen

print(json.load(urlopen("{BASE}/healthz"))["status"])"""
HEALTH_ANSWER = """{"status": "ok", "issues": 10}"""


def samples(curl: str, python: str, answer: str) -> dict[str, Any]:
    """The examples of one address, in the form other tools for OpenAPI know (`x-codeSamples`)."""
    return {
        "x-codeSamples": [
            {"lang": "Shell", "label": "curl", "source": curl},
            {"lang": "Python", "label": "Python", "source": python},
            {"lang": "JSON", "label": "回答 / answer", "source": answer},
        ]
    }
