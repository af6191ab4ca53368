"""A text copied from printed pages: its lines are put together, or a figure would be cut in two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.published.changed import FULL_2021, read, text

from xlreport.reading.published.line import Line
from xlreport.reading.published.wrapped import unwrapped

SAID = (
    "2021年，我局依法依规做好政府信息公开申请的登记、办理、答复工作，全年共收到政府信息公开申请"
    "12件，均在法定期限内答复。继续完善工作机制，加强与申请人的沟通，便于群众了解和获取政府信息，"
    "持续提高答复质量，没有因政府信息公开申请被申请行政复议、提起行政诉讼，群众满意度进一步提高。"
)
PROSE = dict.fromkeys(FULL_2021.prose, SAID)


def wrapped(line: str, width: int) -> list[str]:
    """Break a line where a page would: digits take half the room of Chinese letters."""
    lines, room = [""], width
    for letter in line:
        room -= 1 if letter.isascii() else 2
        if room < 0:
            lines.append("")
            room = width - 2
        lines[-1] += letter
    return lines


@pytest.mark.parametrize("letters", [20, 26, 28, 35])
def test_lines_that_a_page_had_wrapped_are_put_together(letters: int, tmp_path: Path) -> None:
    lines: list[str] = []
    for line in text(replace(FULL_2021, prose=PROSE)).splitlines():
        lines += [line] if "|" in line else wrapped(line, 2 * letters)
    found = read("\n".join(lines), tmp_path)
    assert found.values == FULL_2021.values
    assert {key: told.replace("\n", "") for key, told in found.prose.items()} == PROSE
    assert all("政府信息公开申请12件" in told for told in found.prose.values())


@pytest.mark.parametrize(
    "lines",
    [
        ["示例县示例局公布的第一份文件的名称和文号，长短相近的一行"] * 3 + ["短的一行"] * 9,
        ["收到政府信息公开申请3件，均已按时答复，没有引起复议。"] * 12,
        [f"短的第{number}行" for number in range(20)],
        ["规章 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 |"] * 12,
    ],
)
def test_lines_of_their_own_stay(lines: list[str]) -> None:
    given = [Line(line, f"第{n}行") for n, line in enumerate(lines, start=1)]
    assert unwrapped(given) == given
