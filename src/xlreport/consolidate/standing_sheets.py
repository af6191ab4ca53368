"""The sheets about who has filed: 报送情况, 催报名单 and 收到的文件."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from xlreport.consolidate.choices import Choices
from xlreport.consolidate.completeness import Share, shares
from xlreport.consolidate.days import office_time
from xlreport.consolidate.filing import Filing
from xlreport.consolidate.placement import Standing
from xlreport.consolidate.roster import Roster
from xlreport.consolidate.states import State, Status
from xlreport.edition import Severity
from xlreport.edition.layout import CHASE_SHEET, INTAKE_SHEET
from xlreport.sheets.lists import LIST_TOP, draw_heads, draw_row, filter_rows, streamed_sheet
from xlreport.template.canvas import Canvas

_SHARE_HEADS = (
    ("范围", 34),
    ("应报", 9),
    ("已报", 9),
    ("其中迟报", 9),
    ("由合计包含", 11),
    ("未报", 9),
    ("完成率", 9),
)
_STANDING_HEADS = (
    "单位名称",
    "单位代码",
    "类别",
    "上级",
    "情况",
    "迟报",
    "三级审核",
    "错误",
    "未说明的存疑",
    "文件",
    "原因",
)
_STANDING_WIDTHS = (34, 22, 14, 22, 24, 8, 12, 9, 13, 36, 50)
_FILE_HEADS = (
    ("序号", 6),
    ("文件", 36),
    ("单位名称", 22),
    ("单位代码", 20),
    ("状态", 10),
    ("原因", 44),
    ("怎么办", 44),
    ("三级审核", 10),
    ("错误", 8),
    ("存疑", 8),
    ("未说明", 8),
    ("文件时间", 17),
    ("文件指纹（SHA-256）", 68),
    ("读不了的原因代码", 18),
)
_STATUS = 4
"""The column of 收到的文件, from 0, that says what became of a file."""
_CHASE_HEADS = (
    ("上级", 26),
    ("单位名称", 34),
    ("单位代码", 22),
    ("类别", 14),
    ("情况", 14),
    ("怎么办", 60),
)
LATE = "迟报"
"""The mark beside the state of a unit that filed after the deadline."""


def _what_to_do(state: State) -> str:
    """Return what a unit is told to do, nothing if its figures are in the sum."""
    match state:
        case State.UNDECIDED:
            return "已收到来件，但要先确定以哪一份为准（见“收到的文件”）。"
        case State.REFUSED:
            return "已收到来件；请按校验结果改正后重新报送。"
        case State.UNREADABLE:
            return "已收到来件，但无法读取；请用下发的模板填好，另存为 .xlsx 后重新报送。"
        case State.WRONG_PERIOD:
            return "已收到来件，但年度或格式不符；请用当年下发的模板重新报送。"
        case State.MISSING:
            return "请尽快报送。"
        case State.IN_UNLISTED_TOTAL | State.IN_TOTAL | State.FILED:
            return ""
        case _:
            assert_never(state)


def draw_standings(
    canvas: Canvas, found: Sequence[Standing], roster: Roster, choices: Choices
) -> None:
    """Draw 报送情况: completeness by parent and by kind, then every unit, the urgent ones first."""
    sheet = streamed_sheet(canvas, INTAKE_SHEET)
    groups = shares(found, roster)
    note = f"共 {groups[0].expected} 个单位应报，已报 {groups[0].filed} 个。"
    if choices.deadline:
        note += f"截止 {choices.deadline}；封面填报日期（没有的看文件时间）晚于它的算迟报。"
    draw_heads(canvas, sheet, note, _SHARE_HEADS)
    for column, width in enumerate(_STANDING_WIDTHS):
        sheet.set_column(column, column, width)
    row = LIST_TOP
    for share in groups:
        draw_row(sheet, row, _share_texts(share), canvas.styles["text"])
        row += 1
    row += 1
    for column, head in enumerate(_STANDING_HEADS):
        sheet.write_string(row, column, head, canvas.styles["label"])
    top = row + 1
    order = list(State)
    urgent_first = sorted(found, key=lambda standing: order.index(standing.state))
    for row, standing in enumerate(urgent_first, start=top):
        draw_row(sheet, row, _standing_texts(standing, roster), canvas.styles["text"])
    filter_rows(sheet, len(found), len(_STANDING_HEADS), top)


def _share_texts(share: Share) -> tuple[str | int, ...]:
    rate = f"{share.filed / share.expected:.1%}" if share.expected else ""
    counts = (share.expected, share.filed, share.late, share.unlisted, share.missing)
    return (share.group, *counts, rate)


def _standing_texts(standing: Standing, roster: Roster) -> tuple[str | int, ...]:
    member, filing = standing.member, standing.filing
    parent = roster.members.get(member.parent)
    texts = (member.name, member.code, member.kind.value, parent.name if parent else "")
    if filing is None:
        return (*texts, standing.state.value, "", "", "", "", "", "")
    counts: tuple[int | str, ...] = ("", "")
    signed = ""
    if filing.edition is not None:
        counts = (filing.count(Severity.ERROR), filing.open_queries)
        signed = filing.signed.value
    states = (standing.state.value, LATE if standing.late else "", signed)
    return (*texts, *states, *counts, filing.path.name, filing.reason)


def draw_chase_list(canvas: Canvas, found: Sequence[Standing], roster: Roster) -> None:
    """Draw 催报名单: those to write to, by parent."""
    sheet = streamed_sheet(canvas, CHASE_SHEET)
    owing = [standing for standing in found if not standing.state.counted]
    draw_heads(canvas, sheet, f"共 {len(owing)} 个单位。可复制后发给各上级催报。", _CHASE_HEADS)
    rows = [(_parent_name(standing, roster), standing) for standing in owing]
    for row, (parent, standing) in enumerate(sorted(rows, key=lambda r: r[0]), start=LIST_TOP):
        member = standing.member
        texts = (parent, member.name, member.code, member.kind.value, standing.state.value)
        draw_row(sheet, row, (*texts, _what_to_do(standing.state)), canvas.styles["text"])
    filter_rows(sheet, len(owing), len(_CHASE_HEADS))


def _parent_name(standing: Standing, roster: Roster) -> str:
    parent = roster.members.get(standing.member.parent)
    return parent.name if parent else ""


def draw_files(canvas: Canvas, filings: Sequence[Filing], name: str) -> None:
    """Draw the list of the files that came in; those that need something stand first."""
    sheet = streamed_sheet(canvas, name)
    counts = [(status.value, sum(f.status is status for f in filings)) for status in Status]
    told = "，".join(f"{label} {count} 份" for label, count in counts if count)
    draw_heads(canvas, sheet, f"共收到 {len(filings)} 份文件：{told}。", _FILE_HEADS)
    urgent_first = sorted(filings, key=lambda f: (f.status is Status.TAKEN, f.index))
    good = [canvas.styles["text"]] * len(_FILE_HEADS)
    bad = [*good[:_STATUS], canvas.styles["broken"], *good[_STATUS + 1 :]]
    for row, filing in enumerate(urgent_first, start=LIST_TOP):
        texts = (row - LIST_TOP + 1, *_file_texts(filing))
        draw_row(sheet, row, texts, *(good if filing.status is Status.TAKEN else bad))
    filter_rows(sheet, len(filings), len(_FILE_HEADS))


def _file_texts(filing: Filing) -> tuple[str | int, ...]:
    texts = (filing.path.name, filing.unit.name, filing.unit.code)
    outcome = (filing.status.value, filing.reason, filing.advice)
    when = office_time(filing.modified).strftime("%Y-%m-%d %H:%M") if filing.modified else ""
    if filing.edition is None:
        return (*texts, *outcome, "", "", "", "", when, filing.digest, filing.code)
    counts = (filing.count(Severity.ERROR), filing.count(Severity.QUERY), filing.open_queries)
    return (*texts, *outcome, filing.signed.value, *counts, when, filing.digest, filing.code)
