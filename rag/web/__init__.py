"""The browser page, the article reader and the HTTP API."""
