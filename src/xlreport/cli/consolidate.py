"""``xlreport consolidate``: a folder of workbooks -> the workbooks of the levels above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from xlreport.cli.checked import print_left_out
from xlreport.cli.consolidate_options import (
    AcceptErrors,
    Beside,
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
from xlreport.cli.options import AsJson, Force, Level, Overlays, demand_year, make_unit
from xlreport.cli.output import print_json
from xlreport.consolidation.years.beside import WORKBOOKS, beside_open
from xlreport.errors import Contradiction
from xlreport.report import Unit

if TYPE_CHECKING:
    from xlreport.consolidation.earlier.rerun import OldBook
    from xlreport.consolidation.incoming.intake import Intake
    from xlreport.consolidation.result import Result


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
    beside: Beside = False,
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Sum workbooks into those of the levels above, which can be checked and summed again."""
    from xlreport.cli.taking_in import taken_in
    from xlreport.consolidation.earlier.replaced import demand_free
    from xlreport.consolidation.earlier.settings import Settings

    _demand_sense(year, workers, facts, output, roster)
    others = [*([roster] if roster else []), *previous]
    named = [*(source for source in sources if not source.is_dir()), *others, *overlay]
    demand_free(output, facts, inputs=named, force=force)
    settings = Settings(
        sources=tuple(sources),
        roster=roster,
        previous=tuple(previous),
        overlays=tuple(overlay),
        deadline=deadline,
        year=year,
        unit=unit,
        code=code,
        level=level,
        accept_errors=accept_errors,
    )
    paths, intake = taken_in(
        settings, output, take=take, match=match, facts=facts, workers=workers, dask=dask
    )
    written = beside_open(output) if beside and output.suffix.lower() in WORKBOOKS else output
    return _ended(paths, intake, output, written, facts, as_json=as_json, force=force)


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
    if facts is not None:
        from xlreport.consolidation.facts import demand_writer

        demand_writer()
    if output.suffix.lower() not in WORKBOOKS and (roster is None or output.suffix):
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx；要带按钮的，用 .xlsm。")


def _ended(
    paths: Sequence[Path],
    intake: Intake,
    output: Path,
    written: Path,
    facts: Path | None,
    *,
    as_json: bool,
    force: bool,
) -> int:
    """Write and tell what comes of an intake; return the exit code.

    :param written: where the workbook of the highest unit goes, beside the output if that is open.
    """
    from xlreport.cli.consolidated import lines_of, untaken_lines
    from xlreport.consolidation.result import nothing_made

    # What programs read is all that goes to the standard output.
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    try:
        intake.second.begin()
        result = _rolled_up(paths, intake, output, force=force)
        result = replace(result, elsewhere={output: written})
        _write_all(result)
    except Contradiction as error:
        if as_json:
            code = exit_code(contradicted=True)
            print_json(nothing_made(code, intake, str(error), error.found))
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        raise
    except Failure as error:
        for line in untaken_lines(intake):
            console.print(line, markup=False)
        if as_json:
            print_json(nothing_made(exit_code(made=False), intake, str(error)))
        raise
    if intake.second.left_out:
        print_left_out(intake.second.left_out)
    _remember(result)
    for line in lines_of(result, output):
        console.print(line, markup=False)
    if facts is not None:
        from xlreport.consolidation.facts import write_facts

        count = write_facts(intake, facts)
        console.print(f"已写出 {facts}：{count} 个单位的数据。", markup=False)
    ended = exit_code(to_do=result.asks)
    if as_json:
        print_json(result.as_dict(ended))
    return ended


def _rolled_up(paths: Sequence[Path], intake: Intake, output: Path, *, force: bool) -> Result:
    """Place and add up what was taken, and see that nothing is lost or doubled."""
    from xlreport.checking import check
    from xlreport.consolidation.book.completeness import interim
    from xlreport.consolidation.book.open_files import OpenFiles
    from xlreport.consolidation.book.outputs import workbook_paths
    from xlreport.consolidation.earlier.rerun import with_cells, with_reasons
    from xlreport.consolidation.result import Result
    from xlreport.consolidation.sums.carried_reasons import with_carried_reasons
    from xlreport.consolidation.sums.conservation import demand_conservation
    from xlreport.consolidation.sums.tree import placed_of, roll_up

    if intake.edition is None:
        raise Failure("没有一份报表可以汇总，没有写出文件。")
    plan = placed_of(intake)
    unit = intake.choices.unit
    whole = make_unit(intake.edition, unit.name, unit.code, intake.choices.settings.level)
    roll_ups = roll_up(intake, plan, whole)
    demand_conservation(paths, intake, plan, roll_ups)
    targets = workbook_paths(roll_ups, output)
    open_files = OpenFiles(intake, plan)
    olds = [
        _old(each.unit, path, intake, force=force)
        for each, path in zip(roll_ups, targets, strict=True)
    ]
    reports = [
        replace(
            with_cells(each.report, old) if old else each.report,
            interim=interim(each, open_files),
        )
        for each, old in zip(roll_ups, olds, strict=True)
    ]
    verdicts = [
        with_carried_reasons(with_reasons(verdict, old) if old else verdict, summed, intake)
        for verdict, old, summed in zip(check(reports), olds, roll_ups, strict=True)
    ]
    return Result(open_files, tuple(roll_ups), tuple(verdicts), tuple(targets), tuple(olds))


def _old(unit: Unit, path: Path, intake: Intake, *, force: bool) -> OldBook | None:
    """Return the workbook that a new one replaces, if what was written into it is to be kept."""
    choices = intake.choices
    folders = {source.resolve() for source in choices.sources}
    received = not folders.isdisjoint(path.resolve().parents)
    old = choices.earlier.demand(path, intake.year, unit if received and not force else None)
    if not force:
        choices.earlier.demand_no_foreign(path)
    is_stranger = received and old is not None and old.is_of_another(unit)
    return None if is_stranger else old


def _write_all(result: Result) -> None:
    from xlreport.consolidation.book.city import write_city

    rows = zip(result.roll_ups, result.verdicts, result.written, result.olds, strict=True)
    books = {each.holder: path for each, path in zip(result.roll_ups, result.paths, strict=True)}
    for roll_up, verdict, path, old in rows:
        below = result.open_below(roll_up)
        write_city(roll_up, verdict, result.open_files, path, old, books, below)


def _remember(result: Result) -> None:
    """Keep on this machine what the workbooks may not say of where their files are."""
    for roll_up, path in zip(result.roll_ups, result.paths, strict=True):
        if roll_up.is_top:
            result.intake.choices.settings.remember(path)
