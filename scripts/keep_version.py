"""Keep workbooks of the present version as test data: what is in the field must stay good.

Run once for each release, before its version number changes:

    python scripts/keep_version.py

It writes ``tests/data/earlier/VERSION/``: workbooks of every kind as this version makes them, as
units fill and return them, and as a roll-up leaves them, with ``expected.json``: the figures and
findings that this version reads in each.  ``tests/test_earlier_versions.py`` holds every later
version to them.  Needs LibreOffice for the re-saved workbook.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Run as a script, the repository is not on the path yet.
sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402
from examples import reports  # noqa: E402
from tests.conftest import _run_office  # noqa: E402
from tests.support.office_profile import COMPUTES, FETCHES_NOTHING, write_office_profile  # noqa: E402
from tests.support.samples import valid_report  # noqa: E402
from tests.support.website import FORM, WEBSITE, valid_website  # noqa: E402

from xlreport.edition import layout_of, load_edition  # noqa: E402
from xlreport.reading import read  # noqa: E402
from xlreport.report import Report, Unit  # noqa: E402
from xlreport.template import write_report  # noqa: E402

XLREPORT = Path(sys.executable).with_name("xlreport")
OVERLAY = ROOT / "examples" / "overlays" / "hubei-2019.yaml"
ROSTER = """代码,名称,类别,上级,汇总,设立,撤销
99,示例市,人民政府,,,,
9901,示例县,人民政府,99,,,
9900,示例市教育局,政府部门,99,,,
990101,示例甲街道,街道,9901,,,
990102,示例乙镇,乡镇,9901,,,
990103,示例丙镇,乡镇,9901,,,
990104,示例丁乡,乡镇,9901,,,
990105,示例戊街道,街道,9901,,,
"""
CODES = dict(line.split(",")[1::-1] for line in ROSTER.splitlines()[1:])
FORMS = {"website": [FORM], "overlay": [OVERLAY]}
"""What must be named to read the workbooks whose file names begin so."""


def main() -> None:
    """Write the folder of the installed version."""
    folder = ROOT / "tests" / "data" / "earlier" / version("xlreport")
    if folder.exists():
        sys.exit(f"{folder} is there: an earlier version's workbooks are never made anew")
    folder.mkdir(parents=True)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    _blank(folder / "blank")
    _filled(folder / "filled")
    _received(folder / "received")
    _run(
        "consolidate",
        folder / "received",
        "--roster",
        folder / "roster.csv",
        "-o",
        folder / "city" / "示例市2020.xlsx",
    )
    _run("check", folder / "received", "--mark")
    marked = folder / "received-校验结果"
    shutil.move(marked, folder / "marked")
    _handed_out(folder)
    expected = {path.relative_to(folder).as_posix(): _facts(path) for path in _workbooks(folder)}
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def _blank(folder: Path) -> None:
    folder.mkdir()
    for year in (2020, 2023):
        for suffix, more in ((".xlsx", ()), (".xlsm", ("--macros",))):
            path = folder / f"blank{year}{suffix}"
            _run("template", "--year", str(year), "--unit", "示例街道", "-o", path, *more)
    _run(
        "template",
        "--year",
        "2020",
        "--unit",
        "示例街道",
        "--overlay",
        OVERLAY,
        "-o",
        folder / "overlay2020.xlsx",
    )
    _run(
        "template",
        "--year",
        str(WEBSITE.first_year),
        "--unit",
        "示例街道",
        "--form",
        FORM,
        "-o",
        folder / "website.xlsx",
    )


def _filled(folder: Path) -> None:
    """Reports of every form, and the same as LibreOffice saves it."""
    from random import Random

    folder.mkdir()
    newest = valid_report(load_edition("2021"), Random(1))
    write_report(newest, folder / "2021.xlsx")
    write_report(newest, folder / "2021.xlsm", macros=True)
    overlay = load_edition("2019", [OVERLAY])
    write_report(valid_report(overlay, Random(2)), folder / "overlay2019.xlsx")
    write_report(valid_website(WEBSITE, Random(3)), folder / "website.xlsx")
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name) / "profile"
        write_office_profile(profile, (*COMPUTES, *FETCHES_NOTHING))
        source = Path(name) / "libreoffice2021.xlsx"
        shutil.copyfile(folder / "2021.xlsx", source)
        _run_office(
            [
                "soffice",
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                str(folder),
                str(source),
            ],
            120,
        )


def _received(folder: Path) -> None:
    """What the units of a county sent in, one of them with buttons, one with mistakes."""
    folder.mkdir()
    for report in reports.corrected()[1:]:
        _write(report, folder)
    faulty = next(each for each in reports.as_received() if each.unit.name == "示例丙镇")
    _write(faulty, folder)
    office = replace(reports.corrected()[1], unit=Unit("示例市教育局"))
    _write(office, folder)


def _write(report: Report, folder: Path) -> None:
    unit = replace(report.unit, code=CODES[report.unit.name])
    macros = unit.name == "示例乙镇"
    path = folder / f"{unit.name}2020{'.xlsm' if macros else '.xlsx'}"
    write_report(replace(report, unit=unit), path, macros=macros)


def _handed_out(folder: Path) -> None:
    """Next year's workbook of two units: as handed out, and filled by another program."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        _run(
            "next-year",
            "--year",
            "2021",
            "--roster",
            folder / "roster.csv",
            "--previous",
            folder / "city",
            "-o",
            out,
        )
        handed = folder / "handed-out"
        handed.mkdir()
        for unit in ("示例甲街道", "示例乙镇"):
            (path,) = (p for p in out.rglob("*.xlsx") if unit in p.name)
            shutil.copyfile(path, handed / f"{unit}2021.xlsx")
    book = openpyxl.load_workbook(handed / "示例甲街道2021.xlsx")
    edition = load_edition("2021")
    places = layout_of(edition).places
    for cell in edition.inputs:
        box = book[places[cell.key].sheet][places[cell.key].a1]
        if not box.protection.locked:
            box.value = 0
    carried = "applications.outcome.granted.natural"
    book[places[carried].sheet][places[carried].a1].value = 2
    for key in edition.prose:
        place = places[key]
        book[place.sheet][place.a1].value = "按要求做好了公开工作，明年将逐项改进。"
    book.save(handed / "示例甲街道2021-filled.xlsx")


def _workbooks(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*.xls*")))


def _facts(path: Path) -> dict[str, object]:
    """Return what this version reads in a workbook, and what it finds."""
    forms = next((f for name, f in FORMS.items() if path.name.startswith(name)), [])
    options = [option for form in forms for option in ("--overlay", str(form))]
    told = subprocess.run(
        [XLREPORT, "check", path, "--json", *options],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    (report,) = json.loads(told.stdout)["reports"]
    read_back = read(path, forms)
    values = {key: str(value) for key, value in read_back.values.items() if value}
    findings = sorted({(f["rule"], f["sheet"], ",".join(f["cells"])) for f in report["findings"]})
    return {
        "unit": report["unit"],
        "code": report["code"],
        "year": report["year"],
        "edition": report["edition"],
        "forms": [form.relative_to(ROOT).as_posix() for form in forms],
        "values": values,
        "missing": [key for key in read_back.edition.cells if key not in read_back.values],
        "findings": [list(finding) for finding in findings],
    }


def _run(*arguments: str | Path) -> None:
    subprocess.run([XLREPORT, *map(str, arguments)], check=False, stdout=sys.stderr)


if __name__ == "__main__":
    main()
