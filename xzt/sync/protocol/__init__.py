"""The messages between client and server: types only, no I/O."""
