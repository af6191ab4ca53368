"""What a person has decided about a file, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.sheets.decisions import Action


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was typed, or given by an option: it may be none that is understood.

    ``action`` is what becomes of the file, ``unit`` whose it is.  ``fresh`` says that it was given
    by an option of this very run, and goes before what was decided earlier.  ``note`` says what
    became of an earlier decision that does not stand here any more.  ``is_lost`` says that nobody
    can tell whom ``unit`` means: then it changes nothing.
    """

    action: str = ""
    unit: str = ""
    fresh: bool = False
    note: str = ""
    is_lost: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it keeps the file out until it is decided otherwise."""
        return self.action not in ("", Action.TAKE, Action.LEAVE)

    @property
    def slip(self) -> str:
        """What cannot be understood of it, without the full stop; empty if nothing."""
        told = f"“对应单位”写的是“{self.unit}”，名册中没有，或者不止一个，没有起作用"
        return told if self.is_lost else ""


NOTHING = Decided()
"""Nobody has decided anything."""
