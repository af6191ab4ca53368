"""Installing the add-in for Excel: one file, and on macOS a script beside Excel's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xlreport.excel.setup.places import ExcelPlaces
from xlreport.files import replacing
from xlreport.macro_source import workbook_folder
from xlreport.template.macros import write_addin


def install_addin(places: ExcelPlaces, python: Path | None = None) -> Iterator[Path]:
    """Install for Excel, and yield each file written.

    :param python: the program that the add-in starts; without one, the one that runs this.
    :raises CannotWrite: if a file cannot be written; an old one is left as it was.
    """
    write_addin(places.addin, python or Path(sys.executable))
    yield places.addin
    if places.script is not None:
        with replacing(places.script) as temporary:
            temporary.write_bytes(script_bytes())
        yield places.script
    with suppress(OSError):
        _remove_settings(places)


def script_bytes() -> bytes:
    """Return the script with which macOS lets Excel start Python."""
    return (workbook_folder() / "mac" / "xlreport.applescript").read_bytes()


def uninstall_addin(places: ExcelPlaces) -> Iterator[Path]:
    """Remove what was installed for Excel, and yield each file removed.

    :raises OSError: if a file cannot be removed, for instance because Excel has it open.
    """
    for path in (places.addin, places.script):
        if path is not None and path.exists():
            path.unlink()
            yield path
    if places.settings.exists():
        _remove_settings(places)
        yield places.settings


def _remove_settings(places: ExcelPlaces) -> None:
    """Remove the settings file of earlier versions: nothing reads it any more."""
    places.settings.unlink(missing_ok=True)
    if places.settings.parent.name == ".xlreport":
        with suppress(OSError):
            places.settings.parent.rmdir()
