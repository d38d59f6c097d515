"""How the bundled embedding model is made."""
