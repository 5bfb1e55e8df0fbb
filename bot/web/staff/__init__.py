"""The inbox of staff at `/staff`. In English only."""
