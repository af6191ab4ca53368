"""Answers to what came in, a folder for each unit."""
