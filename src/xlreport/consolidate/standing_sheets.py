"""What the sheets about who has filed show: 报送情况, 催报名单 and 收到的文件."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.consolidate.completeness import Share, Standing, State, shares
from xlreport.consolidate.days import office_time
from xlreport.consolidate.filing import Filing, Status
from xlreport.consolidate.intake import Choices
from xlreport.consolidate.roster import Roster
from xlreport.edition import Severity
from xlreport.sheets.chase import ChaseRow, draw_chase
from xlreport.sheets.received import ReceivedRow, draw_received
from xlreport.sheets.standing import ShareRow, StandingRow, draw_standing
from xlreport.template.canvas import Canvas

_WHAT_TO_DO = {
    State.MISSING: "请尽快报送。",
    State.CONFLICT: "请确认以哪一份为准。",
    State.REFUSED: "请按校验结果改正后重新报送。",
}


def draw_standings(
    canvas: Canvas, found: Sequence[Standing], roster: Roster, choices: Choices
) -> None:
    """Draw 报送情况: completeness by parent and by kind, then every unit, the urgent ones first."""
    groups = shares(found, roster)
    note = f"共 {groups[0].expected} 个单位应报，已报 {groups[0].filed} 个。"
    if choices.deadline:
        note += f"截止 {choices.deadline}；封面填报日期（没有的看文件时间）晚于它的算迟报。"
    order = list(State)
    urgent_first = sorted(found, key=lambda standing: order.index(standing.state))
    rows = [_standing_row(standing, roster) for standing in urgent_first]
    draw_standing(canvas, note, [_share_row(share) for share in groups], rows)


def _share_row(share: Share) -> ShareRow:
    rate = f"{share.filed / share.expected:.1%}" if share.expected else ""
    return ShareRow(share.group, share.expected, share.filed, share.late, share.missing, rate)


def _standing_row(standing: Standing, roster: Roster) -> StandingRow:
    member, filing = standing.member, standing.filing
    row = StandingRow(
        name=member.name,
        code=member.code,
        kind=member.kind.value,
        parent=_parent_name(standing, roster),
        state=standing.state.value,
    )
    if filing is None:
        return row
    return row._replace(
        signed=filing.signed.value,
        errors=filing.count(Severity.ERROR),
        unexplained=filing.open_queries,
        file=filing.name,
        reason=filing.reason,
    )


def draw_chase_list(canvas: Canvas, found: Sequence[Standing], roster: Roster) -> None:
    """Draw 催报名单: those to write to, by parent."""
    rows = [
        ChaseRow(
            parent=_parent_name(standing, roster),
            name=standing.member.name,
            code=standing.member.code,
            kind=standing.member.kind.value,
            state=standing.state.value,
            advice=_WHAT_TO_DO[standing.state],
        )
        for standing in found
        if standing.state in _WHAT_TO_DO
    ]
    draw_chase(canvas, sorted(rows, key=lambda row: row.parent))


def _parent_name(standing: Standing, roster: Roster) -> str:
    parent = roster.members.get(standing.member.parent)
    return parent.name if parent else ""


def draw_files(canvas: Canvas, filings: Sequence[Filing], name: str) -> None:
    """Draw the list of the files that came in; those that need something stand first."""
    counts = [(status.value, sum(f.status is status for f in filings)) for status in Status]
    told = "，".join(f"{label} {count} 份" for label, count in counts if count)
    note = f"共收到 {len(filings)} 份文件：{told}。"
    urgent_first = sorted(filings, key=lambda f: (f.status is Status.TAKEN, f.index))
    rows = [_received_row(filing) for filing in urgent_first]
    draw_received(canvas, name, note, rows, Status.TAKEN.value)


def _received_row(filing: Filing) -> ReceivedRow:
    read = filing.edition is not None
    modified = office_time(filing.modified).strftime("%Y-%m-%d %H:%M") if filing.modified else ""
    return ReceivedRow(
        file=filing.name,
        name=filing.unit.name,
        code=filing.unit.code,
        status=filing.status.value,
        reason=filing.reason,
        advice=filing.advice,
        signed=filing.signed.value if read else "",
        errors=filing.count(Severity.ERROR) if read else "",
        queries=filing.count(Severity.QUERY) if read else "",
        unexplained=filing.open_queries if read else "",
        time=modified,
        digest=filing.digest,
        refusal=filing.code,
    )
