"""What a person has decided about a file, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.sheets.decisions import Action


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was typed, or given by an option: it may be none that is understood.

    ``action`` is what becomes of the file, ``unit`` whose it is.  ``fresh`` says that it was given
    by an option of this very run, and goes before what was decided earlier.  ``note`` says what
    became of an earlier decision that does not stand here any more.
    """

    action: str = ""
    unit: str = ""
    fresh: bool = False
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it keeps the file out until it is decided otherwise."""
        return self.action not in ("", Action.TAKE, Action.LEAVE)


NOTHING = Decided()
"""Nobody has decided anything."""
