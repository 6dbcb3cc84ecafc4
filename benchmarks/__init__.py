"""Measurements, each against something bare that does the same work in the same run. ``python -m benchmarks NAME [--json]``."""
