"""Small parts that pages are made of: labels, strips, tags, lines. Nothing here reads the client."""
