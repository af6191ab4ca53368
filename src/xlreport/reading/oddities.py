"""What a workbook file carries beside the form: sheets too many, macros, links; what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xlreport.edition import Edition, Place
from xlreport.edition.layout import RESERVED_SHEETS
from xlreport.macro_source import MacroOrigin, origin_of
from xlreport.reading.package import EMBEDDED, LINKS, MACROS, Package, plain_name
from xlreport.reading.refusal import Refused

_LONGEST_SHOWN = 60

Oddity = tuple[str, str, tuple[Place, ...]]
"""A rule of the catalogue, what was found, and where."""


def extra_sheets(
    edition: Edition, sheets: Collection[str], read: Collection[str]
) -> Iterator[Oddity]:
    """Yield the sheets that the template does not have; a copy of one that it has weighs more.

    :param read: the sheets that the report was read from.
    """
    for name in sheets:
        if name in read or name in RESERVED_SHEETS:
            continue
        originals = [s.sheet for s in edition.sections if name.startswith(s.sheet)]
        if originals:
            found = f"“{name}”像是“{originals[0]}”的另一份"
            yield "READ-COPY", found, (Place(name, 0, 0),)
        else:
            yield "READ-EXTRA", f"多出工作表“{shortened(name)}”", (Place(name, 0, 0),)


def carried_along(package: Package) -> Iterator[Oddity]:
    """Yield macros that are not the system's own, links to other files, and files inside."""
    origins = {name: _origin(package, name) for name in package.named(MACROS)}
    foreign, changed = (
        tuple(name for name, origin in origins.items() if origin is wanted)
        for wanted in (MacroOrigin.FOREIGN, MacroOrigin.CHANGED)
    )
    for rule, parts in (
        ("READ-MACRO", foreign),
        ("READ-MACRO-CHANGED", changed),
        ("READ-LINKS", package.named(LINKS)),
        ("READ-EMBEDDED", package.named(EMBEDDED)),
    ):
        if parts:
            named = "、".join(plain_name(part) for part in parts[:3])
            yield rule, f"文件里有 {named}", ()


def _origin(package: Package, part: str) -> MacroOrigin:
    try:
        return origin_of(package.unpack(part))
    except Refused:  # too large, or damaged
        return MacroOrigin.FOREIGN


def shortened(text: str) -> str:
    """Return a text on one line, as long as a message may have it."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[: _LONGEST_SHOWN - 1]}…"
