"""Nothing that lies in the current folder, beside the files received, is ever imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from examples import reports
from tests.support.command import COMMAND

from xlreport.template import write_report

pytestmark = pytest.mark.whole

PLANTED = (
    *("yaml", "numpy", "pandas", "lxml", "openpyxl", "rich", "cyclopts", "pydantic", "pandera"),
    *("json", "pickle", "struct", "signal", "socket", "multiprocessing", "subprocess", "zlib_ng"),
    *("sitecustomize", "usercustomize", "encodings", "python_calamine", "xlsxwriter", "jinja2"),
)


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """Ten workbooks, enough for several processes, and modules that tell that they were run."""
    folder = tmp_path / "收到"
    for report in reports.corrected():
        write_report(report, folder / f"{report.unit.name}.xlsx")
    first = next(folder.iterdir())
    for number in range(10):
        (folder / f"又一份{number}.xlsx").write_bytes(first.read_bytes())
    for name in PLANTED:
        told = f"open({str(folder / 'run')!r}, 'a').write({name!r} + ' ')\n"
        (folder / f"{name}.py").write_text(told + "raise ImportError\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("program", [(COMMAND,), (sys.executable, "-m", "xlreport")], ids=len)
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", ".", "--mark"),
        ("consolidate", ".", "-o", "../市.xlsx", "--unit", "示例市", "--workers", "3"),
    ],
    ids=" ".join,
)
def test_nothing_is_imported_from_the_folder_received(
    received: Path, program: tuple[str, ...], arguments: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [*program, *arguments], cwd=received, capture_output=True, text=True, check=False
    )
    assert not (received / "run").exists(), (received / "run").read_text()
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
