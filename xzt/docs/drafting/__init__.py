"""Text under drafting: several people write one document, apart and offline, and everybody ends with the same text.

``lines`` turns a document into the lines that are edited and back; ``draft`` merges them. The CRDT library is known to ``draft`` alone.
No files, no network: what an edit gives are bytes for the store and the server (DOC-20).
"""
