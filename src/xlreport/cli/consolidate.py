"""``xlreport consolidate``: a folder of workbooks -> the workbooks of the levels above."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force, Level, Overlays, demand_year, make_unit
from xlreport.cli.output import print_json
from xlreport.report import Unit

if TYPE_CHECKING:
    from xlreport.consolidate.choices import Choices
    from xlreport.consolidate.intake import Intake
    from xlreport.consolidate.result import Result
    from xlreport.edition import Edition


def consolidate_command(
    *sources: Annotated[Path, Parameter(help="放报表的文件夹，也可以是单个文件。")],
    output: Annotated[
        Path,
        Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）；有名册时也可以是文件夹。"),
    ],
    roster: Annotated[
        Path | None, Parameter(help="名册（.xlsx 或 .csv）：按它逐级汇总，并列出谁没有报送。")
    ] = None,
    unit: Annotated[str, Parameter(help="没有名册时的汇总单位名称；不写则用输出文件名。")] = "",
    code: Annotated[str, Parameter(help="没有名册时的汇总单位代码。")] = "",
    level: Level = "",
    year: Annotated[int, Parameter(help="汇总哪一年；不写则取多数文件的年度。")] = 0,
    previous: Annotated[
        list[Path], Parameter(help="上一年度的汇总簿、文件夹或单个文件，用于核对年度衔接。")
    ] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    deadline: Annotated[str, Parameter(help="报送截止日期，如 2021-01-31；晚于它的算迟报。")] = "",
    take: Annotated[
        list[Path], Parameter(help="同一单位有几个版本时，采用这个文件；可以写多个。")
    ] = [],  # noqa: B006
    match: Annotated[
        list[str], Parameter(help="确认某个文件是名册上的哪个单位：文件名=代码；可以写多个。")
    ] = [],  # noqa: B006
    accept_errors: Annotated[
        bool, Parameter(help="有错误的报表也汇总进来（缺的数仍然缺）。")
    ] = False,
    workers: Annotated[int | None, Parameter(help="用几个进程读文件；不写则用全部处理器。")] = None,
    facts: Annotated[
        Path | None, Parameter(help="另存各单位全部数据（.parquet），供其他程序使用。")
    ] = None,
    dask: Annotated[
        str, Parameter(help="用 dask 集群读文件：调度器地址，如 tcp://10.0.0.5:8786。")
    ] = "",
    as_json: Annotated[
        bool, Parameter(name="--json", help="在标准输出上输出 JSON，供其他程序使用。")
    ] = False,
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Sum workbooks into those of the levels above, which can be checked and summed again."""
    from xlreport.cli.consolidated import tell, tell_nothing_taken
    from xlreport.consolidate.conservation import Contradiction
    from xlreport.consolidate.replaced import demand_free
    from xlreport.consolidate.result import contradicted
    from xlreport.work import editions_with, warm

    if year:
        demand_year(year)
    if workers is not None and workers < 1:
        raise Failure(f"--workers 应是 1 以上的整数，现在是 {workers}。")
    if facts is not None and facts.suffix.lower() != ".parquet":
        raise Failure(f"--facts 的文件“{facts}”的扩展名应为 .parquet。")
    if output.suffix.lower() != ".xlsx" and (roster is None or output.suffix):
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    named = [*(source for source in sources if not source.is_dir()), *previous, *overlay]
    demand_free(output, facts, inputs=[*named, *([roster] if roster else [])], force=force)
    others = [*([roster] if roster else []), *previous, *([facts] if facts else [])]
    paths = _inputs(sources, output, others, roster=roster is not None)
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
    choices = replace(choices, year_otherwise=_year_otherwise(choices))
    intake = _take_in(paths, choices, output, workers, dask)
    # What programs read is all that goes to the standard output.
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    try:
        result = _rolled_up(
            paths, intake, lambda e: make_unit(e, unit or output.stem, code, level), output
        )
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
    from xlreport.consolidate.cluster import NoCluster, cluster_reader
    from xlreport.consolidate.intake import take_in
    from xlreport.work.ledger import LEAST_FILES, ledger_path

    overlays = choices.overlays
    reader = cluster_reader(dask, overlays) if dask else None
    ledger = ledger_path(output, overlays) if len(paths) >= LEAST_FILES else None
    try:
        with _progress(len(paths)) as progress:
            return take_in(
                paths, choices, workers=workers, reader=reader, ledger=ledger, progress=progress
            )
    except NoCluster as error:
        raise Failure(str(error)) from error


def _rolled_up(
    paths: Sequence[Path], intake: Intake, unit: Callable[[Edition], Unit], output: Path
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
    roll_ups = roll_up(intake, plan, unit(intake.edition))
    demand_conservation(paths, intake, plan, roll_ups)
    targets = workbook_paths(roll_ups, output)
    olds = [intake.choices.earlier.demand(path, intake.year) for path in targets]
    reports = [
        with_cells(each.report, old) if old else each.report
        for each, old in zip(roll_ups, olds, strict=True)
    ]
    verdicts = [
        with_carried_reasons(with_reasons(verdict, old) if old else verdict, summed, intake)
        for verdict, old, summed in zip(check(reports), olds, roll_ups, strict=True)
    ]
    return Result(intake, plan, tuple(roll_ups), tuple(verdicts), tuple(targets), tuple(olds))


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


@contextmanager
def _progress(files: int) -> Iterator[Callable[[int], object]]:
    """Show on a terminal how many files have been read; elsewhere say nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield int
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("读取并校验"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=files)
        yield lambda count: bar.advance(task, count)


def _write_all(result: Result) -> None:
    from xlreport.consolidate.city import write_city

    rows = zip(result.roll_ups, result.verdicts, result.paths, result.olds, strict=True)
    for roll_up, verdict, path, old in rows:
        write_city(roll_up, verdict, result.intake, result.plan, path, old)
