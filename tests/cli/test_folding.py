"""Tables fold what is long, and cut nothing."""

from __future__ import annotations

import io

from rich.console import Console

from xlreport.cli.explain import table_of
from xlreport.consolidation.explain import Contribution
from xlreport.report import Unit


def test_a_long_entry_of_a_register_is_folded_and_not_cut() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(150))
    part = Contribution(Unit("示例局", "1"), text, "1.xlsx", "", "")
    out = io.StringIO()
    Console(file=out, width=80).print(table_of([part]))
    assert set(text) <= set(out.getvalue())
