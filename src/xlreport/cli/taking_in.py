"""The first half of a roll-up: from what it is made of to files that are read and sorted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.cli.failure import Failure
from xlreport.cli.last_year import read_last_year
from xlreport.report import Unit

if TYPE_CHECKING:
    from xlreport.consolidation.earlier.settings import Settings
    from xlreport.consolidation.incoming.choices import Choices
    from xlreport.consolidation.incoming.intake import Intake
    from xlreport.consolidation.units.roster import Member, Roster
    from xlreport.consolidation.years.last_year import Previous


def taken_in(
    settings: Settings,
    output: Path,
    *,
    take: Sequence[Path] = (),
    match: Sequence[str] = (),
    facts: Path | None = None,
    workers: int | None = None,
    dask: str = "",
) -> tuple[list[Path], Intake]:
    """Read and sort what came in, with what an earlier run has left at the place of the output.

    :param take: files that a person has chosen; ``match`` says whose files are.
    :param facts: a file that will be written besides, and is no report.
    :param workers: how many processes at most; ``dask`` is a cluster that reads instead.
    :returns: all files found, and what became of them.
    :raises Failure: if the settings lead to nothing, or say what makes no sense.
    """
    from xlreport.edition.load import editions_with
    from xlreport.work import warm
    from xlreport.work.guard import default_workers
    from xlreport.work.opening import opened

    overlays, roster = settings.overlays, settings.roster
    others = [*([roster] if roster else []), *settings.previous, *([facts] if facts else [])]
    found = _inputs(settings.sources, output, others, roster=roster is not None)
    if not dask:
        # While some read, as many others judge texts beside those of the year before.
        times = 2 if settings.previous else 1
        warm(overlays, times * len(found), times * (workers or default_workers()))
    editions_with(overlays)
    paths = opened(found, overlays)
    choices = _choices(settings, output, paths, take, match)
    return paths, _take_in(paths, choices, output, workers, dask)


def _choices(
    settings: Settings,
    output: Path,
    paths: Sequence[Path],
    take: Sequence[Path],
    match: Sequence[str],
) -> Choices:
    """Read what the intake needs besides the files, and return what is decided about it."""
    from xlreport.consolidation.earlier.rerun import read_earlier
    from xlreport.consolidation.incoming.choices import Choices
    from xlreport.consolidation.units.roster import demand_roots, read_roster
    from xlreport.consolidation.years.beside import earlier_workbooks

    overlays, roster = settings.overlays, settings.roster
    members = read_roster(roster) if roster else None
    if members and roster:
        demand_roots(members, roster)
    last = read_last_year(settings.previous, overlays, members) if settings.previous else None
    earlier = read_earlier(earlier_workbooks(output), overlays)
    deadline = _deadline(settings.deadline)
    return Choices(
        overlays=overlays,
        roster=members,
        previous=last,
        reasons=earlier.reasons(),
        earlier=earlier,
        settings=settings,
        year=settings.year,
        year_otherwise=_year_otherwise(deadline, last),
        accept_errors=settings.accept_errors,
        deadline=deadline,
        take=frozenset(_find(name, paths).resolve() for name in take),
        matches=_matches(match, paths, members),
        sources=settings.sources,
        unit=Unit(settings.unit or output.stem, settings.code),
    )


def _year_otherwise(deadline: date | None, last_year: Previous | None) -> int:
    """Return the year to roll up where no file says it: the one that is being reported on."""
    if deadline:
        return deadline.year - 1
    if last_year and last_year.reports:
        return max(report.year for report in last_year.reports) + 1
    return datetime.now(UTC).year - 1


def _take_in(
    paths: Sequence[Path], choices: Choices, output: Path, workers: int | None, dask: str
) -> Intake:
    """Read and sort the files."""
    from xlreport.cli.progress import progress
    from xlreport.consolidation.incoming.intake import take_in
    from xlreport.consolidation.incoming.readers import cluster_reader
    from xlreport.work.ledger import LEAST_FILES, ledger_path

    overlays = choices.overlays
    reader = cluster_reader(dask, overlays) if dask else None
    ledger = ledger_path(output, overlays) if len(paths) >= LEAST_FILES else None
    with progress("读取并校验", len(paths)) as advance:
        return take_in(
            paths, choices, workers=workers, reader=reader, ledger=ledger, progress=advance
        )


def _inputs(
    sources: Sequence[Path], output: Path, others: Sequence[Path], *, roster: bool
) -> list[Path]:
    """Return the files to sort: not the output, nor the roster, nor last year's."""
    from xlreport.consolidation.book.outputs import without_outputs
    from xlreport.reading import files_in, real_path

    if not sources:
        raise Failure("请写明放报表的文件夹或文件。")
    for source in sources:
        if not os.path.lexists(source):
            raise Failure(f"找不到“{source}”，没有写出文件。")
    folders = [source.resolve() for source in sources if source.is_dir()]
    mine = output.resolve()
    if output.suffix.lower() != ".xlsx" and any(f.is_relative_to(mine) for f in folders):
        raise Failure(f"输出文件夹“{output}”不能就是放报表的文件夹，请另写一个。")
    aside = {path.resolve() for path in others}
    found = dict.fromkeys(without_outputs(files_in(sources), output))
    real = ((path, real_path(path)) for path in found) if aside else ()
    within = {path for path, at in real if not aside.isdisjoint((at, *at.parents))}
    paths = [path for path in found if path not in within]
    if not paths and not roster:
        raise Failure("没有找到任何文件，没有写出文件。")
    return paths


def _deadline(text: str) -> date | None:
    from xlreport.dates import parse_day

    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise Failure(f"截止日期“{text}”不对，应写成 2021-01-31 这样。") from error


def _matches(
    pairs: Sequence[str], paths: Sequence[Path], roster: Roster | None
) -> dict[Path, Member]:
    matches: dict[Path, Member] = {}
    for pair in pairs:
        name, _, identity = pair.rpartition("=")
        if not name:
            raise Failure(f"--match 应写成 文件名=代码，现在是“{pair}”。")
        if roster is None or identity not in roster.members:
            raise Failure(f"名册中没有“{identity}”。")
        matches[_find(Path(name), paths).resolve()] = roster.members[identity]
    return matches


def _find(name: Path, paths: Sequence[Path]) -> Path:
    """Return the one file that a person means by its path or by its name alone."""
    from xlreport.files import shown_name
    from xlreport.reading import real_path

    found = [path for path in paths if real_path(path) == real_path(name)]
    found = found or [path for path in paths if name.name in (path.name, shown_name(path))]
    if len(found) != 1:
        why = "收到的文件中没有" if not found else "有几个文件都叫"
        raise Failure(f"{why}“{name}”，请写明路径。")
    return found[0]
