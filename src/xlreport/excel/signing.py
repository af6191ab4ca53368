"""Signatures on 审签: given by the button, and looked after whenever the workbook is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.dates import is_day
from xlreport.edition.layout import SIGNING_SHEET, SIGNING_TOP
from xlreport.excel.plan import Values
from xlreport.excel.snapshot import Snapshot
from xlreport.report import Report
from xlreport.sheets.signing import CODE, STATE, state_text
from xlreport.signature import SignatureState, code_for, stages_of, state_of


def sign(snapshot: Snapshot, report: Report) -> tuple[list[Values], list[str], list[str]]:
    """Sign every stage that has a name and a date and is not signed yet, in their order.

    What is no date is none, however much is written there.

    :returns: the changes on 审签, the stages signed by them, and those that have lapsed.
    """
    signed: list[str] = []
    lapsed: list[str] = []
    states: list[SignatureState] = []
    changes: list[Values] = []
    for row, signature in enumerate(stages_of(report), start=SIGNING_TOP):
        state = state_of(report, signature)
        in_turn = not lapsed and {SignatureState.STANDS}.issuperset(states)
        if state is SignatureState.LAPSED:
            lapsed.append(signature.stage)
        elif state is SignatureState.NAMED and in_turn and is_day(signature.date):
            code = code_for(report, signature)
            changes.append(Values(SIGNING_SHEET, row, CODE, ((code,),)))
            signed.append(signature.stage)
            state = SignatureState.STANDS
        states.append(state)
    changes += _shown(snapshot, states)
    return changes, signed, lapsed


def states_shown(snapshot: Snapshot, report: Report) -> list[Values]:
    """Return how to write the state of every signature beside it."""
    states = [state_of(report, signature) for signature in stages_of(report)]
    return list(_shown(snapshot, states))


def unsigned(report: Report) -> list[str]:
    """Return the stages that do not stand, each with its state."""
    states = [(signature.stage, state_of(report, signature)) for signature in stages_of(report)]
    return [f"{stage}（{state}）" for stage, state in states if state is not SignatureState.STANDS]


def _shown(snapshot: Snapshot, states: Sequence[SignatureState]) -> Iterator[Values]:
    rows = snapshot.rows(SIGNING_SHEET)
    for row, state in enumerate(states, start=SIGNING_TOP):
        text = state_text(state)
        if rows.at(row, STATE) != text:
            yield Values(SIGNING_SHEET, row, STATE, ((text,),))
