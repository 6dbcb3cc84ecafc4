"""The pages of the work area, one module a page."""
