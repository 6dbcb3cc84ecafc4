"""发文: a document that this unit writes and sends."""
