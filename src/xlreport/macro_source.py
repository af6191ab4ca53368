"""The VBA of a workbook as text, and whether the VBA of a file that came in is that text.

A spreadsheet program writes the project anew when it saves, with other bytes, and Excel also
changes the case of names; so the sources are compared, without regard to case and spacing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from xlreport.buttons import vba_source

_LARGEST = 256 * 1024
"""Bytes of a project that is looked into; ours has 16 KiB, and some more once Excel saved it."""
_MOST_MODULES = 60
_NOT_CODE = re.compile(r"(?:rem )?attribute |option (?:explicit|vbasupport)")


class MacroOrigin(Enum):
    """Whose macros a file has."""

    OURS = "ours"
    CHANGED = "changed"
    """Ours, with something changed or added."""
    FOREIGN = "foreign"


def workbook_folder() -> Path:
    """Return the folder ``workbook/``, in an installation or in the repository."""
    installed = Path(__file__).parent / "workbook"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "workbook"


def sources(*names: str) -> dict[str, str]:
    """Return the source of standard modules by name: the buttons', and some of ``workbook/vba``."""
    folder = workbook_folder() / "vba"
    read = {name: (folder / f"{name}.bas").read_text("ascii") for name in names}
    return {"xlreport_buttons": vba_source(), **read}


def workbook_modules() -> dict[str, str]:
    """Return the source of the standard modules of a workbook, by name.

    LibreOffice compiles every module at the first click and knows no ``#If``: these have none.
    """
    return sources("xlreport_run")


def this_workbook() -> str:
    """Return the source of a workbook's own module."""
    return (workbook_folder() / "vba" / "ThisWorkbook.cls").read_text("ascii")


def origin_of(project: bytes) -> MacroOrigin:
    """Say whose macros a ``vbaProject.bin`` holds; one that cannot be read is foreign.

    Nothing is run, and of a project that does not look like ours nothing is unpacked.
    """
    if len(project) > _LARGEST:
        return MacroOrigin.FOREIGN
    try:
        return _compared(_modules(project))
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ours
        return MacroOrigin.FOREIGN


def issued_digests() -> frozenset[str]:
    """Return the digests of the macros of every workbook that was ever made: ``issued.txt``.

    A workbook is filled in years after it was made, and its macros stay as they were.
    """
    lines = (workbook_folder() / "vba" / "issued.txt").read_text("ascii").splitlines()
    return frozenset(line.split()[0] for line in lines if line and not line.startswith("#"))


def digest_of(modules: Mapping[str, str]) -> str:
    """Return a digest of what modules do, whatever program saved them; empty ones do not count."""
    said = sorted((name.lower(), code) for name, text in modules.items() if (code := _code(text)))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _compared(found: Mapping[str, str]) -> MacroOrigin:
    if not {name.lower() for name in workbook_modules()} & found.keys():
        return MacroOrigin.FOREIGN
    return MacroOrigin.OURS if digest_of(found) in issued_digests() else MacroOrigin.CHANGED


def _modules(project: bytes) -> dict[str, str]:
    """Return the sources of a project by name in small letters; none if the names are not ours."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import parse_vba_project

    modules = parse_vba_project(CFB.from_bytes(project)).modules
    if len(modules) > _MOST_MODULES:
        return {}
    if not {name.lower() for name in workbook_modules()} & {m.name.lower() for m in modules}:
        return {}
    return {module.name.lower(): module.source for module in modules}


def _code(source: str) -> tuple[str, ...]:
    """Return what a module does: its lines in small letters, without headers and spacing."""
    lines = ("".join(line.split()).lower() for line in source.splitlines())
    heads = (" ".join(line.split()).lower() for line in source.splitlines())
    return tuple(
        line for line, head in zip(lines, heads, strict=True) if line and not _NOT_CODE.match(head)
    )
