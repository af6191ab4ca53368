"""Units merge, split, are renamed and take the wrong unit of money, on the way of a real office."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest
from tests.january import desk, fill, form, oracle, small
from tests.january.city import draw
from tests.january.form import Figures
from tests.january.small import Place, government, states, statuses, town, values

pytestmark = pytest.mark.slow

FEE = "disclosure.fee.amount"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("空白") / "空白.xlsx"
    unit = ("--unit", "示例单位", "--code", "1")
    said = desk.run("template", "--year", str(small.YEAR), *unit, "-o", path)
    assert said.exit == 0, said.err
    return path


def explain(path: Path, text: str) -> None:
    """Write a reason beside the rule of the carry-over, as a clerk does."""
    book = openpyxl.load_workbook(path)
    sheet = book["校验"]
    rows = list(sheet.iter_rows())
    heads = next(row for row in rows if any(str(c.value).startswith("说明") for c in row))
    column = next(c.column for c in heads if str(c.value).startswith("说明"))
    row = next(row for row in rows if any(cell.value == "CARRY" for cell in row))
    sheet.cell(row[0].row, column).value = text
    book.save(path)


def with_columns(place: Place, extra: dict[str, str]) -> None:
    """Add the columns 撤销, 并入 and 设立 to a place's roster; ``extra`` gives them by code."""
    rows = ["代码,名称,类别,上级,撤销,并入,设立"]
    for body in place.bodies:
        end = extra.get(body.code, ",,")
        rows.append(f"{body.code},{body.name},{body.kind},{body.parent},{end}")
    place.roster.write_text("\n".join(rows), encoding="utf-8")


OUT, IN = "applications.carried_out.natural", "applications.carried_in.natural"
REASON = "上年报告漏报一件，已经更正"


def halves(figures: Figures) -> tuple[Figures, Figures]:
    """How two bodies share what one had."""
    inputs = {key: figures[key] for key in form.INPUTS[small.EDITION]}
    one = {key: value // 2 for key, value in inputs.items()}
    other = {key: value - one[key] for key, value in inputs.items()}
    return tuple(form.with_totals(small.EDITION, each) for each in (one, other))


def next_year_of(code: str, before: Figures, level: str = "township") -> Figures:
    """Figures that break no rule beside those of the year before."""
    for chance in range(200):
        figures = draw(Random(f"next {code} {chance}"), small.EDITION, before)
        if not form.broken(small.EDITION, figures, before, before, level):
            return figures
    raise RuntimeError(code)


def test_towns_merge_split_are_renamed_and_break_for_a_reason(blank: Path, tmp_path: Path) -> None:
    """Two years of a county: whoever goes on hands over, and county and city hold."""
    names = {"101": "示例甲镇", "102": "示例乙镇", "103": "示例丙镇", "104": "示例丁乡"}
    names |= {"105": "示例戊镇", "106": "示例己镇", "107": "示例庚镇", "108": "示例辛镇"}
    bodies = [government("1", "示例市"), government("10", "示例县", "1")]
    bodies += [town(code, name, "10") for code, name in names.items()]
    place = Place(tmp_path, blank, bodies)
    place.truth["103"] = {**place.truth["103"], OUT: 3}  # there is something to share
    first = ["101", "102", "103", "104", "105"]
    opened = dict.fromkeys(("106", "107", "108"), f"{small.YEAR + 1}-01-01")
    with_columns(place, {code: ",," + day for code, day in opened.items()})
    for unit in first:
        new = place.truth[unit]
        balance = sum(
            new[k]
            for k in new
            if k.startswith("applications.outcome.") and k.endswith(".natural") and "total" not in k
        )
        place.truth[unit] = form.with_totals(
            small.EDITION,
            {
                **{k: new[k] for k in form.INPUTS[small.EDITION]},
                "applications.new.natural": balance + new[OUT] - new[IN],
            },
        )
        place.file(unit)
    said = place.roll_up("--year", str(small.YEAR))
    assert states(said) == dict.fromkeys(first, "filed")

    closed = f"{small.YEAR + 1}-06-01"
    ends = {"102": "101", "103": "106、107", "104": "示例辛镇"}
    columns = {code: f"{closed},{heirs}," for code, heirs in ends.items()}
    with_columns(place, columns | {code: ",," + day for code, day in opened.items()})
    out = tmp_path / "下发"
    command = ["next-year", "--year", "2023", "--roster", place.roster, "--previous", place.book]
    handed = desk.run(*command, "-o", out, "--json")
    assert [each["unit"] for each in handed.data["decisions"]] == ["示例己镇", "示例庚镇"]
    assert handed.exit == 1
    shares = dict(zip(("106", "107"), halves(place.truth["103"]), strict=True))
    wrong = {**place.truth["105"], OUT: place.truth["105"][OUT] + 1}
    wrong = form.with_totals(small.EDITION, {k: wrong[k] for k in form.INPUTS[small.EDITION]})
    before = {"101": place.total("101", "102"), "105": wrong, "108": place.truth["104"], **shares}
    now = {code: next_year_of(code, last) for code, last in before.items()}
    inbox = tmp_path / "收到2023"
    for code, last in before.items():
        (book,) = out.rglob(f"{names[code]}2023.xlsx")
        carried = fill.last_year_in(book, small.EDITION)
        told = oracle.last_of(small.EDITION, last)
        assert code in ("105", *shares) or oracle.unlike(carried, told) == {}
        # Who was split, or reported wrongly, writes into 上年数据 what is so.
        other = {form.LAST_AT[small.EDITION][key]: value for key, value in told.items()}
        fill.fill(
            book, inbox / f"{code}.xlsx", small.EDITION, now[code], day="2024-01-15", other=other
        )
    again = ["consolidate", inbox, "--roster", place.roster, "--previous", place.book, "--json"]
    said = desk.run(*again, "-o", tmp_path / "2023.xlsx")
    assert statuses(said) == {f"{c}.xlsx": "refused" if c == "105" else "taken" for c in now}
    assert {
        f["rule"] for e in said.data["files"] for f in e["findings"] if f["severity"] == "error"
    } == {"CARRY"}

    explain(inbox / "105.xlsx", REASON)
    said = desk.run(*again, "-o", tmp_path / "2023.xlsx")
    assert set(statuses(said).values()) == {"taken"}
    total = form.added_up(small.EDITION, list(now.values()))
    for unit in ("1", "10"):
        assert oracle.unlike(values(said, unit), total) == {}
    carry = [f for f in said.data["findings"] if f["rule"] == "CARRY"]
    assert {f["unit"] for f in carry} == {"示例市", "示例县"}
    assert {f["reason"] for f in carry} == {f"下级已说明：示例戊镇：{REASON}"}
    assert not [f for f in said.data["findings"] if f["rule"].startswith("T2-STOCK")]
    assert said.data["decisions"] == []


def test_yuan_in_a_roll_up_of_six_towns(blank: Path, tmp_path: Path) -> None:
    bodies = [government("1", "示例市"), *(town(f"1{n}", f"示例{n}镇", "1") for n in range(1, 8))]
    place = Place(tmp_path, blank, bodies)
    for number, body in enumerate(bodies[1:]):
        money = Decimal(30 + number) if number else Decimal(330000)
        place.truth[body.code] = {**place.truth[body.code], FEE: money}
        place.file(body.code)
    said = place.roll_up()
    asked = {
        Path(each["path"]).name
        for each in said.data["files"]
        for finding in each["findings"]
        if finding["rule"] == "MONEY-UNIT"
    }
    assert asked == {"11.xlsx"}
    assert set(statuses(said).values()) == {"taken"}
    assert values(said, "1")[FEE] == 330000 + sum(range(31, 37))
