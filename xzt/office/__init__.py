"""The rules of the office: decide, evolve, what is open to whom and why not. Pure functions."""
