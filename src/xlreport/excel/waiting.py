"""What a person sees while a command runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Waiting(Protocol):
    """Shows how far a command is."""

    def shows(self, text: str) -> bool:
        """Show a text; return whether the command is to be stopped."""

    def close(self) -> None:
        """Show nothing any more."""


class StatusLine:
    """Shows it in the status line, where nobody can stop anything."""

    def __init__(self, shows: Callable[[str], None]) -> None:
        """:param shows: writes the status line."""
        self._shows = shows

    def shows(self, text: str) -> bool:
        """Show a text."""
        self._shows(text)
        return False

    def close(self) -> None:
        """Give the status line back."""
        self._shows("")
