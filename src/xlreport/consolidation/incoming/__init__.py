"""The files that came in: whose each is, what became of it, and what a person must decide."""
