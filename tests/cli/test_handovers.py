"""What passes from one office to another, end to end through the console script."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.january import desk, fill
from tests.january.small import (
    YEAR,
    Place,
    blank_workbook,
    cover_of,
    government,
    states,
    statuses,
    town,
    values,
)
from tests.support.command import COMMAND, environment

KEY = "applications.new.natural"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blank_workbook(tmp_path_factory.mktemp("空白"))


@pytest.mark.slow
def test_a_unit_in_two_branches_totals_counts_in_its_own(tmp_path: Path, blank: Path) -> None:
    """County 91 rolled up town 9201 of county 92 as well; county 92 sends its own total."""
    towns = [("9101", "示例子镇", "91"), ("9201", "示例丑镇", "92"), ("9202", "示例寅镇", "92")]
    counties = [government("91", "示例甲县", "99"), government("92", "示例乙县", "99")]
    right = [government("99", "示例市"), *counties, *(town(*each) for each in towns)]
    wrong = [government("91", "示例甲县"), town(*towns[0]), town("9201", "示例丑镇", "91")]
    city = Place(tmp_path / "市", blank, right)
    for folder, bodies, units in (("甲", wrong, ("9101", "9201")), ("乙", right, ("9201", "9202"))):
        county = Place(tmp_path / folder, blank, bodies)
        for unit in units:
            county.file(unit)
        assert county.roll_up().exit in (0, 1)
        book = county.book if folder == "甲" else _book_of(county, "92")
        fill.copy(book, city.inbox / f"{folder}.xlsx")
    said = city.roll_up()
    assert said.exit == 1, said.err
    assert not said.complaint()
    assert statuses(said) == {"甲.xlsx": "undecided", "乙.xlsx": "taken"}
    assert values(said, "99")[KEY] == city.total("9201", "9202")[KEY]
    in_total = {"9201": "in_total", "9202": "in_total"}
    assert states(said) == {"9101": "undecided"} | in_total
    (decision,) = said.data["decisions"]
    assert decision["kind"] == "total"
    assert "示例丑镇" in decision["text"]
    said = city.roll_up("--take", "甲.xlsx")
    assert statuses(said) == {"甲.xlsx": "taken", "乙.xlsx": "difference"}
    assert values(said, "99")[KEY] == city.total("9101", "9201")[KEY]
    assert not said.data["decisions"]


def _book_of(place: Place, code: str) -> Path:
    return next(path for path in place.below.glob("*.xlsx") if cover_of(path)[1] == code)


@pytest.mark.slow
def test_several_roots_go_the_whole_way(tmp_path: Path, blank: Path) -> None:
    bodies = [government("91", "示例甲县"), government("92", "示例乙县")]
    bodies += [town(f"{c}0{n}", f"示例{c}{n}镇", c) for c in ("91", "92") for n in (1, 2)]
    place = Place(tmp_path / "两县", blank, bodies)
    for unit in ("9101", "9102", "9201", "9202"):
        place.file(unit)
    said = place.roll_up()
    assert said.exit == 0, said.err
    for root in ("91", "92"):
        towns = (f"{root}01", f"{root}02")
        assert values(said, root)[KEY] == place.total(*towns)[KEY]
    books = [Path(book["path"]) for book in said.data["workbooks"]]
    assert len(books) == 2
    for book in books:
        done = desk.run("verify", book, place.inbox, "--json")
        assert (done.exit, done.data["findings"]) == (0, []), done.err
    again = place.roll_up()
    assert (again.exit, again.data["workbooks"]) == (0, said.data["workbooks"]), again.err
    out = tmp_path / "下发"
    handed = desk.run(
        *("next-year", "--year", str(YEAR + 1), "--roster", place.roster),
        *("--previous", place.book, "-o", out, "--json"),
    )
    assert handed.exit == 0, handed.err
    assert len(handed.data["written"]) == 6
    # The counties have had no report of their own, only the sum of their towns.
    assert handed.data["with_last_year"] == 4
    assert handed.data["without_last_year"] == []


@pytest.mark.slow
def test_a_total_that_somebody_sent_is_no_earlier_output(tmp_path: Path, blank: Path) -> None:
    bodies = [government("91", "示例甲县"), town("9101", "示例子镇", "91")]
    county = Place(tmp_path / "县", blank, bodies)
    county.file("9101")
    assert county.roll_up().exit == 0
    city = Place(tmp_path / "市", blank, [government("99", "示例市"), *bodies])
    sent = fill.copy(county.book, city.inbox / "甲县.xlsx")
    before = sent.read_bytes()
    command = ["consolidate", city.inbox, county.inbox, "--unit", "示例市", "-o", sent]
    said = desk.run(*command)
    assert said.exit == 2, said.out
    assert "示例甲县" in said.err
    assert sent.read_bytes() == before
    forced = desk.run(*command, "--force")
    assert forced.exit in (0, 1), forced.err
    assert cover_of(sent) == ("示例市", "")
    # It is the earlier output now: made anew, it keeps what was typed and asks nobody.
    assert desk.run(*command).exit == forced.exit


BROKEN = """
import sys
from xlreport.consolidation.sums import tree
right = tree.total
def wrong(vectors):
    vector = right(vectors)
    vector.quanta[:] += 1_000_000
    return vector
tree.total = wrong
from xlreport.cli import main
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_a_sum_that_contradicts_replaces_nothing(tmp_path: Path, blank: Path) -> None:
    bodies = [government("91", "示例甲县"), town("9101", "示例子镇", "91")]
    place = Place(tmp_path / "县", blank, bodies)
    place.file("9101")
    assert place.roll_up().exit == 0
    before = place.book.read_bytes()
    logs = tmp_path / "日志"
    logs.mkdir()
    command = ["consolidate", place.inbox, "--roster", place.roster, "-o", place.book, "--json"]
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *map(str, command)],
        capture_output=True,
        env=environment(TMPDIR=str(logs), TEMP=str(logs), PYTHONUTF8="1"),
        check=False,
        timeout=300,
    )
    told = done.stderr.decode()
    assert done.returncode == 3, told
    assert place.book.read_bytes() == before
    data = json.loads(done.stdout)
    assert data["exit"] == 3
    assert any("示例甲县" in each for each in data["contradictions"])
    (log,) = logs.glob("xlreport-*.log")
    assert log.name in told
    assert "Traceback" not in told
    assert "逐份相加" in told
    assert "逐份相加" in log.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
def test_who_stops_a_roll_up_is_told_what_is_whole(tmp_path: Path, blank: Path) -> None:
    counties = [str(number) for number in range(11, 71)]
    bodies = [government("99", "示例市")]
    bodies += [government(county, f"示例{county}县", "99") for county in counties]
    bodies += [town(f"{county}01", f"示例{county}镇", county) for county in counties]
    place = Place(tmp_path / "市", blank, bodies)
    place.file("1101")
    command = ["consolidate", place.inbox, "--roster", place.roster, "-o", place.book]
    process = subprocess.Popen(
        [COMMAND, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    for _ in range(6000):
        if len(list(place.below.glob("[!.]*.xlsx"))) >= 2 or process.poll() is not None:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    books = [path for path in place.folder.rglob("*.xlsx") if path.parent == place.below]
    whole = [path for path in books if not path.name.startswith(".")]
    assert process.returncode == 130, told.decode()
    assert 2 <= len(whole) < len(counties)
    assert f"已写出 {len(whole)} 个文件" in told.decode()
    assert whole == books
    assert not place.book.exists()
    for path in whole:
        assert cover_of(path)[1] in counties
