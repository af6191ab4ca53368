"""What must become of files: each status, the state of each unit, every total, the exit code.

The rules of the office in plain Python, from the words of the manual.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.january import form
from tests.january.city import Body, Tree
from tests.january.form import Broken, Figures, edition_of

QUERIES = {
    "T2-IN-FORCE",
    "T2-STOCK",
    "T2-FLOW",
    "T2-PUBLISHED",
    "T2-PUBLIC-TOTAL",
    "T4-PENDING",
    "WRITTEN",
    "READ-CODE",
    "READ-DATE",
    "READ-LEVEL",
    "YEAR-MISREAD",
    "YEAR-SWING",
    "YEAR-SAME",
}

# The words of the program for what becomes of a file, and for where a unit stands.
TAKEN, DUPLICATE, SUPERSEDED, CONFLICT = "taken", "duplicate", "superseded", "conflict"
REFUSED, WRONG_PERIOD, OUTSIDE, UNKNOWN = "refused", "wrong_period", "outside", "unknown"
UNDECIDED, UNREADABLE, NO_WORKBOOK = "undecided", "unreadable", "not_a_workbook"
DIFFERENCE = "difference"
FILED, MISSING, IN_TOTAL = "filed", "missing", "in_total"

_STATES = {
    CONFLICT: UNDECIDED,
    UNDECIDED: UNDECIDED,
    REFUSED: REFUSED,
    UNREADABLE: UNREADABLE,
    NO_WORKBOOK: UNREADABLE,
    WRONG_PERIOD: WRONG_PERIOD,
}
_CLEAN = {TAKEN, DUPLICATE, SUPERSEDED, OUTSIDE, DIFFERENCE}


@dataclass(frozen=True)
class Sent:
    """A file in the folder, as the one who made it knows it.

    ``unit`` is the identity of the sender, ``fate`` what must become of the file where that does
    not follow from its figures (a file that cannot be read, of another year, of nobody).
    ``last`` are last year's figures that stand in the workbook, ``broken`` what else is wrong
    with it than its figures.
    """

    path: str
    unit: str
    figures: Figures = field(default_factory=dict)
    day: str = ""
    fate: str = ""
    last: Figures = field(default_factory=dict)
    broken: frozenset[Broken] = frozenset()
    judged: bool = True


@dataclass(frozen=True)
class RuleLike:
    """A total that a body sent in ``path``; its own list says whose figures are in it."""

    path: str
    named: Mapping[str, Figures]


@dataclass
class Expected:
    """What a roll-up must say."""

    statuses: dict[str, str]
    states: dict[str, str]
    late: set[str]
    findings: dict[str, set[Broken]]
    taken: dict[str, Figures]
    totals: dict[str, Figures]
    parts: dict[str, int]
    own_findings: dict[str, set[Broken]]
    exit: int = 1


def expect(
    tree: Tree,
    sent: Collection[Sent],
    *,
    deadline: str = "",
    last_year: Expected | None = None,
    take: Collection[str] = (),
    explained: Collection[tuple[str, str]] = (),
    totals: Mapping[str, RuleLike] | None = None,
) -> Expected:
    """What must come of rolling up these files.

    :param last_year: what came of the year before, if its books are at hand.
    :param explained: the queries that a reason is given for, by unit and rule.
    """
    edition = edition_of(tree.year)
    taken_before = last_year.taken if last_year else {}
    findings: dict[str, set[Broken]] = {}
    for each in sent:
        if each.figures and each.judged and each.unit in tree.bodies:
            before = taken_before.get(each.unit)
            last = last_of(edition, before) if before else each.last
            level = tree.bodies[each.unit].level
            found = form.broken(edition, each.figures, last, before, level)
            findings[each.path] = found | each.broken
    statuses = _statuses(tree, sent, findings, take)
    in_totals, disputed = _through_totals(totals or {}, sent, statuses)
    counting = [each for each in sent if statuses[each.path] == TAKEN]
    own = {each.unit: each.figures for each in counting}
    states = _states(tree, sent, statuses)
    states |= {unit: IN_TOTAL for unit in in_totals if states[unit] != UNDECIDED}
    expected = Expected(
        statuses=statuses,
        states=states,
        late={each.unit for each in counting if deadline and each.day > deadline},
        findings=findings,
        taken=own | in_totals,
        totals={},
        parts={},
        own_findings={},
    )
    for body in tree.parents():
        _add_up(expected, tree, body, edition, last_year)
    doubled = any(_holds_its_parts(tree, each, expected.taken, edition) for each in counting)
    expected.exit = int(doubled or disputed or _asks(expected, sent, explained))
    return expected


def _add_up(
    expected: Expected, tree: Tree, body: Body, edition: str, last_year: Expected | None
) -> None:
    """Add up the total of a body, and see which rules it breaks."""
    counted = [expected.taken[i] for i in tree.counted(body.identity) if i in expected.taken]
    if not counted:
        return
    total = form.added_up(edition, counted)
    expected.totals[body.identity] = total
    expected.parts[body.identity] = len(counted)
    before = last_year.totals.get(body.identity) if last_year else None
    last = last_of(edition, before) if before else {}
    expected.own_findings[body.identity] = form.broken(edition, total, last, before, body.level)


def _through_totals(
    totals: Mapping[str, RuleLike], sent: Collection[Sent], statuses: dict[str, str]
) -> tuple[dict[str, Figures], bool]:
    """The figures that count through the total of a body above, and whether any is disputed.

    Where all whom a total names sent their own, those count and the total is only compared;
    otherwise the total counts, and what its units sent is compared with it.
    """
    through: dict[str, Figures] = {}
    disputed = False
    for stated in totals.values():
        own = {e.unit: e for e in sent if e.unit in stated.named and statuses[e.path] == TAKEN}
        different = [e for u, e in own.items() if e.figures != stated.named[u]]
        if len(own) == len(stated.named):
            statuses[stated.path] = DIFFERENCE
            disputed |= bool(different)
            continue
        statuses[stated.path] = TAKEN
        through |= stated.named
        disputed |= bool(different)
        for each in own.values():
            statuses[each.path] = UNDECIDED if each in different else DIFFERENCE
    return through, disputed


def _holds_its_parts(tree: Tree, sent: Sent, taken: Mapping[str, Figures], edition: str) -> bool:
    """Tell whether a body's own report may be the total of those below it: a query."""
    below = [i for i in tree.counted(sent.unit) if i != sent.unit and i in taken]
    if not below:
        return False
    total = form.added_up(edition, [taken[unit] for unit in below])
    table = [key for key in form.INPUTS[edition] if key.startswith("applications.")]
    some = any(total[key] for key in table)
    return some and all(sent.figures[key] >= total[key] for key in table)


def last_of(edition: str, before: Mapping[str, form.Figure]) -> Figures:
    """The figures of a year that the workbook of the next year carries."""
    return {key: before[key] for key in form.LAST_AT[edition] if key in before}


def _statuses(
    tree: Tree, sent: Collection[Sent], findings: Mapping[str, set[Broken]], take: Collection[str]
) -> dict[str, str]:
    statuses = {each.path: each.fate for each in sent if each.fate}
    rivals: dict[str, list[Sent]] = {}
    for each in sent:
        if each.fate:
            continue
        body = tree.bodies.get(each.unit)
        if body is None:
            statuses[each.path] = UNKNOWN
        elif not body.reports_in(tree.year):
            statuses[each.path] = OUTSIDE
        else:
            rivals.setdefault(each.unit, []).append(each)
    for group in rivals.values():
        _choose(group, findings, take, statuses)
    return statuses


def _choose(
    group: list[Sent],
    findings: Mapping[str, set[Broken]],
    take: Collection[str],
    statuses: dict[str, str],
) -> None:
    def sound(each: Sent) -> bool:
        return all(rule in QUERIES for rule, _, _ in findings[each.path])

    def says(each: Sent) -> object:
        return sorted(each.figures.items()), sorted(each.broken)

    by_hand = [each for each in group if each.path in take]
    good = by_hand or [each for each in group if sound(each)]
    newest = max((each.day for each in good), default="")
    best = by_hand or [each for each in good if each.day == newest]
    if not best:
        same = all(says(each) == says(group[0]) for each in group)
        for number, each in enumerate(group):
            statuses[each.path] = (DUPLICATE if number else REFUSED) if same else CONFLICT
        return
    if any(says(each) != says(best[0]) for each in best):
        statuses.update((each.path, CONFLICT) for each in group)
        return
    for each in group:
        statuses[each.path] = DUPLICATE if says(each) == says(best[0]) else SUPERSEDED
    statuses[best[0].path] = TAKEN


def _states(tree: Tree, sent: Collection[Sent], statuses: Mapping[str, str]) -> dict[str, str]:
    order = [UNDECIDED, REFUSED, UNREADABLE, WRONG_PERIOD]
    states: dict[str, str] = {}
    for body in tree.expected():
        mine = {statuses[each.path] for each in sent if each.unit == body.identity}
        came = {_STATES[status] for status in mine if status in _STATES}
        states[body.identity] = next((state for state in order if state in came), MISSING)
        if TAKEN in mine:
            states[body.identity] = FILED
    return states


def _asks(
    expected: Expected, sent: Collection[Sent], explained: Collection[tuple[str, str]]
) -> bool:
    """Tell whether there is anything for somebody to do."""
    open_ = (
        (each.unit, rule)
        for each in sent
        if expected.statuses[each.path] == TAKEN
        for rule, _, _ in expected.findings.get(each.path, ())
    )
    return (
        any(status not in _CLEAN for status in expected.statuses.values())
        or any(state not in (FILED, IN_TOTAL) for state in expected.states.values())
        or any(expected.own_findings.values())
        or any(each not in explained for each in open_)
    )


def unlike(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The entries in which two tables differ: found, wanted."""
    keys = sorted({*found, *wanted})
    pairs = {key: (found.get(key), wanted.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
