"""What is wrong with a document, where, why, and how to mend it."""
