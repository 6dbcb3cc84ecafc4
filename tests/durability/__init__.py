"""Power cuts, kills, failing disks and changed bytes, on the real store: P1 to P4 and P6 to P10.

``python -m tests.durability`` runs the long forms and prints their figures; ``test_durability.py`` runs short ones in the suite.
"""
