"""What the tests of the Excel side share: one file of every kind that the program writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examples.reports import PARENT, as_received, corrected, seed_report
from tests.support.marking import write_marked_copy

from xlreport.checking import check
from xlreport.cli import run
from xlreport.reading import read
from xlreport.report import Unit
from xlreport.template import blank_report, write_report
from xlreport.template.macros import write_addin


@pytest.fixture(scope="module")
def profile() -> Iterator[Path]:
    """A LibreOffice profile in which the buttons are installed.

    It lies in no folder of pytest, which each run of it closes to all other users, while the
    extension is installed on behalf of one.
    """
    from tests.excel.desk import write_profile

    with TemporaryDirectory(prefix="xlreport-office-") as folder:
        write_profile(Path(folder) / "profile")
        yield Path(folder) / "profile"


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A file of every kind, by what it is; the workbooks have faults, halves and zeros in them."""
    folder = tmp_path_factory.mktemp("outputs")
    made = {
        name: folder / f"{name}.{suffix}"
        for name, suffix in (
            ("filled", "xlsx"),
            ("macros", "xlsm"),
            ("next year", "xlsx"),
            ("marked", "xlsx"),
            ("marked macros", "xlsm"),
            ("roster", "xlsx"),
            ("city", "xlsx"),
            ("received", "xlsx"),
            ("addin", "xlam"),
        )
    }
    figures = {**as_received()[1].values, "disclosure.procurement.amount": 1200}
    filled = replace(as_received()[1], values=figures)
    write_report(filled, made["filled"])
    write_report(filled, made["macros"], macros=True)
    coming = blank_report(seed_report().edition, 2020, seed_report().unit)
    write_report(coming.with_last(filled), made["next year"])
    for name in ("filled", "macros"):
        marked = made["marked" if name == "filled" else "marked macros"]
        write_marked_copy(check([read(made[name])])[0], marked)
    assert run(["roster", "template", "-o", str(made["roster"])]) == 0
    reports = folder / "reports"
    for report in corrected():
        write_report(report, reports / f"{report.unit.name}.xlsx")
    city = ["consolidate", str(reports), "-o", str(made["city"]), "--unit", PARENT]
    assert run([*city, "--level", "县级"]) in (0, 1)
    write_addin(made["addin"], Path("python"))
    made["below"] = _as_it_comes_in(folder / "in", made["received"])
    return made


def _as_it_comes_in(folder: Path, city: Path) -> Path:
    """Roll up, by a roster of two levels, what comes in: files of every kind, and some do not come.

    :returns: the workbook of a lower office of which nothing was taken, so that its sums are blank.
    """
    names = [report.unit.name for report in as_received()]
    for report in as_received():
        write_report(report, folder / f"{report.unit.name}.xlsx")
    refused = replace(as_received()[1], unit=Unit("示例庚镇"))
    write_report(refused, folder / "示例庚镇.xlsx")
    (folder / "示例庚镇（2）.xlsx").write_bytes((folder / "示例庚镇.xlsx").read_bytes())
    (folder / "坏.xlsx").write_bytes(b"PK")
    (folder / "说明.txt").write_text("x")
    lines = [
        "代码,名称,类别,上级,层级",
        f"1,{PARENT},人民政府,,县级",
        "2,示例经开区,人民政府,1,县级",
    ]
    lines += [f"1{n},{name},乡镇,1,乡镇级" for n, name in enumerate([*names, "示例己镇"])]
    roster = folder.with_name("名册.csv")
    roster.write_text("\n".join([*lines, "21,示例庚镇,乡镇,2,乡镇级"]), encoding="utf-8")
    roll = ["consolidate", str(folder), "--roster", str(roster), "-o", str(city), "--year", "2020"]
    assert run(roll) == 1
    (below,) = city.with_name(f"{city.stem}-各级汇总簿").iterdir()
    return below


KINDS = (
    "filled",
    "macros",
    "next year",
    "marked",
    "marked macros",
    "roster",
    "city",
    "received",
    "below",
    "addin",
)


@pytest.fixture(params=KINDS)
def output(request: pytest.FixtureRequest, outputs: Mapping[str, Path]) -> Path:
    """Each of these files in turn."""
    return outputs[str(request.param)]
