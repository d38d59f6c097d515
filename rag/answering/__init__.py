"""From passages to an answer: evidence, composition, refusal."""
