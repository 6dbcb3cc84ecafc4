"""The worker that reconciles the store with the server."""
