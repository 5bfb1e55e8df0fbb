"""Requests for a call with an interpreter: a small case system, from the first answer of a resident to erasure."""
