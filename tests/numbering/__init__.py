"""Many clients number many documents at once (N1 to N7): no number twice, no gap without its reason."""
