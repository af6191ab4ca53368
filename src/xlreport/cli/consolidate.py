"""``xlreport consolidate``: a folder of workbooks -> the workbooks of the levels above."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from xlreport.cli.consolidate_options import (
    AcceptErrors,
    AsJson,
    Cluster,
    Deadline,
    FactsFile,
    Match,
    Output,
    PreviousYear,
    RosterFile,
    Source,
    Take,
    UnitCode,
    UnitName,
    Workers,
    Year,
)
from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force, Level, Overlays, demand_year, make_unit
from xlreport.cli.output import print_json
from xlreport.report import Unit

if TYPE_CHECKING:
    from xlreport.consolidate.choices import Choices
    from xlreport.consolidate.intake import Intake
    from xlreport.consolidate.rerun import OldBook
    from xlreport.consolidate.result import Result


def consolidate_command(
    *sources: Source,
    output: Output,
    roster: RosterFile = None,
    unit: UnitName = "",
    code: UnitCode = "",
    level: Level = "",
    year: Year = 0,
    previous: PreviousYear = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    deadline: Deadline = "",
    take: Take = [],  # noqa: B006
    match: Match = [],  # noqa: B006
    accept_errors: AcceptErrors = False,
    workers: Workers = None,
    facts: FactsFile = None,
    dask: Cluster = "",
    as_json: AsJson = False,
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Sum workbooks into those of the levels above, which can be checked and summed again."""
    from xlreport.consolidate.replaced import demand_free
    from xlreport.work import editions_with, warm

    _demand_sense(year, workers, facts, output, roster)
    others = [*([roster] if roster else []), *previous]
    named = [*(source for source in sources if not source.is_dir()), *others, *overlay]
    demand_free(output, facts, inputs=named, force=force)
    aside = [*others, *([facts] if facts else [])]
    paths = _inputs(sources, output, aside, roster=roster is not None)
    if not dask:
        warm(overlay, len(paths), workers)
    editions_with(overlay)
    choices = _choices(roster, previous, overlay, output)
    choices = replace(
        choices,
        year=year,
        accept_errors=accept_errors,
        deadline=_deadline(deadline),
        take=_taken_by_hand(take, paths),
        matches=_matches(match, paths, choices),
        sources=tuple(sources),
        unit=Unit(unit or output.stem, code),
    )
    intake = _take_in(paths, choices, output, workers, dask)
    return _ended(paths, intake, output, level, facts, as_json=as_json, force=force)


def _demand_sense(
    year: int, workers: int | None, facts: Path | None, output: Path, roster: Path | None
) -> None:
    """Refuse options that mean nothing.

    :raises Failure: if one does.
    """
    if year:
        demand_year(year)
    if workers is not None and workers < 1:
        raise Failure(f"--workers 应是 1 以上的整数，现在是 {workers}。")
    if facts is not None and facts.suffix.lower() != ".parquet":
        raise Failure(f"--facts 的文件“{facts}”的扩展名应为 .parquet。")
    if output.suffix.lower() != ".xlsx" and (roster is None or output.suffix):
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")


def _ended(
    paths: Sequence[Path],
    intake: Intake,
    output: Path,
    level: str,
    facts: Path | None,
    *,
    as_json: bool,
    force: bool,
) -> int:
    """Write and tell what comes of an intake; return the exit code."""
    from xlreport.cli.consolidated import tell, tell_nothing_taken
    from xlreport.consolidate.conservation import Contradiction
    from xlreport.consolidate.result import contradicted

    # What programs read is all that goes to the standard output.
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    try:
        result = _rolled_up(paths, intake, output, level, force=force)
    except Contradiction as error:
        if as_json:
            print_json(contradicted(exit_code(contradicted=True), error.found, intake))
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        raise
    except Failure:
        tell_nothing_taken(console, intake)
        raise
    _write_all(result)
    tell(console, result)
    if facts is not None:
        _write_facts(console, intake, facts)
    ended = exit_code(to_do=result.asks)
    if as_json:
        print_json(result.as_dict(ended))
    return ended


def _year_otherwise(choices: Choices) -> int:
    """Return the year to roll up where no file says it: the one that is being reported on."""
    if choices.deadline:
        return choices.deadline.year - 1
    if choices.previous and choices.previous.reports:
        return max(report.year for report in choices.previous.reports) + 1
    return datetime.now(UTC).year - 1


def _take_in(
    paths: Sequence[Path], choices: Choices, output: Path, workers: int | None, dask: str
) -> Intake:
    """Read and sort the files."""
    from xlreport.cli.progress import progress
    from xlreport.consolidate.cluster import NoCluster, cluster_reader
    from xlreport.consolidate.intake import take_in
    from xlreport.work.ledger import LEAST_FILES, ledger_path

    choices = replace(choices, year_otherwise=_year_otherwise(choices))
    overlays = choices.overlays
    reader = cluster_reader(dask, overlays) if dask else None
    ledger = ledger_path(output, overlays) if len(paths) >= LEAST_FILES else None
    try:
        with progress("读取并校验", len(paths)) as advance:
            return take_in(
                paths, choices, workers=workers, reader=reader, ledger=ledger, progress=advance
            )
    except NoCluster as error:
        raise Failure(str(error)) from error


def _rolled_up(
    paths: Sequence[Path], intake: Intake, output: Path, level: str, *, force: bool
) -> Result:
    """Place and add up what was taken, and see that nothing is lost or doubled."""
    from xlreport.check import check
    from xlreport.consolidate.carried_reasons import with_carried_reasons
    from xlreport.consolidate.conservation import demand_conservation
    from xlreport.consolidate.outputs import workbook_paths
    from xlreport.consolidate.rerun import with_cells, with_reasons
    from xlreport.consolidate.result import Result
    from xlreport.consolidate.tree import placed_of, roll_up

    if intake.edition is None:
        raise Failure("没有一份报表可以汇总，没有写出文件。")
    plan = placed_of(intake)
    unit = intake.choices.unit
    whole = make_unit(intake.edition, unit.name, unit.code, level)
    roll_ups = roll_up(intake, plan, whole)
    demand_conservation(paths, intake, plan, roll_ups)
    targets = workbook_paths(roll_ups, output)
    olds = [
        _old(each.unit, path, intake, force=force)
        for each, path in zip(roll_ups, targets, strict=True)
    ]
    reports = [
        with_cells(each.report, old) if old else each.report
        for each, old in zip(roll_ups, olds, strict=True)
    ]
    verdicts = [
        with_carried_reasons(with_reasons(verdict, old) if old else verdict, summed, intake)
        for verdict, old, summed in zip(check(reports), olds, roll_ups, strict=True)
    ]
    return Result(intake, plan, tuple(roll_ups), tuple(verdicts), tuple(targets), tuple(olds))


def _old(unit: Unit, path: Path, intake: Intake, *, force: bool) -> OldBook | None:
    """Return the workbook that a new one replaces, if what was written into it is to be kept."""
    choices = intake.choices
    folders = {source.resolve() for source in choices.sources}
    received = not folders.isdisjoint(path.resolve().parents)
    old = choices.earlier.demand(path, intake.year, unit if received and not force else None)
    is_stranger = received and old is not None and old.is_of_another(unit)
    return None if is_stranger else old


def _write_facts(console: Console, intake: Intake, path: Path) -> None:
    from xlreport.consolidate.facts import write_facts

    count = write_facts(intake, path)
    console.print(f"已写出 {path}：{count} 个单位的数据。", markup=False)


def _inputs(
    sources: Sequence[Path], output: Path, others: Sequence[Path], *, roster: bool
) -> list[Path]:
    """Return the files to sort: not the output, nor the roster, nor last year's."""
    from xlreport.consolidate.outputs import without_outputs
    from xlreport.read import files_in, real_path

    if not sources:
        raise Failure("请写明放报表的文件夹或文件。")
    for source in sources:
        if not os.path.lexists(source):
            raise Failure(f"找不到“{source}”，没有写出文件。")
    folders = [source.resolve() for source in sources if source.is_dir()]
    mine = output.resolve()
    if output.suffix.lower() != ".xlsx" and any(f == mine or mine in f.parents for f in folders):
        raise Failure(f"输出文件夹“{output}”不能就是放报表的文件夹，请另写一个。")
    aside = {path.resolve() for path in others}
    found = dict.fromkeys(without_outputs(files_in(sources), output))
    paths = [p for p in found if not aside or aside.isdisjoint(_and_parents(real_path(p)))]
    if not paths and not roster:
        raise Failure("没有找到任何文件，没有写出文件。")
    return paths


def _and_parents(path: Path) -> tuple[Path, ...]:
    return (path, *path.parents)


def _choices(
    roster: Path | None,
    previous: Sequence[Path],
    overlays: Sequence[Path],
    output: Path,
) -> Choices:
    """Read what the intake needs besides the files."""
    from xlreport.consolidate.beside import earlier_workbooks
    from xlreport.consolidate.choices import Choices
    from xlreport.consolidate.previous import read_previous
    from xlreport.consolidate.rerun import read_earlier
    from xlreport.consolidate.roster import RosterError, demand_roots, read_roster

    try:
        members = read_roster(roster) if roster else None
        if members and roster:
            demand_roots(members, roster)
    except RosterError as error:
        raise Failure(str(error)) from error
    last_year = read_previous(previous, overlays, members) if previous else None
    if last_year and last_year.refused:
        raise Failure("\n".join(f"上年数据 {error}" for error in last_year.refused))
    earlier = read_earlier(earlier_workbooks(output), overlays)
    return Choices(
        overlays=tuple(overlays),
        roster=members,
        previous=last_year,
        reasons=earlier.reasons(),
        earlier=earlier,
    )


def _deadline(text: str) -> date | None:
    from xlreport.dates import parse_day

    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise Failure(f"截止日期“{text}”不对，应写成 2021-01-31 这样。") from error


def _taken_by_hand(take: Sequence[Path], paths: Sequence[Path]) -> frozenset[Path]:
    """Return the files that a person chose, named by path or by name alone."""
    return frozenset(_find(name, paths).resolve() for name in take)


def _matches(pairs: Sequence[str], paths: Sequence[Path], choices: Choices) -> dict[Path, str]:
    matches: dict[Path, str] = {}
    for pair in pairs:
        name, _, identity = pair.rpartition("=")
        if not name:
            raise Failure(f"--match 应写成 文件名=代码，现在是“{pair}”。")
        if choices.roster is None or identity not in choices.roster.members:
            raise Failure(f"名册中没有“{identity}”。")
        matches[_find(Path(name), paths).resolve()] = identity
    return matches


def _find(name: Path, paths: Sequence[Path]) -> Path:
    """Return the one file that is meant."""
    from xlreport.files import shown_name
    from xlreport.read import real_path

    found = [path for path in paths if real_path(path) == real_path(name)]
    found = found or [path for path in paths if name.name in (path.name, shown_name(path))]
    if len(found) != 1:
        why = "收到的文件中没有" if not found else "有几个文件都叫"
        raise Failure(f"{why}“{name}”，请写明路径。")
    return found[0]


def _write_all(result: Result) -> None:
    from xlreport.consolidate.city import write_city

    rows = zip(result.roll_ups, result.verdicts, result.paths, result.olds, strict=True)
    books = {each.holder: path for each, path in zip(result.roll_ups, result.paths, strict=True)}
    for roll_up, verdict, path, old in rows:
        write_city(roll_up, verdict, result.intake, result.plan, path, old, books)
