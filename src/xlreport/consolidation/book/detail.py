"""The rows of 明细 that the parts of a roll-up make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.url import Url

from xlreport.consolidation.figures import Quanta
from xlreport.consolidation.incoming.days import time_shown
from xlreport.consolidation.sums.tree import RollUp, RollUpRow
from xlreport.consolidation.units.workbook_links import WorkbookLinks
from xlreport.quantity import QUANTA_PER_UNIT
from xlreport.sheets.detail import Drawn, origin_of_sum
from xlreport.sheets.links import link_to_file


def detail_rows(roll_up: RollUp, links: WorkbookLinks) -> Iterator[Drawn]:
    """Yield the row of each part of a roll-up, in their order.

    :param links: where the workbooks lie to which the rows lead.
    """
    cells = len(roll_up.report.edition.cells)
    for part in roll_up.parts:
        numbers = _numbers(part.vector.quanta[:cells])
        gaps = part.vector.missing[:cells].tolist()
        answers = part.filing.answers if part.filing else {}
        yield Drawn(part.unit, *_origin(part), numbers, gaps, answers, _link(part, links))


def _numbers(quanta: Quanta) -> Sequence[float]:
    """Return numbers as a sheet has them; whole ones are written faster."""
    whole = not (quanta % QUANTA_PER_UNIT).any()
    numbers: list[float] = (
        quanta // QUANTA_PER_UNIT if whole else quanta / QUANTA_PER_UNIT
    ).tolist()
    return numbers


def _origin(part: RollUpRow) -> tuple[str, str, str]:
    """Return where a row's figures came from: file, time, digest."""
    if part.filing is None:
        return origin_of_sum(part.reports), "", ""
    return part.filing.path.name, time_shown(part.filing.modified), part.filing.digest


def _link(part: RollUpRow, links: WorkbookLinks) -> Url | None:
    if part.filing is not None:
        return link_to_file(part.filing.path, links.folder)
    return links.link_to(part.below.holder) if part.below else None
