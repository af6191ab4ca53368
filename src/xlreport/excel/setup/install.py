"""Installing the add-in for Excel: the file itself, its settings, and on macOS a script."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xlreport.excel.setup.places import ExcelPlaces
from xlreport.files import replacing
from xlreport.template.macros import write_addin

UDF_MODULE = "xlreport.excel.udf"


def settings_of(places: ExcelPlaces, interpreter: Path) -> dict[str, str]:
    """Return the settings that the add-in needs.

    A stray ``.py`` file beside a workbook must not be able to take the place of a module, so the
    workbook's folder stays off Python's path.
    """
    return {
        places.interpreter_key: str(interpreter),
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "UDF MODULES": UDF_MODULE,
        "USE UDF SERVER": "True" if places.script is None else "False",
        "SHOW CONSOLE": "False",
    }


def install_addin(places: ExcelPlaces, interpreter: Path | None = None) -> Iterator[Path]:
    """Install for Excel, and yield each file written.

    :raises CannotWrite: if a file cannot be written; an old one is left as it was.
    """
    write_addin(places.addin)
    yield places.addin
    settings = settings_of(places, interpreter or Path(sys.executable))
    with replacing(places.settings) as temporary:
        lines = (f'"{key}","{value}"\n' for key, value in settings.items())
        temporary.write_text("".join(lines), encoding="utf-8")
    yield places.settings
    if places.script is not None:
        import xlwings

        shipped = Path(xlwings.__file__).with_name(places.script.name)
        with replacing(places.script) as temporary:
            temporary.write_bytes(shipped.read_bytes())
        yield places.script


def uninstall_addin(places: ExcelPlaces) -> Iterator[Path]:
    """Remove what was installed for Excel, and yield each file removed.

    The script on macOS stays: it belongs to xlwings, and others may use it.

    :raises OSError: if a file cannot be removed, for instance because Excel has it open.
    """
    for path in (places.addin, places.settings):
        if path.exists():
            path.unlink()
            yield path
    with suppress(OSError):
        if places.settings.parent.name == ".xlreport":
            places.settings.parent.rmdir()
