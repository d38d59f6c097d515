"""Plain BM25 to compare with: tantivy's own over jieba search words, one document a text. Built in memory."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from rag.text import tokenize

_WORDS = "words"
_WRITER_BYTES = 64_000_000


class PlainBM25:
    """Texts found by the words they share with a question, none weighted, boosted or added."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        """Index texts under their ids."""
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("body", stored=False, tokenizer_name=_WORDS, index_option="freq")
        schema.add_integer_field("id", fast=True)
        self._index = tantivy.Index(schema.build())
        self._index.register_tokenizer(_WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        writer = self._index.writer(_WRITER_BYTES, 1)
        for identifier, text in texts:
            writer.add_document(tantivy.Document(id=identifier, body=" ".join(tokenize(text))))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, question: str, k: int) -> list[int]:
        """The ids of the `k` best texts, best first."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "body", word, index_option="freq"))
            for word in tokenize(question)
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), k, count=False).hits if terms else []
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [int(identifier) for identifier in ids if identifier is not None]
