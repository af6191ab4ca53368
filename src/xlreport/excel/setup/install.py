"""Installing the add-in for Excel: one file, and on macOS a script beside Excel's own.

Source: Microsoft's "Startup folder in Excel" and "AppleScriptTask" for the folders.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xlreport.files import replacing
from xlreport.macro_source import workbook_folder
from xlreport.template.macros import write_addin

ADDIN_NAME = "xlreport.xlam"
SCRIPT_NAME = "xlreport.applescript"


@dataclass(frozen=True, slots=True)
class ExcelPlaces:
    """The files of one user's Excel; ``script`` is what macOS needs to run a program.

    ``settings`` is where earlier versions kept what now stands in the add-in.
    """

    addin: Path
    settings: Path
    script: Path | None = None


def windows_places(environment: Mapping[str, str]) -> ExcelPlaces:
    """Return the places on Windows.

    :raises KeyError: if the environment is not that of a Windows user.
    """
    start = Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"
    settings = Path(environment["USERPROFILE"]) / ".xlreport" / "xlreport.conf"
    return ExcelPlaces(start / ADDIN_NAME, settings)


def mac_places(home: Path) -> ExcelPlaces:
    """Return the places on macOS."""
    library = home / "Library"
    content = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    return ExcelPlaces(
        content / "Startup.localized" / "Excel" / ADDIN_NAME,
        library / "Containers" / "com.microsoft.Excel" / "Data" / "xlreport.conf",
        library / "Application Scripts" / "com.microsoft.Excel" / SCRIPT_NAME,
    )


def excel_places() -> ExcelPlaces | None:
    """Return the places of the user who runs this, ``None`` where there is no Excel."""
    if sys.platform == "win32":
        return windows_places(os.environ)
    if sys.platform == "darwin":
        return mac_places(Path.home())
    return None


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
