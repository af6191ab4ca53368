"""A mistake in an overlay or a form is that file's, and no clerk's workbook is blamed for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import reports
from tests.support.command import xlreport

from xlreport.template import write_report


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("好") / "好.xlsx"
    write_report(reports.corrected()[0], path)
    return path


@pytest.mark.parametrize("slip", ["missing", "yaml", "key"])
@pytest.mark.parametrize("command", ["check", "consolidate", "repair", "publish"])
def test_the_mistake_is_named_before_any_file_is_touched(
    command: str, slip: str, good: Path, tmp_path: Path
) -> None:
    overlay = tmp_path / "hubei.yaml"
    if slip == "yaml":
        overlay.write_text('edition: "2021\noverlay: [', encoding="utf-8")
    elif slip == "key":
        overlay.write_text('overlay: hubei\nname: 名\nedition: "2021"\n? [a, b]\n: 1\n', "utf-8")
    out = tmp_path / ("out.docx" if command == "publish" else "out.xlsx")
    output = () if command == "check" else ("-o", out)
    more = ("--unit", "示例市") if command == "consolidate" else ()
    done = xlreport(command, good, *output, *more, "--overlay", overlay)
    assert done.returncode == 2, done.stderr.decode()
    said = done.stderr.decode() + done.stdout.decode()
    assert "hubei.yaml:" in said
    assert "重新填报" not in said
    assert "Traceback" not in said
    assert not out.exists()
