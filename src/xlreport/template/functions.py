"""The worksheet functions that the add-in offers: what a clerk reads about each.

Names are ASCII, because VBA names are; everything that is shown is Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Naming(Enum):
    """What of a form a function is given the name of."""

    CELL = auto()
    LAST = auto()
    """A cell of last year's report that some rule looks at."""
    CLAUSE = auto()


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function: its name, what it does, its arguments with help, an example.

    Where it ``names`` something of the form, ``sample`` is what example and help name.
    """

    name: str
    summary: str
    arguments: dict[str, str]
    example: str
    optional: frozenset[str] = frozenset({"area"})
    names: Naming | None = None
    sample: str = ""

    @property
    def reads(self) -> bool:
        """Whether it reads the workbook that it stands in, and so is told its cell."""
        return "area" in self.arguments

    @property
    def signature(self) -> str:
        """The declaration of the arguments in VBA."""
        return ", ".join(f"{'Optional ' * (n in self.optional)}{n}" for n in self.arguments)


_AREA = "可不填；填一个区域，则该区域改动时重新计算"

FUNCTIONS = (
    Function(
        "xlreport_value",
        "按指标代码取本年的数。",
        {"key": "指标代码，例如 applications.new.natural", "area": _AREA},
        '=xlreport_value("applications.new.natural")',
        names=Naming.CELL,
        sample="applications.new.natural",
    ),
    Function(
        "xlreport_last",
        "按指标代码取上年的数（来自“上年数据”）。",
        {"key": "指标代码，例如 applications.carried_out.natural", "area": _AREA},
        '=xlreport_last("applications.carried_out.natural")',
        names=Naming.LAST,
        sample="applications.carried_out.natural",
    ),
    Function(
        "xlreport_difference",
        "求一条勾稽关系左右两边之差；相符为 0，未能核对为空。",
        {"clause": "规则代码，例如 T3-BAL[natural]", "area": _AREA},
        '=xlreport_difference("T3-BAL[natural]")',
        names=Naming.CLAUSE,
        sample="T3-BAL[natural]",
    ),
    Function(
        "xlreport_findings",
        "列出全部问题：要求、工作表、单元格、问题在哪里、怎么办。",
        {"area": _AREA},
        "=xlreport_findings()",
    ),
    Function(
        "xlreport_prose_findings",
        "列出文字部分的问题，包括文字中的数与表中的数不一致。",
        {"area": _AREA},
        "=xlreport_prose_findings()",
    ),
    Function(
        "xlreport_number",
        "把写成文字的数变成数字：全角数字、千分号、中文数字、万元都认得。",
        {
            "text": "文字，例如 １，２３４件、17.3581万元、一百二十",
            "unit": "可不填；计量单位，例如 元、件",
        },
        '=xlreport_number("17.3581万元","元")',
        frozenset({"unit"}),
    ),
)
