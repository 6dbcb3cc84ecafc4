"""Commands go up, states come down."""
