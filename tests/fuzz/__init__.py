"""Malformed files by the thousand through the readers (must-show 5, RS-12)."""
