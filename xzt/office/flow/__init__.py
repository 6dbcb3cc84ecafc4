"""The flow engine: steps of a matter, who handles them, and everything that can be done to a task."""
