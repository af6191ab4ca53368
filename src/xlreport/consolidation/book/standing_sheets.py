"""What the sheets about who has filed show: 完成情况, 报送情况 and 催报名单."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple, assert_never

from xlreport.consolidation.book.completeness import Share
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Standing
from xlreport.consolidation.incoming.sorting import advice_to_unit
from xlreport.consolidation.incoming.states import State
from xlreport.consolidation.units.roster import Roster, name_above
from xlreport.consolidation.units.workbook_links import WorkbookLinks
from xlreport.edition.layout import CHASE_SHEET, INTAKE_SHEET, PROGRESS_SHEET
from xlreport.finding import MEND
from xlreport.sheets.columns import Column, Columns
from xlreport.sheets.links import link_to_file
from xlreport.sheets.lists import FRONT, ListRow, draw_list
from xlreport.sheets.standing import CODE, NAME, PARENT, STATE
from xlreport.template.canvas import Canvas


class ShareRow(NamedTuple):
    """How many units of a group have reported: the columns of 完成情况, from left to right."""

    group: Annotated[str, Column("范围", 34)]
    expected: Annotated[int, Column("应报", 10)]
    filed: Annotated[int, Column("已报", 10)]
    late: Annotated[int, Column("其中迟报", 11)]
    unlisted: Annotated[int, Column("由合计包含", 13)]
    missing: Annotated[int, Column("未报", 10)]
    rate: Annotated[str, Column("完成率", 11)]


class StandingRow(NamedTuple):
    """Where a unit stands: the columns of 报送情况 after number and link, from left to right."""

    parent: Annotated[str, PARENT]
    name: Annotated[str, NAME]
    code: Annotated[str, CODE]
    kind: Annotated[str, Column("类别", 9)]
    state: Annotated[str, STATE]
    late: Annotated[str, Column("迟报", 5)] = ""
    signed: Annotated[str, Column("三级审核", 8)] = ""
    errors: Annotated[int | str, Column(MEND, 6)] = ""
    unexplained: Annotated[int | str, Column("未说明", 7)] = ""
    reason: Annotated[str, Column("原因", 40)] = ""
    file: Annotated[str, Column("文件", 50)] = ""
    folder: Annotated[str, Column("所在文件夹", 20)] = ""


class ChaseRow(NamedTuple):
    """A unit to write to: the columns of 催报名单, from left to right."""

    parent: Annotated[str, Column("上级", 24)]
    name: Annotated[str, Column("单位名称", 28)]
    code: Annotated[str, Column("单位代码", 14)]
    kind: Annotated[str, Column("类别", 12)]
    state: Annotated[str, Column("情况", 16)]
    advice: Annotated[str, Column("怎么办", 50)]


SHARES, STANDINGS, CHASE = map(Columns.of, (ShareRow, StandingRow, ChaseRow), ({}, FRONT, {}))
_COUNTS = dict.fromkeys(SHARES.keys() - {"group"}, "number")
_IN_A_TOTAL = "数在上级报来的合计里，合计有问题"
LATE = "迟报"
"""The mark beside the state of a unit that filed after the deadline."""


def _what_to_do(standing: Standing, unknown: int) -> str:
    """Return what a unit is told to do, nothing if its figures are in the sum.

    Whoever sent something is told what came and what is wrong with it.

    :param unknown: how many files came of which nobody knows whose they are.
    """
    filing = standing.filing
    came = f"已收到“{filing.name}”，但{filing.reason}。" if filing and filing.reason else ""
    match standing.state:
        case State.UNDECIDED:
            return "已收到来件，但要先确定以哪一份为准（见“收到的文件”）。"
        case State.REFUSED if filing is None:
            return f"{_IN_A_TOTAL}，没有采用。请上级改正后重新报送，或者由本单位直接报送。"
        case State.REFUSED:
            return f"{came or '已收到来件。'}请按校验结果改正后重新报送。"
        case State.UNREADABLE | State.WRONG_PERIOD:
            advice = advice_to_unit(filing) if filing else "请用当年下发的模板填好后重新报送。"
            return f"{came or '已收到来件，但无法采用。'}{advice}"
        case State.MISSING:
            if unknown:
                return f"名下没有来件；有 {unknown} 份来件还不知道是哪个单位的，弄清后再催报。"
            return "请尽快报送。"
        case State.IN_UNLISTED_TOTAL | State.IN_TOTAL | State.FILED:
            return ""
        case _:
            assert_never(standing.state)


def draw_shares(
    canvas: Canvas, groups: Sequence[Share], choices: Choices, links: WorkbookLinks
) -> None:
    """Draw 完成情况: completeness by parent and by kind; a parent leads to its own workbook."""
    rows = (ListRow(_share_row(share), links.link_to(share.parent), _COUNTS) for share in groups)
    draw_list(canvas, PROGRESS_SHEET, _note(groups[0], choices), SHARES, rows)


def draw_standings(
    canvas: Canvas, found: Sequence[Standing], whole: Share, intake: Intake, links: WorkbookLinks
) -> None:
    """Draw 报送情况: every unit that must report, the urgent ones first.

    :param whole: how many of all have reported.
    """
    order = list(State)
    urgent_first = sorted(found, key=lambda standing: order.index(standing.state))
    rows = (_standing_row(standing, intake, links) for standing in urgent_first)
    draw_list(canvas, INTAKE_SHEET, _note(whole, intake.choices), STANDINGS, rows, printed="reason")


def _note(whole: Share, choices: Choices) -> str:
    note = f"共 {whole.expected} 个单位应报，已报 {whole.filed} 个。"
    if choices.deadline:
        note += f"截止 {choices.deadline}；封面填报日期（没有的看文件时间）晚于它的算迟报，"
        note += "有几个版本的看最早的一份。"
    return note


def _share_row(share: Share) -> ShareRow:
    rate = f"{share.filed / share.expected:.1%}" if share.expected else ""
    return ShareRow(
        share.group,
        share.expected,
        share.filed,
        share.late,
        share.unlisted,
        share.missing,
        rate,
    )


def _standing_row(standing: Standing, intake: Intake, links: WorkbookLinks) -> ListRow:
    member, filing = standing.member, standing.filing
    row = StandingRow(
        parent=name_above(intake.choices.roster, member),
        name=member.name,
        code=member.code,
        kind=member.kind.value,
        state=standing.state.value,
    )
    if filing is None:
        return ListRow(row)
    row = row._replace(
        late=LATE if standing.late else "",
        file=filing.name,
        folder=intake.folders.of(filing.path),
        reason=filing.reason,
    )
    if filing.edition is not None:
        row = row._replace(
            signed=filing.signed.value,
            errors=filing.to_mend,
            unexplained=filing.to_explain,
        )
    return ListRow(row, link_to_file(filing.path, links.folder))


def draw_chase_list(
    canvas: Canvas, found: Sequence[Standing], roster: Roster, unknown: int
) -> None:
    """Draw 催报名单: those to write to, by parent.

    :param unknown: how many files came of which nobody knows whose they are.
    """
    rows = [
        ChaseRow(
            parent=name_above(roster, standing.member),
            name=standing.member.name,
            code=standing.member.code,
            kind=standing.member.kind.value,
            state=standing.state.value,
            advice=_what_to_do(standing, unknown),
        )
        for standing in found
        if not standing.state.counted
    ]
    rows.sort(key=lambda row: row.parent)
    note = f"共 {len(rows)} 个单位。可复制后发给各上级催报。"
    draw_list(canvas, CHASE_SHEET, note, CHASE, map(ListRow, rows))
