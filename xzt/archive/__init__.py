"""Archive packages, their making and their checking."""
