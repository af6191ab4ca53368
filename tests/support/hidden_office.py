"""LibreOffice without a window, in which a test opens a workbook, types into cells, and saves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.office_profile import COMPUTES, FETCHES_NOTHING, write_office_profile

DIST_PACKAGES = "/usr/lib/python3/dist-packages"  # where Debian keeps uno
_SECONDS_TO_BEGIN = 120.0


class HiddenOffice:
    """One LibreOffice; what it refuses to type into, because it is locked, is a failure."""

    def __init__(self, context: Any) -> None:
        self._desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )

    def type(self, path: Path, cells: Mapping[tuple[str, str], str | float]) -> None:
        """Open a workbook, type into cells, by sheet and address, and save it in its place."""
        import uno

        def option(name: str, value: object) -> Any:
            made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            made.Name, made.Value = name, value
            return made

        url = uno.systemPathToFileUrl(str(path.resolve()))
        book = self._desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
        for (sheet, address), value in cells.items():
            cell = book.Sheets.getByName(sheet).getCellRangeByName(address)
            assert not cell.CellProtection.IsLocked, (sheet, address)
            if isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value
        # It asks in no window whether the format is to be kept.
        book.storeToURL(url, (option("FilterName", "Calc MS Excel 2007 XML"),))
        book.close(False)


@contextmanager
def hidden_office(soffice: Path, folder: Path) -> Iterator[HiddenOffice]:
    """Begin LibreOffice with a profile in a folder, and end it afterwards."""
    if DIST_PACKAGES not in sys.path:
        sys.path.append(DIST_PACKAGES)
    from xlreport.excel.engines import office as engine

    write_office_profile(folder / "profile", (*COMPUTES, *FETCHES_NOTHING))
    pipe = f"xlreport-test-{uuid.uuid4().hex}"
    command = [
        str(soffice),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nolockcheck"),
        f"--accept=pipe,name={pipe};urp;",
    ]
    program = subprocess.Popen(
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + _SECONDS_TO_BEGIN
        while True:
            try:
                context = engine.connect(pipe)
                break
            except engine.NoOffice:
                assert time.monotonic() < end, "LibreOffice did not answer"
                time.sleep(0.1)
        yield HiddenOffice(context)
    finally:
        os.killpg(program.pid, 9)
        program.wait()
