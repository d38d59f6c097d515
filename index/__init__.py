"""The write side: printed pages in, archive out."""
