"""The working calendar of a unit (T1, T2): installed notices, days of its own, usual limits. One record a unit, sent to everybody of it."""
