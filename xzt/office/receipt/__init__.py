"""收文: a document that this unit received."""
