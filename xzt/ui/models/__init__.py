"""Item models of the desktop: ids and rows from the client, windows of 200 at a time."""
