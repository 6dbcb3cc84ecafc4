"""The unit's page profile (单位版式): which one is in force, by whose choice and since when. One record a unit."""
