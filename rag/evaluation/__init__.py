"""`python -m rag eval`: what retrieval finds and what becomes of questions, over a question file."""
