"""The small vocabulary that every room shares: no I/O, no clock, nothing of ours imported."""
