"""What 校验 says of a rule: its result, and where it is broken, from the rule's status cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlreport.edition import Place, Rule
from xlreport.edition.expression import (
    Expression,
    call,
    if_,
    infix,
    joined,
    leaf,
)
from xlreport.edition.model import CellTest
from xlreport.template.formulas import count_formula
from xlreport.template.live import BROKEN, HOLDS, NOTED, LiveCheck

Statuses = Mapping[Place, str]
"""What the status cells show, by where they stand."""


def count_of(checks: Sequence[LiveCheck], sign: str) -> Expression[Statuses]:
    """Return how many status cells begin with a sign."""
    places = [check.place for check in checks]
    return leaf(
        count_formula(checks, sign),
        lambda shown: sum(shown[place].startswith(sign) for place in places),
    )


def demand(checks: Sequence[LiveCheck], asked: str, address: str) -> Expression[Statuses]:
    """Return what is asked of people, if the cell at ``address`` counts that a rule is broken."""
    return if_(_counted(checks, address), asked, "")


def result(rule: Rule, checks: Sequence[LiveCheck], address: str) -> Expression[Statuses]:
    """Return the result of a rule; the cell at ``address`` counts where it is broken."""
    unbroken = if_(infix(count_of(checks, HOLDS), ">", 0), "相符", "未核对")
    if rule.test is CellTest.FILLED:
        unbroken = if_(infix(count_of(checks, NOTED), ">", 0), "有提示", unbroken)
    return if_(_counted(checks, address), "不符", unbroken)


def _counted(checks: Sequence[LiveCheck], address: str) -> Expression[Statuses]:
    counted: Expression[Statuses] = leaf(address, count_of(checks, BROKEN).value)
    return infix(counted, ">", 0)


def details(checks: Sequence[LiveCheck], advice: str) -> Expression[Statuses]:
    """Return the names of a rule's broken status cells, by how much each is, and what to do."""
    each = [if_(_tells(c), joined(_brief(c.subject), _by_how_much(c), "；"), "") for c in checks]
    told = count_of(checks, BROKEN)
    if checks[0].rule.test is CellTest.FILLED:
        told = infix(told, "+", count_of(checks, NOTED))
    return joined(*each, if_(infix(told, ">", 0), advice, ""))


def _shown(check: LiveCheck) -> Expression[Statuses]:
    return leaf(check.place.link, lambda shown: shown[check.place])


def _by_how_much(check: LiveCheck) -> Expression[Statuses]:
    return call("MID", _shown(check), 3, 30)


def _tells(check: LiveCheck) -> Expression[Statuses]:
    """Return whether a status cell says that something is not as it should be."""
    if check.rule.test is CellTest.FILLED:
        return leaf(
            f'ISNUMBER(FIND(LEFT({check.place.link}&" ",1),"{BROKEN}{NOTED}"))',
            lambda shown: shown[check.place].startswith((BROKEN, NOTED)),
        )
    return infix(call("LEFT", _shown(check), 1), "=", BROKEN)


def _brief(subject: str) -> str:
    """Return the last heading of a path: enough to find it beside its sheet's name."""
    return subject.rpartition("／")[2]
