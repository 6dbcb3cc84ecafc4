"""From .txt and .docx to the content model."""
