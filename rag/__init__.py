"""The read side: question in, cited answer out."""
