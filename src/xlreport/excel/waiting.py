"""What a person sees while a command runs, in programs that have no window for it."""

from __future__ import annotations

from collections.abc import Callable


class StatusLine:
    """Shows how far a command is in the status line, where nobody can stop anything."""

    def __init__(self, shows: Callable[[str], None]) -> None:
        """:param shows: writes the status line."""
        self._shows = shows

    def shows(self, text: str) -> bool:
        """Show a text; return whether the command is to be stopped."""
        self._shows(text)
        return False

    def close(self) -> None:
        """Give the status line back."""
        self._shows("")
