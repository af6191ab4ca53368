"""What 收到的文件 shows: every file, what became of it, and what is decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from xlreport.consolidation.incoming.days import time_shown
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import parent_name
from xlreport.consolidation.incoming.states import Status
from xlreport.edition.layout import ISSUES_SHEET
from xlreport.finding import EXPLAIN, MEND
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.decisions import (
    ACTION,
    ACTION_SHOWN,
    TYPED,
    UNIT,
    UNIT_SHOWN,
    draw_decisions,
    draw_units,
    let_choose,
)
from xlreport.sheets.links import link_to_file
from xlreport.sheets.lists import FRONT, LIST_TOP, ListRow, draw_list
from xlreport.sheets.received import CODE, DIGEST, FILE, FOLDER, NAME, STATUS
from xlreport.template.canvas import Canvas


class ReceivedRow(NamedTuple):
    """A file as the list shows it: the columns after number and link, from left to right."""

    file: Annotated[str, FILE]
    folder: Annotated[str, FOLDER]
    parent: Annotated[str, Column("上级", 9)]
    name: Annotated[str, NAME]
    code: Annotated[str, CODE]
    status: Annotated[str, STATUS]
    action: Annotated[str, ACTION]
    unit: Annotated[str, UNIT]
    effect: Annotated[str, Column("决定的结果", 8)]
    reason: Annotated[str, Column("原因", 20)]
    advice: Annotated[str, Column("怎么办", 30)]
    signed: Annotated[str, Column("三级审核", 10)]
    errors: Annotated[int | str, Column(MEND, 8)]
    queries: Annotated[int | str, Column(EXPLAIN, 8)]
    unexplained: Annotated[int | str, Column("未说明", 8)]
    time: Annotated[str, Column("文件时间", 17)]
    digest: Annotated[str, DIGEST]
    refusal: Annotated[str, Column("读不了的原因代码", 18)]


COLUMNS = Columns.of(ReceivedRow, FRONT)
_SHOWN = Columns({**COLUMNS, "action": ACTION_SHOWN, "unit": UNIT_SHOWN})
"""The columns of a workbook in which nothing is decided."""
_BROKEN = {"status": "text_broken"}
_URGENCY = (
    *(Status.CONFLICT, Status.UNDECIDED, Status.UNKNOWN),
    *(Status.REFUSED, Status.UNREADABLE, Status.WRONG_PERIOD, Status.NOT_A_WORKBOOK),
    *(Status.SUPERSEDED, Status.DIFFERENCE, Status.DUPLICATE, Status.OUTSIDE),
    *(Status.EARLIER_ROLL_UP, Status.TAKEN),
)
"""What has to be decided stands first, then what has to be sent back."""
_TYPED_INTO = (ACTION.head, UNIT.head, ISSUES_SHEET)
"""What an advice names where people are to fill something in."""


def draw_files(
    canvas: Canvas,
    filings: Sequence[Filing],
    name: str,
    intake: Intake,
    folder: Path,
    *,
    decides: bool,
    top: str = "",
) -> None:
    """Draw the list of the files that came in; those that need something stand first.

    :param folder: where the workbook will lie, for the links.
    :param decides: whether decisions are taken in this workbook.
    :param top: the name of the workbook in which they are, where that is another.
    """
    roster = intake.choices.roster
    counts = [(status.value, sum(f.status is status for f in filings)) for status in Status]
    told = "，".join(f"{label} {count} 份" for label, count in counts if count)
    note = f"共收到 {len(filings)} 份文件：{told}。"
    if decides:
        note += "\n黄色的“处理”和“对应单位”可以填写，重新汇总时照办并保留。"
    urgent_first = sorted(filings, key=lambda f: (_URGENCY.index(f.status), f.index))
    entries = list(roster.entries) if roster and decides else []
    columns = COLUMNS if decides else _SHOWN
    rows = _rows(urgent_first, intake, folder, top, decides=decides)
    sheet = draw_list(canvas, name, note, columns, rows, printed="advice")
    if decides and filings:
        area = (LIST_TOP, LIST_TOP + len(filings) - 1)
        action, unit = columns.at("action"), columns.at("unit")
        let_choose(sheet, area, action=action, unit=unit, units=len(entries))
    if entries:
        draw_units(canvas, entries)


def draw_waiting(canvas: Canvas, intake: Intake) -> None:
    """Draw 以前的决定: decisions about files whose content is not there."""
    draw_decisions(canvas, intake.left_over.rows)


def _rows(
    filings: Iterable[Filing], intake: Intake, folder: Path, top: str, *, decides: bool
) -> Iterator[ListRow]:
    """Yield the row of each file: coloured where something is to be done, open for a decision.

    A decision belongs to a content, and has one place: beside the first file that has it.
    """
    seen = {""}
    for filing in filings:
        is_first = filing.digest not in seen
        seen.add(filing.digest)
        looks = TYPED if decides and is_first else {}
        if filing.status is not Status.TAKEN:
            looks = {**looks, **_BROKEN}
        row = _row(filing, intake, top, is_first=is_first)
        yield ListRow(row, link_to_file(filing.path, folder), looks)


def _row(filing: Filing, intake: Intake, top: str, *, is_first: bool) -> ReceivedRow:
    read = filing.edition is not None
    return ReceivedRow(
        file=filing.name,
        folder=intake.folders.of(filing.path),
        parent=parent_name(intake.choices.roster, filing),
        name=filing.unit.name,
        code=filing.unit.code,
        status=filing.status.value,
        action=filing.decided.action if is_first else "",
        unit=filing.decided.unit if is_first else "",
        effect=intake.effect_of(filing),
        reason=filing.reason,
        advice=_advice(filing.advice, top),
        signed=filing.signed.value if read else "",
        errors=filing.to_mend if read else "",
        queries=filing.explainable if read else "",
        unexplained=filing.to_explain if read else "",
        time=time_shown(filing.modified),
        digest=filing.digest,
        refusal=filing.code,
    )


def _advice(advice: str, top: str) -> str:
    """Say where to fill in what an advice names and is locked in this workbook."""
    if top and any(f"“{name}”" in advice for name in _TYPED_INTO):
        return f"{advice}这里锁定，请填在最上一级的汇总簿“{top}”中。"
    return advice
