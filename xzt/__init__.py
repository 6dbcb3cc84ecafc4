"""湘政通: official documents from the first draft to the archive package."""

__version__ = "0.1.0"
