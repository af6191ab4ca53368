"""Signatures on 审签: given by the button, and looked after whenever the workbook is checked."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.edition import Place
from xlreport.edition.layout import SIGNING_SHEET, SIGNING_TOP
from xlreport.excel.book import LiveBook
from xlreport.excel.protection import unlocked
from xlreport.report import Report
from xlreport.sheets.signing import CODE, STATE, state_text
from xlreport.signature import State, code_for, stages_of, state_of


def sign(book: LiveBook, report: Report) -> tuple[list[str], list[str]]:
    """Sign every stage that has a name and a date and is not signed yet, in their order.

    :returns: the stages signed now, and those that have lapsed.
    """
    signed: list[str] = []
    lapsed: list[str] = []
    states: list[State] = []
    for row, signature in enumerate(stages_of(report), start=SIGNING_TOP):
        state = state_of(report, signature)
        in_turn = not lapsed and State.UNSIGNED not in states
        if state is State.LAPSED:
            lapsed.append(signature.stage)
        elif state is State.NAMED and in_turn:
            _write(book, row, CODE, code_for(report, signature))
            signed.append(signature.stage)
            state = State.STANDS
        states.append(state)
    _show(book, states)
    return signed, lapsed


def show_states(book: LiveBook, report: Report) -> list[str]:
    """Write the state of every signature beside it, and return the stages that do not stand."""
    stages = stages_of(report)
    states = [state_of(report, signature) for signature in stages]
    _show(book, states)
    pairs = zip(stages, states, strict=True)
    return [f"{s.stage}（{state}）" for s, state in pairs if state is not State.STANDS]


def _show(book: LiveBook, states: Sequence[State]) -> None:
    for row, state in enumerate(states, start=SIGNING_TOP):
        _write(book, row, STATE, state_text(state))


def _write(book: LiveBook, row: int, column: int, text: str) -> None:
    cell = book.cell(Place(SIGNING_SHEET, row, column))
    if cell.value != text:
        with unlocked(book.sheets[SIGNING_SHEET]):
            cell.value = text
