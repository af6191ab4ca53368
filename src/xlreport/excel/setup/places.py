"""Where Excel looks for an add-in, and on macOS for the script that may start a program.

Source: Microsoft's "Startup folder in Excel" and "AppleScriptTask" for the folders.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
