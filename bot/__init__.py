"""The SaferPeterborough information assistant."""
