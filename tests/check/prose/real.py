"""Passages as published reports phrase them, the tables that fit them, and what comes of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from xlreport.checking.prose import ProseOutcome, judge_prose
from xlreport.edition import Edition, edition_for
from xlreport.finding import Outcome
from xlreport.report import Report, Unit, with_totals

FILES = (
    "shapes",
    "measured",
    "later",
    "round1",
    "round2",
    "round3",
    "round4",
    "round5",
    "round6",
    "round7",
    "round8",
    "round9",
    "round10",
    "round11",
    "round12",
    "round13",
    "round14",
    "round15",
    "round16",
    "round17",
    "round18",
    "round19",
    "round20",
    "round21",
    "round22",
    "round23",
    "round24",
    "round25",
    "round26",
    "lists",
)
"""`lists` states nothing that a table has."""
FOLDER = Path(__file__).parents[2] / "data" / "prose"
PIECES = {"problems": "problems.text", "others": "others.text"}
_OUTCOME = "applications.outcome"
_PARTS = {
    "secret": "denied.secret",
    "third_party": "denied.third_party",
    "internal": "denied.internal",
    "process": "denied.process",
    "enforcement_file": "denied.enforcement_file",
    "inquiry": "denied.inquiry",
    "not_held": "unavailable.not_held",
    "not_made": "unavailable.not_made",
    "unclear": "unavailable.unclear",
    "complaint": "refused.complaint",
    "repeated": "refused.repeated",
    "prohibited": "denied.prohibited",
    "security": "denied.security",
    "publication": "refused.publication",
    "excessive": "refused.excessive",
    "reissue": "refused.reissue",
}
_REST = {
    "denied": "denied.prohibited",
    "unavailable": "unavailable.unclear",
    "refused": "refused.excessive",
}
_RESULTS = ("upheld", "corrected", "other", "pending")
RULES = {
    "new": "TEXT-RECEIVED[new]",
    "received": "TEXT-RECEIVED[received]",
    "natural": "TEXT-RECEIVED[natural]",
    "handled": "TEXT-RECEIVED[handled]",
    "in": "TEXT-CARRIED[in]",
    "out": "TEXT-CARRIED[out]",
    "carried": "TEXT-CARRIED[carried]",
    "done": "TEXT-DONE[done]",
    "answered": "TEXT-ANSWERED[answered]",
    "other": "TEXT-ANSWERED[other]",
    "review": "TEXT-REVIEW[total]",
    "lit": "TEXT-LITIGATION[total]",
    "lit.direct": "TEXT-LITIGATION[direct]",
    "lit.after": "TEXT-LITIGATION[after_review]",
    "issued": "TEXT-NORMATIVE[issued]",
    "repealed": "TEXT-NORMATIVE[repealed]",
    "in_force": "TEXT-NORMATIVE[in_force]",
    "licence": "TEXT-DECISIONS[licence]",
    "penalty": "TEXT-DECISIONS[penalty]",
    "coercion": "TEXT-DECISIONS[coercion]",
    "fee": "TEXT-FEE[amount]",
    "fee_none": "TEXT-PROCESSING-FEE[amount]",
    **{f"review.{each}": f"TEXT-REVIEW[{each}]" for each in _RESULTS},
    **{f"lit.{each}": f"TEXT-LITIGATION[{each}]" for each in _RESULTS},
    **{
        each: f"TEXT-OUTCOME[{each}]"
        for each in ("granted", "partial", "denied", "unavailable", "refused", *_PARTS)
    },
}
FAMILIES = {
    "received": ("new", "received", "natural", "handled"),
    "carried": ("in", "out", "carried"),
    "done": ("done", "answered"),
    "outcomes": ("granted", "partial", "denied", "unavailable", "refused", "other", *_PARTS),
    "disputes": tuple(each for each in RULES if each.startswith(("review", "lit"))),
    "normative": ("issued", "repealed", "in_force"),
    "other": ("licence", "penalty", "coercion", "fee", "fee_none"),
}


@dataclass(frozen=True)
class Passage:
    """A passage, whose it is, and by name what it states and what the tables have beside."""

    unit: str
    year: int
    piece: str
    stated: Mapping[str, float]
    figures: Mapping[str, float]
    text: str

    def report(self, *changed: str) -> Report:
        """Return the report, the figures called ``changed`` raised by 1 in its tables."""
        edition = edition_for(self.year)
        inputs = {cell.key: 0 for cell in edition.inputs} | _cells(edition, self.figures)
        for name in changed:
            for cell in _changed(edition, name):
                inputs[cell] += 1
        return Report(
            edition,
            self.year,
            Unit(self.unit),
            with_totals(edition, inputs),
            {PIECES.get(self.piece, f"overview.{self.piece}"): self.text},
        )

    def judge(self, *, changed: str = "") -> Mapping[str, ProseOutcome]:
        """Judge the passage by all prose rules."""
        report = self.report(*filter(None, [changed]))
        return judge_prose(report.edition, [report])[0]


def passages(name: str) -> Iterator[Passage]:
    """Yield the passages of a file, without its ending."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    for unit, year, piece, figures, text in data["cases"]:
        stated = {key: value for key, value in figures.items() if not key.startswith("~")}
        every = {key.removeprefix("~"): value for key, value in figures.items()}
        yield Passage(data["units"].get(unit, unit), year, piece, stated, every, text)


def alarms(judged: Mapping[str, ProseOutcome]) -> list[str]:
    """Return the rules that call something wrong, whole texts apart."""
    return [
        each
        for each, outcome in judged.items()
        if outcome.outcome is Outcome.BROKEN and each not in ("TEXT-SHORT", "TEXT-SAME-YEAR")
    ]


def _other(edition: Edition) -> str:
    key = f"{_OUTCOME}.other.other.natural"
    return key if key in edition.cells else f"{_OUTCOME}.other.natural"


_CELLS = {
    "new": "applications.new.natural",
    "received": "applications.new.natural",
    "natural": "applications.new.natural",
    "handled": "applications.new.natural",
    "in": "applications.carried_in.natural",
    "out": "applications.carried_out.natural",
    "carried": "applications.carried_out.natural",
    "review": "disputes.review.other",
    "lit": "disputes.litigation.direct.other",
    "lit.direct": "disputes.litigation.direct.other",
    "lit.after": "disputes.litigation.after_review.other",
    "fee": "disclosure.fee.amount",
    "fee_none": "disclosure.fee.amount",
    **{f"review.{each}": f"disputes.review.{each}" for each in _RESULTS},
    **{f"lit.{each}": f"disputes.litigation.direct.{each}" for each in _RESULTS},
    **{each: f"disclosure.normative.{each}" for each in ("issued", "repealed", "in_force")},
    **{each: f"disclosure.{each}.decisions" for each in ("licence", "penalty", "coercion")},
    **{each: f"{_OUTCOME}.{each}.natural" for each in ("granted", "partial")},
    **{each: f"{_OUTCOME}.{key}.natural" for each, key in {**_PARTS, **_REST}.items()},
}


def _cell_of(edition: Edition, name: str) -> str:
    """Return the cell that a figure is changed in."""
    return _CELLS.get(name) or _other(edition)


def _changed(edition: Edition, name: str) -> list[str]:
    """Return the cells to raise so that every sum a figure may equal is another one."""
    granted = f"{_OUTCOME}.granted.natural"
    cells = {"answered": [granted], "handled": [_cell_of(edition, name), granted]}
    return cells.get(name, [_cell_of(edition, name)])


def _cells(edition: Edition, figures: Mapping[str, float]) -> dict[str, int]:
    """Return the cells of a form that has these figures and hangs together."""
    f = {key: int(value) for key, value in figures.items()}
    cells: dict[str, int] = {}

    def put(name: str, value: int) -> None:
        cells[_cell_of(edition, name)] = cells.get(_cell_of(edition, name), 0) + value

    for name in ("granted", "partial", *_PARTS):
        put(name, f.get(name, 0))
    for whole in _REST:
        parts = sum(f.get(p, 0) for p, key in _PARTS.items() if key.startswith(whole))
        if whole in f:
            put(whole, f[whole] - parts)
    told = sum(value for key, value in cells.items() if key.startswith(_OUTCOME))
    carried_in, carried_out = f.get("in", 0), f.get("out", f.get("carried", 0))
    new = next((f[k] for k in ("new", "received", "natural", "handled") if k in f), 0)
    done = f.get("done", f.get("answered", new + carried_in - carried_out))
    put("other", max(f.get("other", 0), done - told))
    put("in", carried_in)
    put("out", carried_out)
    put("new", new)
    for kind in ("review", "lit"):
        results = sum(f.get(f"{kind}.{each}", 0) for each in _RESULTS)
        for each in _RESULTS:
            put(f"{kind}.{each}", f.get(f"{kind}.{each}", 0))
        after = f.get("lit.after", 0) if kind == "lit" else 0
        if kind == "lit":
            put("lit.after", after)
        whole = f.get(kind, f.get(f"{kind}.direct", 0) + after)
        put(kind, max(whole - results - after, 0))
    for name in ("issued", "repealed", "in_force", "licence", "penalty", "coercion", "fee"):
        if name in f and _cell_of(edition, name) in edition.cells:
            put(name, f[name])
    return cells
