"""Where Excel looks for an add-in and the add-in for its settings.

Sources: Microsoft's "Startup folder in Excel" for the folders, and the module ``xlwings`` of the
add-in (``GetConfigFilePath``, ``ExecuteMac``) for the settings and the script.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ADDIN_NAME = "xlreport.xlam"
SETTINGS_NAME = "xlreport.conf"


@dataclass(frozen=True, slots=True)
class ExcelPlaces:
    """The files of one user's Excel; ``script`` is what macOS needs to run a program."""

    addin: Path
    settings: Path
    interpreter_key: str
    script: Path | None = None


def windows_places(environment: Mapping[str, str]) -> ExcelPlaces:
    """Return the places on Windows.

    :raises KeyError: if the environment is not that of a Windows user.
    """
    start = Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"
    settings = Path(environment["USERPROFILE"]) / ".xlreport" / SETTINGS_NAME
    return ExcelPlaces(start / ADDIN_NAME, settings, "INTERPRETER_WIN")


def mac_places(home: Path) -> ExcelPlaces:
    """Return the places on macOS."""
    import xlwings

    library = home / "Library"
    content = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    return ExcelPlaces(
        content / "Startup.localized" / "Excel" / ADDIN_NAME,
        library / "Containers" / "com.microsoft.Excel" / "Data" / SETTINGS_NAME,
        "INTERPRETER_MAC",
        library
        / "Application Scripts"
        / "com.microsoft.Excel"
        / f"xlwings-{xlwings.__version__}.applescript",
    )


def excel_places() -> ExcelPlaces | None:
    """Return the places of the user who runs this, ``None`` where there is no Excel."""
    if sys.platform == "win32":
        return windows_places(os.environ)
    if sys.platform == "darwin":
        return mac_places(Path.home())
    return None
