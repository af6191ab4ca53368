"""This year and its neighbours: whose report of last year is whose, and what is handed out."""
