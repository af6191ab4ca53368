"""Files that are no workbook, or not this year's: each has its line, and its sender is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.january import fill, form
from tests.january.fill import not_workbooks
from tests.january.small import (
    EDITION,
    Place,
    government,
    states,
    statuses,
    town,
    values,
)

pytestmark = pytest.mark.slow


ENDINGS = ("pdf", "jpg", "eml", "zip", "docx", "crdownload", "xls")


def test_each_has_its_line_and_its_sender_is_not_called_missing(
    blank: Path, tmp_path: Path
) -> None:
    bodies = [government("1", "示例市")]
    bodies += [town(f"1{n}", f"示例{e}镇", "1") for n, e in enumerate(ENDINGS, start=1)]
    bodies += [
        town("20", "示例好镇", "1"),
        town("21", "示例断镇", "1"),
        town("22", "示例空镇", "1"),
    ]
    place = Place(tmp_path, blank, bodies)
    for ending in ENDINGS:
        made = not_workbooks(tmp_path / "杂", f"示例{ending}镇年报")[ending]
        fill.copy(made, place.inbox / "附件" / made.name)
    place.file("20")
    fill.broken_off(place.inbox / "20.xlsx", place.inbox / "示例断镇.xlsx")
    said = place.roll_up()
    found = statuses(said)
    assert found.pop("示例断镇.xlsx") == found.pop("示例xls镇年报.xls") == "unreadable"
    assert found.pop("20.xlsx") == "taken"
    # An archive is opened: what is in it has the line.
    assert found.pop("说明.txt") == "not_a_workbook"
    assert found == {
        f"示例{e}镇年报.{e}": "not_a_workbook" for e in ENDINGS if e not in ("xls", "zip")
    }
    wanted = {f"1{n}": "unreadable" for n, _ in enumerate(ENDINGS, start=1)}
    assert states(said) == {**wanted, "20": "filed", "21": "unreadable", "22": "missing"}
    assert values(said, "1") == place.total("20")
    assert said.exit == 1


def test_nothing_could_be_read(blank: Path, tmp_path: Path) -> None:
    """With a roster the book is written all the same: who is missing is what it is for."""
    place = Place(tmp_path, blank, [government("1", "示例市"), town("11", "示例甲镇", "1")])
    fill.copy(not_workbooks(tmp_path / "杂", "示例甲镇")["pdf"], place.inbox / "示例甲镇.pdf")
    said = place.roll_up("--year", "2022")
    assert said.exit == 1
    assert place.book.exists()
    assert states(said) == {"11": "unreadable"}
    place.book.unlink()
    without = place.roll_up(roster=False)
    assert without.exit == 2
    assert not place.book.exists()


def test_other_years_and_editions(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市"), *(town(f"1{n}", f"示例{n}镇", "1") for n in (1, 2, 3))]
    place = Place(tmp_path, blank, bodies)
    place.file("11")
    fill.of_another_year(place.file("12"), place.inbox / "12.xlsx", 2021)
    # The edition of 2021 does not hold for 2020.
    other = place.file("13", "示例3镇.xlsx")
    fill.of_another_year(other, other, 2020)
    said = place.roll_up("--year", "2022")
    assert states(said) == {"11": "filed", "12": "wrong_period", "13": "wrong_period"}
    found = statuses(said)
    assert found == {"11.xlsx": "taken", "12.xlsx": "wrong_period", "示例3镇.xlsx": "wrong_period"}
    assert said.exit == 1


def test_three_of_one_name_without_their_codes(blank: Path, tmp_path: Path) -> None:
    """Who of the three sent it cannot be told: a person must say, and nobody else waits."""
    bodies = [government("1", "示例市")]
    for code in ("11", "12", "13"):
        bodies += [government(code, f"示例{code}县", "1"), town(f"{code}1", "示例城关镇", code)]
    place = Place(tmp_path, blank, bodies)
    place.file("111")
    place.file("121", cover={"code": ""})
    said = place.roll_up()
    found = states(said)
    assert found["111"] == "filed"
    assert found["121"] != "filed"
    assert values(said, "1") == place.total("111")
    assert statuses(said)["121.xlsx"] in ("undecided", "unknown")
    assert said.exit == 1


def test_a_corrected_file_beside_its_faulty_forerunner(blank: Path, tmp_path: Path) -> None:
    place = Place(tmp_path, blank, [government("1", "示例市"), town("11", "示例甲镇", "1")])
    wrong = dict(place.truth["11"])
    wrong["applications.new.natural"] += 1
    place.file("11", figures=wrong)
    place.file("11", "再报.xlsx")
    said = place.roll_up()
    assert statuses(said) == {"11.xlsx": "superseded", "再报.xlsx": "taken"}
    assert values(said, "1") == form.added_up(EDITION, [place.truth["11"]])
    assert said.exit == 0
