"""Dates as people write them are understood, or are not taken for another day."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.dates import AmbiguousDay, parse_day

DAY = date(2021, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2021年1月15日",
        "2021年01月15日",
        "2021年1月15号",
        "2021 年 1 月 15 日",
        "２０２１年１月１５日",
        "二〇二一年一月十五日",
        "二○二一年一月十五日",
        "二零二一年一月十五日",
        "二〇二一年一月十五号",
        "21年1月15日",
        "2021-01-15",
        "2021-1-15",
        "2021－01－15",
        "2021—1—15",
        "2021/1/15",
        "2021／01／15",
        "2021.1.15",
        "2021．1．15",
        "2021。1。15",
        "2021、1、15",
        "2021年1.15",
        "20210115",
        "1/15/2021",
        "15/1/2021",
        "15-01-2021",
        "2021-01-15 09:30:00",
        "2021/1/15 9:30",
        "2021-01-15T09:30:00",
        "2021年1月15日星期五",
        "2021年1月15日（星期五）",
        "2021年1月15",
        " 2021年1月15日 ",
        "44211",
        "44211.5",
        "2021年1月15日上午9时",
        "2021年1月15日09时30分",
        "2021/1/15 上午 9:30",
        "2021/01/15 09:30:00 AM",
        "2021-01-15T09:30:00+08:00",
        "Jan 15, 2021",
        "15-Jan-2021",
        "January 15th, 2021",
        "公元2021年1月15日",
        "填报日期：2021年1月15日",
        "2021年1月15日填报",
        "2021年元月15日。",
        "'2021-01-15",
        "2021\\1\\15",
        "2021～1～15",
        "2021 1 15",
        "二〇二一・一・十五",
        "贰零贰壹年壹月拾伍日",
        "2021年一月十五号",
    ],
)
def test_usual_writings(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二一年十月一日", date(2021, 10, 1)),
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("二〇二一年三月二十日", date(2021, 3, 20)),
        ("二〇二〇年二月廿九日", date(2020, 2, 29)),
        ("二〇二一年元月五日", date(2021, 1, 5)),
        ("2/2/2021", date(2021, 2, 2)),
    ],
)
def test_other_days(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["1/2/2021", "02-01-2021", "12.11.2021"])
def test_month_and_day_that_can_be_taken_for_each_other(text: str) -> None:
    with pytest.raises(AmbiguousDay):
        parse_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "去年底", "2021年1月", "2021", "2021-13-01", "2021年2月30日", "21-1-15", "1/15/21",
        "二〇二一年", "2021-1-15-2", "123456789", "9" * 50, "星期五", "#REF!", "15",
        "Foo 15, 2021", "Jan 2021", "1月15日", "2021年1月第3周", "12345.6", "上午",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_day(text)


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_an_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_day(text), date)


@given(st.dates(date(1982, 3, 1), date(2100, 1, 1)))
def test_every_day_in_the_usual_writings(day: date) -> None:
    for text in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert parse_day(text) == day
