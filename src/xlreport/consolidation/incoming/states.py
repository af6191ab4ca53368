"""Where a unit stands, and what became of a file: the words that every sheet, list and JSON use."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class Word(StrEnum):
    """A word that people see, with a name for programs."""

    @property
    def id(self) -> str:
        """What JSON calls it."""
        return self.name.lower()


class State(Word):
    """Where a unit that must report stands, exactly one each, the most urgent first.

    That a report came late is no state but a mark beside it.
    """

    UNDECIDED = "来件待确定"
    REFUSED = "有问题未采用"
    UNREADABLE = "来件无法读取"
    WRONG_PERIOD = "来件年度或格式不符"
    MISSING = "未报送"
    IN_UNLISTED_TOTAL = "由合计包含，未能逐一核对"
    IN_TOTAL = "由上级合计报送"
    FILED = "已报送"

    @property
    def counted(self) -> bool:
        """Whether the unit's figures are in the sum."""
        return self in (State.FILED, State.IN_TOTAL, State.IN_UNLISTED_TOTAL)


class Status(Word):
    """What became of a file; every file has exactly one status."""

    TAKEN = "已汇总"
    DIFFERENCE = "只作对照"
    DUPLICATE = "重复"
    SUPERSEDED = "未选用"
    CONFLICT = "版本冲突"
    REFUSED = "未采用"
    WRONG_PERIOD = "年度或格式不符"
    OUTSIDE = "不在范围"
    UNKNOWN = "名册外"
    UNDECIDED = "待确定"
    UNREADABLE = "无法读取"
    NOT_A_WORKBOOK = "不是工作簿"
    EARLIER_ROLL_UP = "已有的汇总结果"


LOCK = "FILE-LOCK"
"""The code of what Excel leaves beside a workbook that is open; nobody has sent it."""


def state_after(status: Status) -> State | None:
    """Return where a file of a status leaves its unit; ``None`` if it changes nothing.

    A file that is only compared, a copy or an earlier version stands beside another that counts.
    """
    match status:
        case Status.TAKEN:
            return State.FILED
        case Status.UNDECIDED | Status.CONFLICT | Status.UNKNOWN:
            return State.UNDECIDED
        case Status.REFUSED:
            return State.REFUSED
        case Status.UNREADABLE | Status.NOT_A_WORKBOOK:
            return State.UNREADABLE
        case Status.WRONG_PERIOD:
            return State.WRONG_PERIOD
        case (
            Status.DIFFERENCE
            | Status.DUPLICATE
            | Status.SUPERSEDED
            | Status.OUTSIDE
            | Status.EARLIER_ROLL_UP
        ):
            return None
        case _:
            assert_never(status)
