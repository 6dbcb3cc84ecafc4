"""Files written from the page model, and DOCX from the content."""
