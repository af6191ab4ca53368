"""What ``python -m scripts.mutants`` is made of: changes, the tests that see them, and trials."""
