"""A mistake in an overlay or a form is that file's, and no clerk's workbook is blamed for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from examples import reports
from tests.support.command import xlreport
from tests.support.made import write_report

from xlreport.cli import run

pytestmark = pytest.mark.whole


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


HEAD = 'overlay: hubei\nname: 名\nedition: "2021"\n'
RULE = "rules:\n  - id: X-1\n    name: 甲\n    advice: 请核对。\n    check: filled\n"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (HEAD + RULE + "    short: 甲\n    severity: grave\n", 10, "error、query、note 之一"),
        (HEAD + RULE + "    severity: error\n    short: on\n", 10, "请加引号"),
        ("a: &x [*x]\n", 1, "绕回"),
        ("a: *x\n", 1, "没有定义"),
        ("a:\n\t- b\n", 2, "制表符"),
        ("a: 1\na: 2\n", 2, "两次"),
        ("a: [", 1, "成对"),
        ("a: " + "[" * 5000, 1, "YAML"),
    ],
    ids=["word", "on", "circle", "alias", "tab", "twice", "open", "deep"],
)
def test_every_slip_is_told_in_chinese(
    text: str, line: int, told: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "hubei.yaml"
    overlay.write_text(text, encoding="utf-8")
    assert run(["check", str(good), "--overlay", str(overlay)]) == 2
    said = capsys.readouterr().err.replace(str(tmp_path), "")
    assert f"hubei.yaml:{line}: " in said
    assert told in said
    assert not re.search("[a-z]+ [a-z]+", said.lower()), said
    assert max(map(len, said.splitlines())) < 200


def test_an_overlay_that_cannot_be_opened_is_told_in_chinese(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "夹.yaml").mkdir()
    (tmp_path / "字.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "环.yaml").symlink_to("环.yaml")
    for name, why in (("夹", "文件夹"), ("字", "UTF-8"), ("环", "它自己"), ("无", "没有")):
        assert run(["check", str(good), "--form", str(tmp_path / f"{name}.yaml")]) == 2
        assert why in capsys.readouterr().err
