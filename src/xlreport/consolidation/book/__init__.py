"""The workbook of a roll-up: what stands on each of its sheets."""
