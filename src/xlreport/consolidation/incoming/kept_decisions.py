"""Decisions of earlier runs that have no place in this one, and what came of those that have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlreport.consolidation.earlier.rerun import Earlier
from xlreport.consolidation.incoming.decision import Decision, DecisionKind
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.incoming.whereabouts import Folders
from xlreport.sheets.decisions import Action, DecisionRow

_ABSENT = "这个文件这次没有"
_CHANGED = "文件内容已改动，决定失效"


@dataclass(frozen=True)
class LeftOver:
    """Decisions that wait, and which files took the place of those they were about.

    ``changed`` says it by the number of the file; ``new`` are those that this run found changed.
    """

    rows: tuple[DecisionRow, ...] = ()
    changed: Mapping[int, str] = field(default_factory=dict)
    new: tuple[int, ...] = ()


def left_over(earlier: Earlier, filings: Sequence[Filing], folders: Folders) -> LeftOver:
    """Return the decisions about files whose content is not there, and why they wait."""
    kept = earlier.decisions
    if not kept:
        return LeftOver()
    present = {filing.digest for filing in filings}
    absent = [row for digest, row in kept.items() if digest not in present]
    where = {(folders.of(f.path), f.name): f for f in filings} if absent else {}
    rows: list[DecisionRow] = []
    changed: dict[int, str] = {}
    new: list[int] = []
    for row in absent:
        instead = where.get((row.folder, row.file))
        rows.append(row._replace(why=_CHANGED if instead else _ABSENT))
        if instead is not None:
            told = "、".join(filter(None, (row.action, row.unit)))
            changed[instead.index] = f"内容已改动，原来的决定（{told}）失效"
            if not row.why:
                new.append(instead.index)
    return LeftOver(tuple(rows), changed, tuple(new))


def decisions_on_changed(found: LeftOver, filings: Sequence[Filing]) -> list[Decision]:
    """Return what has to be decided anew, as files have changed since it was decided."""
    return [
        Decision(
            DecisionKind.VERSIONS,
            filing.unit.name,
            filing.unit.code,
            (filing,),
            found.changed[filing.index],
            "请看这份文件现在的情况，需要的重新填写“处理”和“对应单位”。",
        )
        for filing in (filings[index] for index in found.new)
    ]


def effect_of(filing: Filing, changed: Mapping[int, str]) -> str:
    """Say what came of a decision about a file; nothing if there is none."""
    return "；".join(filter(None, _effects(filing, changed.get(filing.index, ""))))


def _effects(filing: Filing, changed: str) -> Iterator[str]:
    decided = filing.decided
    yield decided.note
    yield decided.slip
    if decided.unit and not decided.slip:
        yield "按“对应单位”认定" if filing.member else "“对应单位”没有起作用，见原因"
    match decided.action, filing.status:
        case "", _:
            # Whoever has decided anew has seen that the file is another.
            yield "" if decided.unit else changed
        case Action.TAKE, Status.TAKEN:
            yield f"按“{Action.TAKE}”汇总"
        case Action.TAKE, Status.DUPLICATE:
            yield "内容相同的一份已汇总"
        case Action.TAKE, _:
            yield f"“{Action.TAKE}”没有起作用，见原因"
        case ((Action.LEAVE | Action.WAIT), _):
            yield "没有汇总"
        case _:
            yield "看不懂，没有汇总"
