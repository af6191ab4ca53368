"""Which files a roll-up may not write over, besides workbooks: its inputs, and foreign data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xlreport.files import refuse_to_replace

_PARQUET = b"PAR1"
_COLUMNS = (b"unit_code", b"unit_name", b"sha256")
_TAIL = 1 << 20


def demand_free(
    output: Path, facts: Path | None, *, inputs: Iterable[Path], force: bool = False
) -> None:
    """Make sure that no output is one of the files named, and that facts replace facts only.

    What the workbooks of a roll-up may replace is told by what an earlier run has left.

    :raises WouldReplace: if a file would be lost.
    """
    inputs = list(inputs)
    refuse_to_replace(output, inputs=inputs, kept=lambda _: "", force=force)
    if facts is not None:
        refuse_to_replace(facts, inputs=inputs, kept=_why_no_facts, force=force)


def _why_no_facts(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(len(_PARQUET)) == _PARQUET
        size = file.seek(0, 2)
        file.seek(size - min(size, _TAIL))
        tail = file.read()
    is_ours = begins and tail.endswith(_PARQUET) and all(name in tail for name in _COLUMNS)
    return "" if is_ours else "并且不是本程序写出的数据文件"
