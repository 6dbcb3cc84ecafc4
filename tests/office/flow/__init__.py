"""The flow engine: every rule of section 5.1 by name, and a machine that drives it at random."""
