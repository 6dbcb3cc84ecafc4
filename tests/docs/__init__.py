"""Tests of official documents: import, layout, writers, checks."""
