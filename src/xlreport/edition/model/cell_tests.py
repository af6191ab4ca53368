"""The tests that look at one cell, one piece of prose or one register by itself.

What a test needs to be told, and what it asks for in words, is said here; when it holds, in
:mod:`xlreport.checking.cell_tests`; its formula stands in :mod:`xlreport.template.entered`.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class TargetKind(StrEnum):
    """What a test looks at; the value is what people call it."""

    NUMBER = "数"
    TEXT = "必填的文字"
    ANSWER = "答案（answer）"
    REGISTER = "台账（register）"


class TestParameters(BaseModel):
    """What a test is told besides where it looks, as it is written beside ``check``."""

    model_config = ConfigDict(frozen=True)

    columns: tuple[str, ...] = ()
    """Those of a register in which no two entries may be the same."""


class CellTest(StrEnum):
    """A test: what it looks at, what it asks for, and the parameters that it must be given."""

    of: TargetKind
    asks: str
    needs: tuple[str, ...]

    def __new__(cls, value: str, of: TargetKind, asks: str, *needs: str) -> CellTest:
        """Make a test that is called ``value`` in the files."""
        test = str.__new__(cls, value)
        test._value_ = value
        test.of, test.asks, test.needs = of, asks, needs
        return test

    FILLED = "filled", TargetKind.NUMBER, "每个填报格都有数字"
    """The cell holds a number (a blank is missing, never zero)."""
    RANGE = "range", TargetKind.NUMBER, "每格的数符合该格的数值类型（见指标表）"
    """The number fits the cell's :class:`NumberType`."""
    WRITTEN = "written", TargetKind.TEXT, "每段应填的文字都有内容"
    """The piece of prose holds text."""
    ANSWERED = "answered", TargetKind.ANSWER, "每个应答的问题都有合乎要求的答案"
    """The question has an answer of its :class:`AnswerType`."""
    ENTRIES = "entries", TargetKind.REGISTER, "每行各栏都合乎要求"
    """Every entry of the register holds what each column asks for."""
    DISTINCT = "distinct", TargetKind.REGISTER, "没有两行相同", "columns"
    """No two entries of the register have the same in all of the rule's ``columns``."""

    @property
    def blank_breaks(self) -> bool:
        """Whether a missing number breaks it; other tests of numbers are not checked there."""
        return self is CellTest.FILLED

    @property
    def of_units(self) -> bool:
        """Whether it is of what only a unit's own report holds: roll-ups are not judged by it."""
        return self.of in (TargetKind.ANSWER, TargetKind.REGISTER)
