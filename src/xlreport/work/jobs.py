"""What workers can be asked to do: the function of each job, by its name.

The functions stand with the rest of their subject, in packages that build upon this one, and
are imported by the worker when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class Job(Protocol):
    """What is done with one foreign file."""

    def __call__(
        self, path: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
    ) -> tuple[Any, bytes]:
        """Return what JSON can hold, and bytes.

        :param path: the file.
        :param arguments: what else the job has to know, from JSON.
        :param body: bytes that go with them.
        :param overlays: the local overlays and forms in use.
        :raises UserError: if the file, or what was asked, is to blame.
        """


JOBS = {
    "look": "xlreport.work.opening:names_job",
    "digests": "xlreport.work.opening:digests_job",
    "read": "xlreport.work.reading:reading_job",
    "texts": "xlreport.work.reading:texts_job",
    "judge": "xlreport.work.second_judgement:judging_job",
    "fill": "xlreport.publish.jobs:fill_job",
    "draw": "xlreport.publish.jobs:draw_job",
    "import": "xlreport.publish.intake:import_job",
    "mark": "xlreport.mark:mark_job",
    "listed": "xlreport.consolidation.incoming.listed:listed_job",
    "earlier": "xlreport.consolidation.earlier.rerun:earlier_job",
    "roster": "xlreport.consolidation.units.roster_file:rows_job",
}
