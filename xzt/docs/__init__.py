"""The official document itself: content, checks, pages, files."""
