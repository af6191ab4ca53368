"""The same through LibreOffice: what it saves is read, verified, and taken for last year."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Convert
from tests.january import desk, fill, form
from tests.january.small import (
    EDITION,
    YEAR,
    Place,
    blank_workbook,
    government,
    states,
    town,
    values,
)

pytestmark = pytest.mark.slow

CITY, COUNTY = "1000", "1001"
TOWNS = ("100101", "100102")


def test_a_year_through_libreoffice(
    convert: Convert, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("办公")
    bodies = [government(CITY, "示例市"), government(COUNTY, "示例甲县", CITY)]
    bodies += [town(code, f"示例{code}镇", COUNTY) for code in TOWNS]
    place = Place(folder, blank_workbook(folder), bodies)
    for unit in TOWNS:
        place.file(unit, f"../草稿/{unit}.xlsx")
    place.inbox.mkdir(exist_ok=True)
    for path in convert([folder / "草稿" / f"{unit}.xlsx" for unit in TOWNS]):
        path.rename(place.inbox / path.name)
    said = place.roll_up()
    assert states(said) == dict.fromkeys(TOWNS, "filed")
    assert values(said, CITY) == place.total(*TOWNS)
    assert said.exit == 0

    # The officer opens the books, and saves them.
    lower = next(place.below.glob("*.xlsx"))
    for path, saved in zip((place.book, lower), convert([place.book, lower]), strict=True):
        saved.replace(path)
    verified = desk.run("verify", place.book, place.inbox, "--json")
    assert (verified.exit, verified.data["findings"]) == (0, [])
    assert fill.figures_in(place.book, EDITION) == place.total(*TOWNS)

    # Next year's workbooks are made from what LibreOffice saved, and LibreOffice fills them in.
    year, out = str(YEAR + 1), folder / "下发"
    command = ["next-year", "--year", year, "--roster", place.roster, "-o", out, "--json"]
    handed = desk.run(*command, "--previous", place.book)
    assert handed.exit == 0
    paths = [next(out.rglob(f"示例{unit}镇*.xlsx")) for unit in TOWNS]
    for unit, path in zip(TOWNS, convert(paths), strict=True):
        shown = fill.figures_in(path, EDITION)
        for applicant in (*form.APPLICANTS, "total"):
            carried = place.truth[unit][f"applications.carried_out.{applicant}"]
            assert shown[f"applications.carried_in.{applicant}"] == carried
    checked = desk.run("check", *convert(paths), "--json")
    rules = {f["rule"] for each in checked.data["reports"] for f in each["findings"]}
    assert rules <= {"FILLED", "WRITTEN"}


def test_verify_after_another_program_saved_the_books(tmp_path: Path) -> None:
    bodies = [government(CITY, "示例市"), government(COUNTY, "示例甲县", CITY)]
    bodies += [town(code, f"示例{code}镇", COUNTY) for code in TOWNS]
    place = Place(tmp_path, blank_workbook(tmp_path), bodies)
    for unit in TOWNS:
        place.file(unit)
    place.roll_up()
    for path in (place.book, next(place.below.glob("*.xlsx"))):
        fill.saved_by_openpyxl(path, path)
    verified = desk.run("verify", place.book, place.inbox, "--json")
    assert (verified.exit, verified.data["findings"]) == (0, [])
