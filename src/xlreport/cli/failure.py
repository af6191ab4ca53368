"""How a command ends."""

from __future__ import annotations

CLEAN, FINDINGS, FAILED, OUR_FAULT = 0, 1, 2, 3
"""The exit codes."""


class Failure(Exception):
    """A command cannot do what it was asked; the message, in Chinese, says why and what to do."""
