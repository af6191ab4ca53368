"""Totals that parents stated and the reports of those below: each figure counts once.

A total covers what it lists; one that lists nothing covers all that lies below its unit.  Where
everything that it covers came by itself too, the parts count and the total is only compared.
Where only some did, the total counts: parts that say the same as its list are only compared, and
of others a person must decide.  What a total does not cover is added beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlreport.consolidation.figures import Vector, total
from xlreport.consolidation.incoming.conflicts import conflicts_among
from xlreport.consolidation.incoming.decision import Decision, DecisionKind
from xlreport.consolidation.incoming.filing import Filing, Mention
from xlreport.consolidation.incoming.listed import RollUpList
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.incoming.totals_context import TotalsContext
from xlreport.edition import Cell
from xlreport.quantity import Value, show
from xlreport.report import ReportKind

_FEW = 3
_SEE_DIFFERENCES = "请看“{}”汇总簿的“差额表”中与汇总数的差别。"

_Pair = tuple[Cell, Value | None, Value | None]
"""A cell and what two reports have in it."""


@dataclass(frozen=True)
class Settled:
    """All files, the units that are in a total, and what a person must decide.

    ``lists`` is what each roll-up among the files lists, by the number of its file.
    """

    filings: tuple[Filing, ...]
    in_totals: Mapping[str, State] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    lists: Mapping[int, RollUpList] = field(default_factory=dict)


def settle(
    filings: Sequence[Filing],
    context: TotalsContext,
    lists: Mapping[int, RollUpList],
    figures: Callable[[Filing], Vector],
    mention: Mention,
) -> Settled:
    """Decide between totals and their parts.

    :param context: who is meant by what a total lists, and who lies below whom.
    :param lists: what each roll-up lists, by the number of its file.
    """
    work = _Work(list(filings), context, lists, figures, mention)
    if context.roster is None:
        work.put_aside_sums()
    numbers = list(context.totals(work.filings, lists))
    work.settle_conflicts(numbers)
    for number in numbers:
        if work.filings[number].status is Status.TAKEN:
            work.settle(work.filings[number])
    in_totals = dict(work.refused())
    in_totals |= work.open
    for covered in work.counting.values():
        in_totals |= covered
    return Settled(tuple(work.filings), in_totals, tuple(work.decisions), lists)


@dataclass
class _Work:
    filings: list[Filing]
    context: TotalsContext
    lists: Mapping[int, RollUpList]
    figures: Callable[[Filing], Vector]
    mention: Mention
    counting: dict[int, Mapping[str, State]] = field(default_factory=dict)
    """What each total covers that counts, by the number of its file."""
    gave_way: dict[int, list[Filing]] = field(default_factory=dict)
    """What gave way to each total that counts, as it was before, by the number of its file."""
    decisions: list[Decision] = field(default_factory=list)
    open: dict[str, State] = field(default_factory=dict)
    """The units that are only in totals about which a person must decide."""

    def settle(self, whole: Filing) -> None:
        """Decide between one total and what it covers, after those below it."""
        listed = self.lists.get(whole.index)
        covered = self.context.covered(whole, listed)
        parts = [f for f in self._taken() if f.index != whole.index and self._in(f, whole, covered)]
        if not parts:
            self.counting[whole.index] = covered
            return
        present = {item for p in parts for item in (p.member, *self.counting.get(p.index, ()))}
        complete = self.context.is_complete(covered, listed, present)
        whole, parts = self._latest_word(whole, parts)
        by_hand = self._by_hand(whole, parts)
        if by_hand is whole or (by_hand is None and not complete):
            self._count_total(whole, parts, covered, by_hand)
        else:
            self._count_parts(whole, parts, by_hand)

    def settle_conflicts(self, numbers: Sequence[int]) -> None:
        """See that no unit counts in the totals of two branches."""
        wholes = [self.filings[number] for number in numbers]
        covered = {w.index: self.context.covered(w, self.lists.get(w.index)) for w in wholes}
        pairs = [(whole, covered[whole.index]) for whole in wholes]
        for each in conflicts_among(pairs, self.context, self._is_chosen):
            loser, winner = each.loser, each.winner
            if self._is_chosen(winner) and not self._is_chosen(loser):
                self._turn(loser, Status.DIFFERENCE, f"人工指定采用合计“{winner.name}”")
                continue
            told = "、".join(self.context.shown(unit) for unit in each.shared[:_FEW])
            more = f"等 {len(each.shared)} 个单位" if len(each.shared) > _FEW else ""
            reason = f"这份合计中的{told}{more}，合计“{winner.name}”中也有，不能都相加"
            advice = (
                f"现按合计“{winner.name}”汇总。请与报送单位核实这些单位归谁：这份合计要去掉它们重新"
                f"报送，或者合计中的单位另行报送；以这份为准的，{self._how(loser)}。"
            )
            self._turn(loser, Status.UNDECIDED, reason, advice)
            self.open |= dict.fromkeys(covered[loser.index], State.UNDECIDED)
            self._decide(loser, [loser, winner], reason, advice)

    def refused(self) -> Iterator[tuple[str, State]]:
        """Yield the units whose figures came in a total that has errors."""
        for filing in self.filings if self.context.roster is not None else ():
            if filing.status is Status.REFUSED and filing.kind is ReportKind.CONSOLIDATED:
                for unit in self.context.covered(filing, self.lists.get(filing.index)):
                    yield unit, State.REFUSED

    def put_aside_sums(self) -> None:
        """Where nobody says who lies below whom: a total that is the sum of all others is one."""
        for whole in list(self._taken()):
            if whole.kind is ReportKind.OWN or whole.index in self.lists:
                continue
            others = [self.figures(f) for f in self._taken() if f.index != whole.index]
            if others and not self._different(whole, total(others)):
                reason = "它的数正是其余各份之和，是已有的汇总结果，不再相加"
                self._turn(whole, Status.EARLIER_ROLL_UP, reason, "不用处理。")

    def _taken(self) -> Iterator[Filing]:
        return (filing for filing in self.filings if filing.status is Status.TAKEN)

    def _in(self, part: Filing, whole: Filing, covered: Mapping[str, State]) -> bool:
        """Tell whether a report is in a total, as far as that can be told."""
        listed = self.lists.get(whole.index)
        if listed is not None and part.digest in listed.digests:
            return True
        if part.index in self.counting:
            row = listed.row_of(part.unit_on(self.context.roster)) if listed else None
            if row is not None or not covered.keys().isdisjoint(self.counting[part.index]):
                return True
        elif part.kind is ReportKind.OWN and part.member in covered:
            return True
        return listed is None and self.context.is_below(part, whole)

    def _by_hand(self, whole: Filing, parts: Sequence[Filing]) -> Filing | None:
        """Return the file that a person chose on one side, if it was on one side only."""
        chosen = [part for part in parts if self._is_chosen(part)]
        if self._is_chosen(whole):
            return None if chosen else whole
        return chosen[0] if chosen else None

    def _latest_word(self, whole: Filing, parts: Sequence[Filing]) -> tuple[Filing, list[Filing]]:
        """Let a choice that was made in this run take the place of one made before it."""
        chosen = [filing for filing in (whole, *parts) if self._is_chosen(filing)]
        now = next((filing for filing in chosen if filing.decided.fresh), None)
        for filing in chosen if now else ():
            other_side = (filing is whole) != (now is whole)
            if now and other_side and not filing.decided.fresh:
                self.filings[filing.index] = filing.not_chosen(now)
        return self.filings[whole.index], [self.filings[part.index] for part in parts]

    def _is_chosen(self, filing: Filing) -> bool:
        """Tell whether a person chose a file, and not only among versions of it."""
        return filing.is_chosen and not filing.chosen_version

    def _turn(self, filing: Filing, status: Status, reason: str, advice: str = "") -> None:
        self.counting.pop(filing.index, None)
        self.filings[filing.index] = filing.with_status(status, reason, advice)

    def _count_parts(self, whole: Filing, parts: Sequence[Filing], by_hand: Filing | None) -> None:
        if self.context.roster is None:
            reason = "它汇总的报表都在这里，已逐份汇总，这份不再相加"
            self._turn(whole, Status.EARLIER_ROLL_UP, reason, "不用处理。")
            return
        reason = "下级单位的报表已经汇总，这份合计不再相加"
        if by_hand is not None:
            reason = f"人工指定采用下级报表“{by_hand.name}”，这份合计不再相加"
        where, _ = self.context.named(whole)
        see = _SEE_DIFFERENCES.format(where) if whole.kind is ReportKind.CONSOLIDATED else ""
        self._turn(whole, Status.DIFFERENCE, reason, see)
        different = self._different(whole, total([self.figures(p) for p in parts]))
        if different and by_hand is None:
            text = f"上级自报的合计与下级报表之和有 {len(different)} 处不同：{_told(different)}"
            advice = (
                f"现按下级报表汇总，差别见“{where}”汇总簿的“差额表”。请与该单位核实："
                "以下级报表为准的，"
                f"{self._how(parts[0])}；以合计为准的，{self._how(whole)}。"
            )
            self._decide(whole, [whole], text, advice)

    def _different(self, whole: Filing, sums: Vector) -> list[_Pair]:
        one, columns = self.figures(whole), whole.form.numbers
        cells = ((cell, columns[key]) for key, cell in whole.form.cells.items())
        pairs = ((cell, one.value(column), sums.value(column)) for cell, column in cells)
        return [pair for pair in pairs if pair[1] != pair[2]]

    def _count_total(
        self,
        whole: Filing,
        parts: Sequence[Filing],
        covered: Mapping[str, State],
        by_hand: Filing | None,
    ) -> None:
        self.counting[whole.index] = covered
        doubtful: list[Filing] = []
        said: list[str] = []
        for part in parts:
            unlike, inside = self._unlike(part, whole), self.counting.get(part.index, {})
            if by_hand is not None:
                self._turn(part, Status.DIFFERENCE, f"人工指定采用合计“{whole.name}”")
            elif not unlike:
                reason = f"与合计“{whole.name}”中的数相同，已在合计中"
                self._turn(part, Status.DIFFERENCE, reason, "不用处理。")
            else:
                reason = f"已在合计“{whole.name}”中，但{unlike}"
                self._turn(part, Status.UNDECIDED, reason, self._choice(part, whole))
                doubtful.append(part)
                self.open |= dict.fromkeys(inside, State.UNDECIDED)
                said.append(f"“{part.name}”（{part.unit.name}）{unlike}")
            self._take_again(part, whole, covered)
        self.gave_way.setdefault(whole.index, []).extend(parts)
        if doubtful:
            text = f"合计“{whole.name}”与下级另外报来的对不上：{'；'.join(said)}"
            self._decide(whole, [whole, *doubtful], text, self._choice(doubtful[0], whole))

    def _take_again(self, given_up: Filing, whole: Filing, covered: Mapping[str, State]) -> None:
        """Take what gave way to a total that gives way itself, unless the next one has it, too."""
        for part in self.gave_way.pop(given_up.index, ()):
            if self._in(part, whole, covered):
                self.gave_way.setdefault(whole.index, []).append(part)
                continue
            self.filings[part.index] = part
            self.open.pop(part.member, None)
            asked = [_without(each, given_up, part) for each in self.decisions]
            self.decisions = [each for each in asked if each is not None]

    def _choice(self, part: Filing, whole: Filing) -> str:
        return (
            f"现按合计汇总。请与该单位核实：以合计为准的，{self._how(whole)}；"
            f"以下级报表为准的，{self._how(part)}（合计中其他单位须另行报送）。"
        )

    def _how(self, filing: Filing) -> str:
        """Say how a person takes one side."""
        return (
            f"把“{filing.name}”的“处理”选为“采用”（或者加 --take {self.mention(filing)} 重新汇总）"
        )

    def _unlike(self, part: Filing, whole: Filing) -> str:
        """Say in what a part is not as the total has it; nothing if they agree."""
        listed = self.lists.get(whole.index)
        if listed is not None and part.digest in listed.digests:
            return ""
        row = listed.row_of(part.unit_on(self.context.roster)) if listed is not None else None
        if row is None:
            return "合计没有单独列出它的数，无法核对"
        here, form = self.figures(part), part.form
        pairs = [
            (cell, row.values.get(key), here.value(form.numbers[key]))
            for key, cell in form.cells.items()
        ]
        different = [pair for pair in pairs if pair[1] != pair[2]]
        return (
            f"与合计中它的一行有 {len(different)} 处不同：{_told(different)}" if different else ""
        )

    def _decide(self, whole: Filing, files: Sequence[Filing], text: str, advice: str) -> None:
        name, code = self.context.named(whole)
        now = tuple(self.filings[filing.index] for filing in files)
        self.decisions.append(Decision(DecisionKind.TOTAL, name, code, now, text, advice))


def _without(decision: Decision, whole: Filing, part: Filing) -> Decision | None:
    """Return what is left to decide between a total and its parts when one is none any more."""
    if decision.files[0].index != whole.index:
        return decision
    files = tuple(filing for filing in decision.files if filing.index != part.index)
    return replace(decision, files=files) if len(files) > 1 else None


def _told(different: Sequence[_Pair]) -> str:
    """Show a few cells in which two reports differ: what the total has, what the other has."""
    shown = [f"{cell.label} {_shown(a)} 与 {_shown(b)}" for cell, a, b in different[:_FEW]]
    return "，".join(shown) + ("……" if len(different) > _FEW else "")


def _shown(value: Value | None) -> str:
    return "缺" if value is None else show(value)
