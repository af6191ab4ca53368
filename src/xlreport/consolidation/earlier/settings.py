"""What a roll-up is made from: written beside it, read back, and trusted no further than it may be.

The workbook says which folder, roster and last year belong to it only as far as they lie below
its own folder.  Whatever lies elsewhere, and every overlay, is taken only if a person has named
it on this machine (:mod:`xlreport.machine`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from xlreport.errors import UserError
from xlreport.machine import Said, remember, said_about
from xlreport.reading import real_path
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.settings import (
    CODE,
    DEADLINE,
    ERRORS_TOO,
    LEVEL,
    PREVIOUS,
    ROSTER,
    SOURCES,
    UNIT,
    YEAR,
    YES,
    read_settings,
)

_OVERLAYS = "地方补充"
_LONGEST = 2000
"""So many characters of paths a workbook shows; longer lists are remembered on the machine."""
_PATHS = (SOURCES, ROSTER, PREVIOUS)


@dataclass(frozen=True)
class Settings:
    """What a roll-up is made from; paths lead from the current folder, or are absolute."""

    sources: tuple[Path, ...] = ()
    roster: Path | None = None
    previous: tuple[Path, ...] = ()
    overlays: tuple[Path, ...] = ()
    deadline: str = ""
    year: int = 0
    unit: str = ""
    code: str = ""
    level: str = ""
    accept_errors: bool = False

    def paths(self) -> Mapping[str, Sequence[Path]]:
        """Return the paths by what they are."""
        roster = [self.roster] if self.roster else []
        return {SOURCES: self.sources, ROSTER: roster, PREVIOUS: self.previous}

    def shown(self, workbook: Path) -> dict[str, list[str]]:
        """Return what the workbook at a path may say of them."""
        inside = {name: _shown(paths, workbook) for name, paths in self.paths().items()}
        others = {
            DEADLINE: self.deadline,
            YEAR: str(self.year or ""),
            UNIT: self.unit,
            CODE: self.code,
            LEVEL: self.level,
            ERRORS_TOO: YES if self.accept_errors else "",
        }
        return {**inside, **{name: [text] for name, text in others.items() if text}}

    def remember(self, workbook: Path) -> None:
        """Keep on this machine what the workbook itself may not say."""
        said: dict[str, list[str]] = {
            name: [] if _shown(paths, workbook) else [str(path.absolute()) for path in paths]
            for name, paths in self.paths().items()
        }
        said[_OVERLAYS] = [str(path.absolute()) for path in self.overlays]
        remember(workbook, said)


class Unconfirmed(UserError):
    """A workbook names files outside of its folder that nobody has confirmed on this machine."""

    def __init__(self, workbook: Path, paths: Mapping[str, Sequence[str]]) -> None:
        """:param paths: what it names, by what it is for."""
        told = "；".join(f"{name}：{'、'.join(texts)}" for name, texts in paths.items())
        super().__init__(
            f"“{workbook.name}”的汇总设置用到它所在文件夹以外的文件（{told}）",
            "请确认是您自己填的，再用它们汇总。",
        )
        self.workbook = workbook
        self.paths = paths

    def confirm(self) -> None:
        """Let a person have said yes: it is remembered on this machine."""
        said = said_about(self.workbook)
        remember(self.workbook, {**said, **self.paths})


def settings_in(book: OwnBook) -> Settings:
    """Return what the roll-up in a workbook was made from.

    :raises Unconfirmed: if that lies outside of its folder, and nobody has said so here.
    :raises UserError: if it does not say.
    :raises Refused: if the workbook cannot be read.
    """
    return settled(book.path, read_settings(book), said_about(book.path))


def confirmed_settings(book: OwnBook, *, confirm: bool) -> Settings:
    """Return what :func:`settings_in` does, where a person may say yes to what lies outside.

    :param confirm: whether a person has said yes.
    :raises Unconfirmed: if nobody has.
    """
    try:
        return settings_in(book)
    except Unconfirmed as error:
        if not confirm:
            raise
        error.confirm()
        return settings_in(book)


def settled(workbook: Path, stated: Mapping[str, Sequence[str]], said: Said) -> Settings:
    """Return what a roll-up was made from.

    :param stated: what the workbook says, by name; ``said`` what was said of it on this machine.
    :raises Unconfirmed: if it says what lies outside of its folder, and nobody has said so here.
    :raises UserError: if it does not say where the reports are.
    """
    folder = workbook.absolute().parent
    foreign: dict[str, list[str]] = {}
    found: dict[str, tuple[Path, ...]] = {}
    for name in _PATHS:
        known = list(said.get(name, ()))
        texts = stated.get(name, ())
        inside = [folder / text for text in texts if _is_inside(text, folder)]
        outside = [os.path.normpath(folder / t) for t in texts if not _is_inside(t, folder)]
        if not set(outside) <= set(known):
            foreign[name] = list(dict.fromkeys([*known, *outside]))
        # What stands in the workbook goes before what was said earlier.
        found[name] = (*inside, *(Path(t) for t in known if not texts or t in outside))
    if foreign:
        raise Unconfirmed(workbook, foreign)
    if not found[SOURCES]:
        raise UserError(
            f"“{workbook.name}”没有写明报表放在哪个文件夹",
            "请在“汇总设置”表的“报表文件夹”一栏填写后保存，再试一次。",
        )
    rosters = found[ROSTER]
    return Settings(
        sources=found[SOURCES],
        roster=rosters[0] if rosters else None,
        previous=found[PREVIOUS],
        overlays=tuple(map(Path, said.get(_OVERLAYS, ()))),
        deadline=_first(stated, DEADLINE),
        year=_year(_first(stated, YEAR)),
        unit=_first(stated, UNIT),
        code=_first(stated, CODE),
        level=_first(stated, LEVEL),
        accept_errors=_first(stated, ERRORS_TOO) == YES,
    )


def _first(stated: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(stated.get(name, ())), "")


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0


def _is_inside(text: str, folder: Path) -> bool:
    """Tell whether a text is a relative path that stays below a folder, whatever links do."""
    way = PureWindowsPath(text)
    if way.drive or way.root or ".." in way.parts:
        return False
    return real_path(folder / text).is_relative_to(real_path(folder))


def _below(path: Path, workbook: Path) -> str:
    """Return the path from the folder of a workbook, if it lies below; otherwise nothing."""
    folder = workbook.absolute().parent
    try:
        relative = Path(os.path.relpath(path.absolute(), folder))
    except ValueError:  # another drive
        return ""
    text = relative.as_posix()
    is_plain = text.isprintable() and not set(text) & set(";；")
    return text if is_plain and _is_inside(text, folder) else ""


def _shown(paths: Sequence[Path], workbook: Path) -> list[str]:
    """Return how a workbook names its files: all of them, or none if one lies elsewhere."""
    found = [_below(path, workbook) for path in paths]
    return found if all(found) and sum(map(len, found)) <= _LONGEST else []


def arguments(settings: Settings, output: Path) -> list[str]:
    """Return the command line that makes the roll-up of some settings."""
    words = ["consolidate", *map(str, settings.sources), "--output", str(output)]
    options: list[tuple[str, object]] = [
        ("--roster", settings.roster),
        *(("--previous", path) for path in settings.previous),
        *(("--overlay", path) for path in settings.overlays),
        ("--deadline", settings.deadline),
        ("--year", settings.year),
        ("--unit", settings.unit),
        ("--code", settings.code),
        ("--level", settings.level),
    ]
    words += [word for name, value in options if value for word in (name, str(value))]
    return [*words, *(["--accept-errors"] if settings.accept_errors else [])]
