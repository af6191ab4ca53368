"""Answers to what came in: for each unit that has something to mend, what it is told and gets.

Whoever is in order gets nothing.  The words are ready to be pasted into a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xlreport.consolidation.book.open_files import OpenFiles
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement, Standing
from xlreport.consolidation.incoming.sorting import advice_to_unit
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.units.roster import Member, Roster, name_above
from xlreport.edition import Severity
from xlreport.finding import SEVERITY_LABELS
from xlreport.marked import HOW_TO_MEND
from xlreport.sequences import grouped, some_of

_MOST_ISSUES = 30
_MARKABLE = frozenset({Status.TAKEN, Status.REFUSED, Status.CONFLICT, Status.SUPERSEDED})
_TO_ANSWER = frozenset({Status.REFUSED, Status.CONFLICT, Status.UNDECIDED, Status.UNKNOWN})
_NOT_READ = frozenset({Status.UNREADABLE, Status.WRONG_PERIOD, Status.NOT_A_WORKBOOK})
_CHAPTERS = (
    (SEVERITY_LABELS[Severity.ERROR], ""),
    (SEVERITY_LABELS[Severity.QUERY], "（请改正，或者在“校验”表该行的“说明”一栏写明原因）"),
)


@dataclass(frozen=True)
class Reply:
    """What one unit has to mend.

    ``parent`` is the name of the unit above it, empty for none; ``to_mark`` are the files of which
    it gets marked copies, ``not_read`` those of which only something can be said.  ``passed_on``
    are the numbers of the files that it only passed on, as far as is known: of whom they are
    nobody could tell.
    """

    name: str
    code: str
    parent: str
    state: str
    files: tuple[Filing, ...]
    passed_on: frozenset[int] = frozenset()

    @property
    def to_mark(self) -> list[Filing]:
        """The files whose problems can be marked in a copy."""
        return [f for f in self.files if f.status in _MARKABLE and any(i.open for i in f.issues)]

    @property
    def not_read(self) -> list[Filing]:
        """The files that could not be used, whatever is in them."""
        return [f for f in self.files if f.status not in _MARKABLE]


@dataclass(frozen=True)
class Branch:
    """A unit that has others below it: who of them has to mend something, who sent nothing.

    ``unsettled`` are those of which something came that has to be settled; ``unknown`` counts the
    files that may be of those of whom nothing seems to have come.  Without a name it is the office
    itself, and ``nobodys`` are the files that name no unit at all.
    """

    name: str
    to_mend: tuple[Reply, ...] = ()
    missing: tuple[Standing, ...] = ()
    unsettled: tuple[Standing, ...] = ()
    unknown: int = 0
    nobodys: tuple[Filing, ...] = ()


def replies(intake: Intake, plan: Placement) -> list[Reply]:
    """Return what has to be mended, unit by unit, in the order of the roster.

    Files that name no unit are nobody's to mend: see :func:`branches`.
    """
    roster = intake.choices.roster
    states = {s.member.identity: s.state for s in plan.standings}
    answered = (filing for filing in _to_answer(intake, plan) if not _is_nobodys(filing))
    groups = grouped((_whose(filing), filing) for filing in answered)
    known = [*roster.members] if roster else []
    order = {identity: number for number, identity in enumerate(known)}
    made = [_reply(key, files, roster, states.get(key)) for key, files in groups.items()]
    ranks = [order.get(key, len(order)) for key in groups]
    return [reply for _, _, reply in sorted(zip(ranks, range(len(made)), made, strict=True))]


def _to_answer(intake: Intake, plan: Placement) -> list[Filing]:
    """Return the files about which somebody has to be told something."""
    open_files = OpenFiles(intake, plan)
    return [filing for filing in intake.filings if _has_something(filing, open_files)]


def _is_nobodys(filing: Filing) -> bool:
    """Tell whether neither cover nor name nor folder say whom one could write to."""
    return not (filing.member or filing.unit.name or len(filing.concerns) == 1)


def _has_something(filing: Filing, open_files: OpenFiles) -> bool:
    if filing.status is Status.TAKEN:
        return any(issue.open for issue in filing.issues)
    if filing.status in _NOT_READ:
        return filing.index in open_files.numbers
    if filing.status is Status.SUPERSEDED:
        return _is_spoilt_correction(filing, open_files)
    if filing.decided.is_open and filing.member:
        return False  # it waits for the office that rolls up, not for the unit
    return filing.status in _TO_ANSWER


def _is_spoilt_correction(filing: Filing, open_files: OpenFiles) -> bool:
    """Tell whether a file was not taken for its errors and is later than the one that was.

    Whoever sent it believes that the figures are corrected now.
    """
    day = filing.stated_day
    if not filing.open_errors or day is None or filing.decided.action:
        return False
    return any(
        other.stated_day is not None and other.stated_day < day
        for other in open_files.intake.of(Status.TAKEN)
        if (other.member, other.kind) == (filing.member, filing.kind)
    )


def _whose(filing: Filing) -> str:
    """Return the identity of the unit that is told, or what else tells one from another."""
    if filing.member:
        return filing.member
    return filing.concerns[0] if len(filing.concerns) == 1 else f"\0{filing.index}"


def _reply(key: str, files: Sequence[Filing], roster: Roster | None, state: State | None) -> Reply:
    member = roster.members.get(key) if roster else None
    first = files[0]
    if member is None:
        told = "名册外或无法确定单位" if roster else first.status.value
        maybe = [roster.members[each] for each in first.concerns] if roster else []
        parents = {name_above(roster, each) for each in maybe}
        parent = parents.pop() if len(parents) == 1 else ""
        return Reply(first.unit.name, first.unit.code, parent, told, tuple(files))
    passed_on = frozenset(f.index for f in files if _is_passed_on(f, member, roster))
    told = state.value if state else first.status.value
    if len(passed_on) == len(files) and state is None:
        told = "转来的来件有问题"
    above = name_above(roster, member)
    return Reply(member.name, member.code, above, told, tuple(files), passed_on)


def _is_passed_on(filing: Filing, member: Member, roster: Roster | None) -> bool:
    """Tell whether a file is not known to be of the unit under whose name or folder it came.

    What lies in the folder of a unit that has others below it may be of any of them.
    """
    if filing.member:
        return False
    has_others = roster is not None and member.identity in roster.children
    return has_others or filing.unit.name not in ("", member.name)


def branches(found: Sequence[Reply], plan: Placement, intake: Intake) -> list[Branch]:
    """Return for each unit that has others below it who of them has something to do.

    The first is the office itself, if there are files that name no unit.
    """
    nobodys = tuple(filing for filing in _to_answer(intake, plan) if _is_nobodys(filing))
    office = [Branch("", nobodys=nobodys)] if nobodys else []
    roster = intake.choices.roster
    if roster is None:
        return office
    to_mend = grouped((reply.parent, reply) for reply in found)
    told = {(reply.parent, reply.name) for reply in found}
    lacking = [(name_above(roster, s.member), s) for s in plan.standings if not s.state.counted]
    missing = grouped(each for each in lacking if each[1].state is State.MISSING)
    unsettled = grouped(
        (above, standing)
        for above, standing in lacking
        if standing.state is not State.MISSING and (above, standing.member.name) not in told
    )
    unknown = OpenFiles(intake, plan).of_nobody(intake.filings)
    return office + [
        Branch(
            name,
            tuple(to_mend.get(name, ())),
            tuple(missing.get(name, ())),
            tuple(unsettled.get(name, ())),
            sum(_may_be_below(filing, name, roster) for filing in unknown),
        )
        for name in dict.fromkeys([*missing, *to_mend, *unsettled])
        if name
    ]


def _may_be_below(filing: Filing, name: str, roster: Roster) -> bool:
    """Tell whether a file may be of a unit below that of a name, as far as is known."""
    meant = {roster.members[identity].name for identity in filing.concerns}
    return not meant or name in meant


# ---- Words -----------------------------------------------------------------------------------


def message(reply: Reply, year: int, copies: Sequence[str], deadline: date | None) -> str:
    """Return the message to a unit.

    :param copies: the names of the marked copies that go with it.
    """
    lines = [f"{reply.name}：", ""]
    told: set[str] = set()
    for filing in reply.files:
        if filing.status is Status.CONFLICT and filing.reason not in told:
            told.add(filing.reason)
            lines += [f"{filing.reason}。请告知以哪一份为准。", ""]
        lines += _about(filing, year, _came(filing, reply))
    if copies:
        named = "、".join(f"“{name}”" for name in copies)
        lines += [f"问题已在附件{named}中逐格标出。{HOW_TO_MEND}", ""]
    if deadline:
        lines.append(f"报送截止日期：{deadline.year}年{deadline.month}月{deadline.day}日。")
    return "\n".join(lines).rstrip() + "\n"


def _came(filing: Filing, reply: Reply) -> str:
    """Say what came: from whom, and of whom its cover says that it is."""
    if filing.index not in reply.passed_on:
        return f"你单位报来的“{filing.name}”已收到"
    cover = f"（封面写的单位是“{filing.unit.name}”）" if filing.unit.name else ""
    return f"你处转来的“{filing.name}”{cover}已收到"


def _about(filing: Filing, year: int, came: str) -> Iterator[str]:
    if filing.status not in _MARKABLE:
        yield f"{came}，但{filing.reason}。{_to_the_unit(filing)}"
        yield ""
        return
    chapters = [
        (demand, how, [i for i in filing.issues if i.open and i.finding.demand == demand])
        for demand, how in _CHAPTERS
    ]
    chapters = [each for each in chapters if each[-1]]
    if not chapters:
        return
    counts = "，".join(f"{demand} {len(issues)} 处" for demand, _, issues in chapters)
    instead = f"（{filing.reason}）" if filing.status is Status.SUPERSEDED else ""
    yield f"{came}（{year} 年度）。经校验，{counts}{instead}："
    for demand, how, issues in chapters:
        yield ""
        yield f"{demand}{how}："
        lines = _numbered(issue.finding.located for issue in issues)
        yield from some_of(lines, _MOST_ISSUES, f"……共 {len(issues)} 处，其余见附件。")
    yield ""


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _to_the_unit(filing: Filing) -> str:
    """Return what the unit is to do; advice for who rolls up names options, and is not for it."""
    if filing.status in (Status.UNDECIDED, Status.UNKNOWN):
        return "请核对封面的单位名称和单位代码，改正后重新报送，或者来电说明。"
    return advice_to_unit(filing)


def note(reply: Reply, year: int) -> str:
    """Return what came and what to send, where there is nothing that could be marked."""
    lines = [f"{reply.name}（{year} 年度）", ""]
    for filing in reply.not_read:
        lines += [
            _came(filing, reply) + "。",
            f"情况：{filing.reason}。",
            f"请报送：{_to_the_unit(filing)}",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def branch_list(branch: Branch, year: int, title: str) -> str:
    """Return the list of a unit that has others below it.

    :param title: what the reports are called.
    """
    lines = [f"{branch.name}：", ""] if branch.name else []
    lines += [f"{year} 年度“{title}”的报送情况如下。", ""]
    missing = f"还没有报送的单位（{len(branch.missing)} 个）："
    if branch.unknown:
        told = f"另有 {branch.unknown} 份来件还不知道是哪个单位的"
        missing = f"名下没有来件的单位（{len(branch.missing)} 个；{told}）："
    for head, texts in (
        (
            f"看不出是哪个单位的来件（{len(branch.nobodys)} 份，请先问清是谁报来的）：",
            [f"{filing.name}：{filing.reason}" for filing in branch.nobodys],
        ),
        (
            f"需要改正或重新报送的单位（{len(branch.to_mend)} 个，附件按单位分文件夹）：",
            [f"{reply.name}：{_short(reply)}" for reply in branch.to_mend],
        ),
        (
            f"报来了、还要核实的单位（{len(branch.unsettled)} 个）：",
            [f"{each.member.name}：{each.state.value}" for each in branch.unsettled],
        ),
        (missing, [each.member.name for each in branch.missing]),
    ):
        if texts:
            lines += [head, *_numbered(texts), ""]
    return "\n".join(lines).rstrip() + "\n"


def _short(reply: Reply) -> str:
    told = []
    for filing in reply.files:
        open_issues = sum(issue.open for issue in filing.issues)
        reason = filing.reason if filing.status not in _MARKABLE else ""
        if reason and filing.index in reply.passed_on:
            reason = f"转来的“{filing.name}”{reason}"
        told.append(reason or (f"{open_issues} 处要改正或说明" if open_issues else filing.reason))
    return "；".join(dict.fromkeys(filter(None, told)))
