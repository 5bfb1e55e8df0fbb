"""Measure understanding on sentences nobody trained on (`tests/nlu/<language>/`)."""
