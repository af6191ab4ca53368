"""What the tests of the Excel side share: one file of every kind that the program writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examples.reports import PARENT, as_received, corrected, seed_report

from xlreport.checking import check
from xlreport.cli import run
from xlreport.mark import write_marked_copy
from xlreport.reading import read
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
    return made


KINDS = (
    "filled",
    "macros",
    "next year",
    "marked",
    "marked macros",
    "roster",
    "city",
    "addin",
)


@pytest.fixture(params=KINDS)
def output(request: pytest.FixtureRequest, outputs: Mapping[str, Path]) -> Path:
    """Each of these files in turn."""
    return outputs[str(request.param)]
