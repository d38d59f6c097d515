"""From passages to an answer: evidence, composition, refusal; a language model's sentences, verified."""
