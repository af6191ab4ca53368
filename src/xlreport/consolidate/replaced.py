"""Which files in the places of a roll-up's workbooks it may replace: earlier ones of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlreport.files import refuse_to_replace
from xlreport.read import Refused
from xlreport.report import ReportKind
from xlreport.work.reading import isolated

_PARQUET = b"PAR1"
_COLUMNS = (b"unit_code", b"unit_name", b"sha256")
_TAIL = 1 << 20


def demand_own_book(
    path: Path,
    *,
    inputs: Iterable[Path] = (),
    year: int = 0,
    overlays: Sequence[Path] = (),
    force: bool = False,
) -> None:
    """Make sure that what is in the place of a roll-up's workbook is an earlier one of it.

    :param year: the year of the roll-up, 0 if it is not known yet.
    :raises WouldReplace: if it is a report that somebody filed, of another year, or no roll-up.
    """

    def why(at: Path) -> str:
        (old,) = isolated([at], overlays)
        if isinstance(old, Refused):
            return f"并且不能确定它是以前的汇总簿（{old.reason}）"
        if old.kind is not ReportKind.CONSOLIDATED:
            return f"是“{old.unit.name}”{old.year} 年度的报表"
        return f"是 {old.year} 年度的汇总簿" if year and old.year != year else ""

    refuse_to_replace(path, inputs=inputs, kept=why, force=force)


def demand_own_facts(path: Path, *, inputs: Iterable[Path] = (), force: bool = False) -> None:
    """Make sure that what is in the place of a file of facts is one.

    :raises WouldReplace: if it is another file.
    """
    refuse_to_replace(path, inputs=inputs, kept=_why_no_facts, force=force)


def _why_no_facts(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(len(_PARQUET)) == _PARQUET
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    is_ours = begins and tail.endswith(_PARQUET) and all(name in tail for name in _COLUMNS)
    return "" if is_ours else "并且不是本程序写出的数据文件"
