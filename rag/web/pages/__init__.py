"""The plain pages beside the chat: search, the calendar of issues, an issue, a page, an article. No script needed."""
