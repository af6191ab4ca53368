"""What becomes of each file: its year and form, whose it is, its errors, which version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace

from xlreport.consolidation.figures import Vector
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.copied_covers import with_copied_covers
from xlreport.consolidation.incoming.filing import Filing, mention
from xlreport.consolidation.incoming.listed import is_same, lists_of
from xlreport.consolidation.incoming.placement import Hierarchy
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.incoming.totals import Settled, settle
from xlreport.consolidation.incoming.totals_context import TotalsContext
from xlreport.consolidation.incoming.versions import choose_versions
from xlreport.consolidation.units.bare_names import suggest
from xlreport.consolidation.units.roster import Member, Roster
from xlreport.consolidation.units.whose import Names, on_cover
from xlreport.edition import Edition, edition_for
from xlreport.finding import MEND
from xlreport.reading.folder import is_no_workbook
from xlreport.report import ReportKind
from xlreport.sequences import only
from xlreport.sheets.decisions import Action

_OTHER_FORM = frozenset({"STRUCT-EDITION", "STRUCT-YEAR-EDITION", "STRUCT-OVERLAY", "STRUCT-YEAR"})
"""The codes under which the reader refuses a workbook of another year or form."""

_OF_THIS_YEAR = "请用当年下发的模板填好后重新报送。"
_IMPORTED = "由公开的报告导入而年度认错了的，请用 --year 写明后重新导入。"
"""What only those who roll up can do about a file of another year."""


def advice_to_unit(filing: Filing) -> str:
    """Return what the unit is to do that a file is of; who rolls up is told more."""
    return filing.advice.removesuffix(_IMPORTED)


def most_frequent_year(filings: Sequence[Filing]) -> int:
    """Return the year that most files have, of equally many the later; 0 if none has any."""
    years = Counter(filing.year for filing in filings if filing.edition)
    return max(years, key=lambda year: (years[year], year), default=0)


def edition_of(filings: Sequence[Filing], year: int, choices: Choices) -> Edition | None:
    """Return the edition of the roll-up: the one of most files of the year.

    If there is no such file, it is the one that serves the year, where a roster says who is
    missing; otherwise there is nothing to roll up.

    :raises UnknownEdition: if no edition serves the year.
    """
    found = Counter(filing.edition for filing in filings if filing.year == year)
    found.pop(None, None)
    if found:
        return max(found, key=lambda edition: (found[edition], edition.id if edition else ""))
    return edition_for(year, choices.overlays) if choices.roster else None


class Sorter:
    """Gives each file its status, the reason for it, and what to do."""

    def __init__(self, choices: Choices, year: int, edition: Edition | None) -> None:
        """:param edition: that of the roll-up, if there can be one."""
        self.choices = choices
        self.year = year
        self.edition = edition
        self.roster = choices.roster
        self.names = Names(choices.roster, choices.sources, year) if choices.roster else None
        self.hierarchy = Hierarchy(choices.roster, year) if choices.roster else None
        self._same_name: Mapping[str, int] = {}

    def sorted(
        self,
        filings: Sequence[Filing],
        figures: Callable[[Filing], Vector],
    ) -> Settled:
        """Return the files, in their order, each with what became of it.

        :param figures: gives those of a file of the edition of the roll-up.
        """
        self._same_name = Counter(filing.name for filing in filings)
        known = [_by_hand(self._of_period(self._of_unit(filing))) for filing in filings]
        present = (Status.TAKEN, Status.OUTSIDE)
        asked = [filing for filing in known if filing.status in present]
        lists = lists_of(asked, self.choices.overlays)
        alone = sum(filing.status is Status.TAKEN for filing in known) == 1
        known = [self._not_earlier(filing, lists, alone=alone) for filing in known]
        sound = [self._without_errors(filing) for filing in known]
        if self.names is not None:
            sound = with_copied_covers(sound, self.names, self.year, self._say_whose)
        chosen = choose_versions(
            sound,
            self._mention,
            accept_errors=self.choices.accept_errors,
            has_parts=self._has_parts,
        )
        context = TotalsContext(self.hierarchy, chosen)
        return settle(chosen, context, lists, figures, self._mention)

    def _not_earlier(self, filing: Filing, lists: Container[int], *, alone: bool) -> Filing:
        """Put aside what an earlier run made for the very unit that is rolled up now."""
        if filing.kind is not ReportKind.CONSOLIDATED:
            return filing
        if filing.status not in (Status.TAKEN, Status.OUTSIDE):
            return filing
        if self.roster is not None:
            same = filing.index in lists and not self.roster.members[filing.member].parent
        else:
            same = is_same(filing.unit, self.choices.unit) and (filing.index in lists or not alone)
        if not same:
            return filing
        reason = f"是“{filing.unit.name}”已有的汇总结果，不是报来的报表，不再相加"
        return filing.with_status(Status.EARLIER_ROLL_UP, reason, "不用处理。")

    def _mention(self, filing: Filing) -> str:
        """Return what a person may write on the command line to mean a file."""
        return mention(filing, self._same_name)

    def _has_parts(self, filing: Filing) -> bool:
        """Tell whether a unit's own report and its total are two things."""
        return self.hierarchy is None or filing.member in self.hierarchy.parents

    def _of_unit(self, filing: Filing) -> Filing:
        """Find the unit that a file is of; never guess."""
        if filing.edition is None:
            filing = _unread(filing)
        if self.names is None:
            return replace(filing, member=filing.unit.identity)
        roster = self.names.roster
        if filing.decided.unit:
            meant = roster.meant(filing.decided.unit)
            if meant is not None:
                return self._of_member(filing, meant)
            filing = replace(filing, decided=replace(filing.decided, is_lost=True))
        found = on_cover(roster, filing.unit)
        if (sure := only(found)) is not None:
            return self._of_member(filing, sure)
        has_code = filing.unit.code in roster.members
        concerns = found if has_code else _by_name(filing, found, self.names) or found
        if found and (meant := only(concerns)) is not None:
            told = f"有 {len(found)} 个单位同名，按文件名或所在文件夹认定为 {meant.identity}"
            return replace(self._of_member(filing, meant), reason=told)
        filing = replace(filing, concerns=tuple(member.identity for member in concerns))
        return self._whose(filing, roster, found) if filing.edition else filing

    def _whose(self, filing: Filing, roster: Roster, found: Sequence[Member]) -> Filing:
        """Say that a person must tell whose a file is."""
        name = self._mention(filing).replace('"', "")
        if not found:
            like = suggest(roster, filing.unit)
            advice = "请核对单位名称和代码，或者补充名册。"
            if like:
                answer = _pasted(f"{name}={like.identity}")
                advice = (
                    f"可能是“{like.name}”（{like.identity}）。确认后在“对应单位”中选定它，再汇总一次；"
                    f"或者加 --match {answer} 重新汇总，或者补充名册。"
                )
            return filing.with_status(Status.UNKNOWN, "单位不在名册中", advice)
        told = "、".join(f"“{member.name}”（{member.identity}）" for member in found)
        advice = self._say_whose(filing)
        if filing.unit.code in roster.members:
            cover = f"封面的代码是 {filing.unit.code}，名称是“{filing.unit.name}”"
            reason = f"{cover}，在名册上是不同的单位：{told}"
        else:
            reason = f"封面没有可用的代码，名册中叫“{filing.unit.name}”的有 {len(found)} 个：{told}"
        return filing.with_status(Status.UNDECIDED, reason, advice)

    def _say_whose(self, filing: Filing) -> str:
        """Return what to do to say whose a file is."""
        answer = _pasted(self._mention(filing).replace('"', "") + "=代码")
        return (
            "请与报送单位核实，在“对应单位”中选定是哪个单位，再汇总一次；"
            f"或者加 --match {answer} 重新汇总。"
        )

    def _of_member(self, filing: Filing, member: Member) -> Filing:
        filing = replace(filing, member=member.identity, concerns=(member.identity,))
        if filing.edition is None or member.reports_in(self.year):
            return filing
        why = "属于垂直管理部门或不列入汇总"
        if not member.exists_in(self.year):
            why = f" {self.year} 年末不存在"
        advice = "不用处理；如有变动请改名册。"
        return filing.with_status(Status.OUTSIDE, f"按名册，该单位{why}", advice)

    def _of_period(self, filing: Filing) -> Filing:
        """Put aside what is of another year, or of another form of the same year."""
        if filing.edition is None or filing.status is Status.OUTSIDE:
            return filing
        if filing.year != self.year:
            reason = f"是 {filing.year} 年的报表，本次汇总 {self.year} 年"
        elif filing.edition is not self.edition:
            reason = f"用的是“{filing.edition.id}”格式，与本次汇总的不同"
        else:
            return filing
        return filing.with_status(Status.WRONG_PERIOD, reason, _OF_THIS_YEAR + _IMPORTED)

    def _without_errors(self, filing: Filing) -> Filing:
        if filing.status is not Status.TAKEN or self.choices.accept_errors:
            return filing
        if not filing.open_errors:
            return filing
        unexplained = filing.open_errors - filing.to_mend
        told = f"{MEND} {filing.to_mend} 处" if filing.to_mend else ""
        if unexplained:
            told += f"{'，' if told else ''}须改正或者说明的 {unexplained} 处"
        advice = "请退回该单位，按校验结果改正后重新报送。"
        if not filing.to_mend:
            advice = (
                "请退回该单位，改正或者在“校验”表写明原因后重新报送；"
                "您知道原因的，写在“审核问题”的“说明”栏，重新汇总。"
            )
        return filing.with_status(Status.REFUSED, told, advice)


def _by_name(filing: Filing, found: Sequence[Member], names: Names) -> tuple[Member, ...]:
    """Return whose a file may be by its name and folder: one of those found, if any were."""
    member = names.among(filing.path, found) if found else names.member_of(filing.path)
    return (member,) if member else ()


def _by_hand(filing: Filing) -> Filing:
    """Put aside what a person does not want, or not yet."""
    match filing.decided.action:
        case "" | Action.TAKE:
            return filing
        case Action.LEAVE:
            reason = f"按“处理”一栏，{Action.LEAVE}这一份"
            return filing.with_status(
                Status.SUPERSEDED, reason, "不用处理；要采用的，改“处理”一栏。"
            )
        case Action.WAIT:
            reason = f"按“处理”一栏，这一份{Action.WAIT}，没有汇总"
            return filing.with_status(Status.UNDECIDED, reason, "确定后请改“处理”一栏，重新汇总。")
        case other:
            reason = f"“处理”一栏写的是“{other}”，看不懂，这一份没有汇总"
            return filing.with_status(
                Status.UNDECIDED, reason, f"请在“处理”一栏选：{'、'.join(Action)}；或者清空。"
            )


def _pasted(text: str) -> str:
    """Return what can be pasted on a command line as one word."""
    return f'"{text}"' if any(c.isspace() or c in "&()'（）" for c in text) else text


def _unread(filing: Filing) -> Filing:
    """Give a file that was not read its status: the reader's code and the name tell the kind."""
    status = Status.UNREADABLE
    if is_no_workbook(filing.path, filing.code):
        status = Status.NOT_A_WORKBOOK
    elif filing.code in _OTHER_FORM:
        status = Status.WRONG_PERIOD
    return filing.with_status(status, filing.reason, filing.advice)
