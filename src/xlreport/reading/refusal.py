"""A file that is not taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlreport.edition import Place
from xlreport.errors import UserError
from xlreport.files import shown_name
from xlreport.reading.catalogue import catalogue


class Refused(UserError):
    """A file that is not taken: why, and what its sender should do.

    ``code`` is stable and listed in ``schemas/read/catalogue.yaml``; ``place`` is the cell that
    is to blame, where there is one.  ``stated`` are the name and the code of the unit that the
    cover states, where it could be read; ``digest`` is the SHA-256 of what the file holds, where
    that is known.
    """

    def __init__(
        self,
        path: Path,
        reason: str,
        advice: str,
        code: str = "FILE-OTHER",
        place: Place | None = None,
        stated: tuple[str, str] = ("", ""),
        digest: str = "",
    ) -> None:
        """Say why a file is not taken.

        :param path: the file; of it only the name is shown.
        :param reason: what is wrong, in Chinese, without the full stop.
        :param advice: what its sender should do, in Chinese.
        :param code: the code of the refusal, which is stable.
        :param place: the cell to blame, if it is one.
        :param stated: name and code of the unit as the cover states them.
        :param digest: the SHA-256 of the file in hexadecimal digits, where it is known.
        """
        super().__init__(f"{shown_name(path)}：{reason}。{advice}")
        self.path = path
        self.reason = reason
        self.advice = advice
        self.code = code
        self.place = place
        self.stated = stated
        self.digest = digest

    def __reduce__(self) -> tuple[type[Refused], tuple[Any, ...]]:
        """Let the exception cross from one process to another."""
        head = (self.path, self.reason, self.advice, self.code, self.place)
        return Refused, (*head, self.stated, self.digest)

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal as plain data for JSON."""
        return {
            "source": str(self.path),
            "code": self.code,
            "reason": self.reason,
            "advice": self.advice,
            "sheet": self.place.sheet if self.place else "",
            "cell": self.place.a1 if self.place else "",
        }


def unnamed(error: UserError) -> str:
    """Return what is the matter with a file, without the name that stands beside it anyway.

    :param error: what the user would be told.
    """
    return f"{error.reason}。{error.advice}" if isinstance(error, Refused) else str(error)


class MalformedPart(Exception):
    """Something in a file that is not in order, found where the file's name is not known.

    It has the code of the refusal, the words that fill it, and the cell, if it is one.
    """

    def __init__(self, code: str, row: int = 0, column: int = 0, **words: object) -> None:
        """Say what is wrong, and where.

        :param code: the code of the refusal.
        :param row: the row of the cell, from 0.
        :param column: the column of the cell, from 0.
        :param words: what fills the ``{words}`` of its reason.
        """
        super().__init__(code)
        self.code = code
        self.row, self.column = max(row, 0), max(column, 0)
        self.words = words

    def refused(self, path: Path, place: Place | None = None, **words: object) -> Refused:
        """Return the refusal of the file that this was found in.

        :param path: the file.
        :param place: the cell to blame, if it is one.
        :param words: more words for its reason; those found on the way go before.
        """
        return refusal(path, self.code, place, **{**words, **self.words})


def refusal(path: Path, code: str, place: Place | None = None, **words: object) -> Refused:
    """Return the refusal that the catalogue has under a code.

    :param path: the file.
    :param code: a code of ``schemas/read/catalogue.yaml``.
    :param place: the cell to blame, if it is one.
    :param words: what fills the ``{words}`` of its reason.
    :raises KeyError: if the catalogue has no such code, or a word is missing.
    """
    text = catalogue().refusals[code]
    return Refused(path, text.reason.format(**words), text.advice, code, place)
