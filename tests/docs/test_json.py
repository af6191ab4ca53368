"""What ``--json`` prints is what its page says, for every command."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.support.command import xlreport

from xlreport.cli import run

_PAGE = (ROOT / "docs" / "json.zh-CN.md").read_text("utf-8")
_NAME = re.compile(r"`([a-z_][a-z_0-9]*(?:\[\]|\{\})?(?:\.[a-z_]+(?:\{\})?)*)`")
_ROW = re.compile(r"^\| (`.*?) \|(.*)\|$", re.MULTILINE)
_COMMANDS = {
    "template": "template --year 2020 --unit 示例街道 -o 示例街道.xlsx",
    "check": "check 收到的报表 坏.xlsx 坏.pdf --sentences --mark",
    "consolidate": "consolidate 收到的报表 --roster 名册.xlsx -o 汇总.xlsx",
    "explain": "explain 汇总.xlsx applications.new.total",
    "return": "return 汇总.xlsx -o 退回件",
    "verify": "verify 汇总.xlsx 收到的报表",
    "next-year": "next-year --year 2021 --roster 名册.xlsx --previous 汇总.xlsx -o 下发",
    "publish": "publish 龙津洲街道2020.xlsx -o 报告.html",
    "import": "import 公开的报告 -o 导入",
    "repair": "repair 龙津洲街道2020.xlsx -o 整理后.xlsx",
    "roster template": "roster template -o 空白名册.xlsx",
    "roster show": "roster show 名册.xlsx",
}


_IN_VAIN = {
    "template": ("--year 99999 --unit 示例局 -o a.xlsx", "--year 2020 --unit 示例局 -o a.doc"),
    "check": ("", "没有.xlsx", "坏.xlsx", "收到的报表 --roster 名册.xlsx"),
    "consolidate": (
        "没有 -o a.xlsx",
        "坏.xlsx -o a.xlsx",
        "收到的报表 --roster 坏.xlsx -o a.xlsx",
        "收到的报表 --previous 坏.xlsx -o a.xlsx",
        "收到的报表 -o 坏.xlsx",
    ),
    "explain": ("坏.xlsx x", "没有.xlsx x", "龙津洲街道2020.xlsx applications.new.total"),
    "return": ("坏.xlsx -o a", "没有.xlsx -o a", "龙津洲街道2020.xlsx -o a"),
    "verify": ("坏.xlsx", "坏.xlsx 没有", "坏.xlsx 收到的报表", "龙津洲街道2020.xlsx 收到的报表"),
    "next-year": ("--year 2021 --roster 坏.xlsx -o a", "--year x --roster 名册.xlsx -o a"),
    "publish": ("坏.xlsx -o a.html", "没有.xlsx -o a.html", "龙津洲街道2020.xlsx -o a.txt"),
    "import": ("没有 -o a", "坏.pdf -o a", "坏.xlsx -o a"),
    "repair": ("坏.xlsx -o a.xlsx", "没有.xlsx -o a.xlsx", "坏.xlsx -o a.doc"),
    "roster template": ("-o a.csv",),
    "roster show": ("坏.xlsx", "没有.csv"),
}
"""For each command what it cannot do, of every kind: the option, the file, what the file is."""


def _section(head: str) -> str:
    return re.split(r"^## ", _PAGE.split(f"\n## {head}\n", 1)[1], flags=re.MULTILINE)[0]


def _documented(head: str) -> tuple[set[str], set[str]]:
    """Return the names at the top of what a command prints, and all names within them."""
    tops: set[str] = set()
    inner: set[str] = set()
    for first, second in _ROW.findall(_section(head)):
        names = _NAME.findall(first)
        tops |= {re.split(r"[\[.{]", name)[0] for name in names}
        inner |= {re.split(r"[\[.{]", name)[-2 if name.endswith("}") else -1] for name in names}
        inner |= {name.rstrip("{}") for name in _NAME.findall(second)}
    return tops, inner | tops


def _names(data: Any, closed: set[str]) -> Iterator[str]:
    """Yield the names of all items; of a mapping whose keys are data, none."""
    match data:
        case Mapping():
            for name, value in data.items():
                yield name
                if name not in closed:
                    yield from _names(value, closed)
        case list():
            for each in data:
                yield from _names(each, closed)


@pytest.fixture(scope="module")
def office(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of all kinds."""
    folder = tmp_path_factory.mktemp("json") / "office"
    shutil.copytree(workspace, folder)
    (folder / "坏.xlsx").write_bytes(b"PK")
    (folder / "收到的报表" / "说明.pdf").write_bytes(b"%PDF-1.4")
    return folder


@pytest.mark.slow
def test_every_command_prints_what_the_page_says(office: Path) -> None:
    """In order, since later ones use what earlier ones wrote; nothing else is on the output."""
    finding, decision = (
        _documented("一个问题")[1],
        {"kind", "unit", "code", "files", "text", "advice"},
    )
    closed = {"values", "not_checked", "unreadable", "other_files"}
    for head, line in _COMMANDS.items():
        done = xlreport(*line.split(), "--json", cwd=office)
        data = json.loads(done.stdout)
        assert data["exit"] == done.returncode, head
        tops, inner = _documented(head)
        assert set(data) == tops, head
        assert set(_names(data, closed)) <= inner | finding | decision, head


def test_every_command_is_on_the_page() -> None:
    """One that is new has its part, and none is spoken of that is gone."""
    from xlreport.cli import _TABLE

    named = {name for name, *_ in _TABLE} | {"roster template", "roster show"}
    assert set(_COMMANDS) == set(_IN_VAIN) == named
    heads = set(re.findall(r"^## ([a-z -]+)$", _PAGE, re.MULTILINE))
    assert heads == named


@pytest.mark.slow
@pytest.mark.parametrize("head", _COMMANDS)
def test_a_command_that_comes_to_nothing_says_so_as_data(office: Path, head: str) -> None:
    """One object, in UTF-8, with the code that the command ends with, and why."""
    (office / "坏.pdf").write_bytes(b"%PDF-1.4")
    for arguments in (*_IN_VAIN[head], "--nothing"):
        done = xlreport(*head.split(), *arguments.split(), "--json", cwd=office)
        data = json.loads(done.stdout.decode("utf-8"))
        assert (done.returncode, data["exit"]) == (2, 2), arguments
        lists = (data.get(name, ()) for name in ("refused", "others", "files"))
        assert data.get("reason") or any(lists), arguments


@pytest.mark.whole
def test_a_fault_and_a_stop_are_told_as_data_too(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """The code of a refused file, a name with half a letter, an error that nobody expects."""
    monkeypatch.chdir(tmp_path)
    Path("坏.xlsx").write_bytes(b"PK")

    def ends(*arguments: str) -> dict[str, Any]:
        run([*arguments, "--json"])
        data = json.loads(capfdbinary.readouterr().out.decode("utf-8"))
        assert isinstance(data, dict)
        return data

    told = ends("explain", "坏.xlsx", "x")
    assert (told["exit"], told["refusal"]) == (2, "FILE-ARCHIVE")
    assert "坏.xlsx" in told["reason"]
    assert ends("verify", "\udce5.xlsx", ".")["exit"] == 2
    for error, code in ((RuntimeError("x"), 3), (KeyboardInterrupt(), 130)):

        def fail(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr("xlreport.consolidation.explain.explain", fail)
        told = ends("explain", "坏.xlsx", "x")
        assert told["exit"] == code
        assert told["reason"]


@pytest.mark.whole
def test_what_is_not_published_is_told_as_data(office: Path) -> None:
    """The command ends with 2, and still says why where a program looks."""
    xlreport("template", "--year", "2020", "--unit", "示例局", "-o", "空.xlsx", cwd=office)
    done = xlreport("publish", "空.xlsx", "-o", "空.html", "--json", cwd=office)
    data = json.loads(done.stdout)
    assert (done.returncode, data["exit"], data["written"]) == (2, 2, "")
    assert "没有生成" in data["reason"]
    assert {each["rule"] for each in data["findings"]} >= {"FILLED"}
