"""``xlreport consolidate``: a folder of workbooks -> the workbooks of the levels above."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Level, Overlays, demand_year, make_unit

if TYPE_CHECKING:
    from xlreport.consolidate.intake import Choices, Intake
    from xlreport.consolidate.tree import RollUp

_SHOWN = 20


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
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Sum workbooks into those of the levels above, which can be checked and summed again."""
    from xlreport.work import editions_with, warm

    if year:
        demand_year(year)
    if workers is not None and workers < 1:
        raise Failure(f"--workers 应是 1 以上的整数，现在是 {workers}。")
    if facts is not None and facts.suffix.lower() != ".parquet":
        raise Failure(f"--facts 的文件“{facts}”的扩展名应为 .parquet。")
    if output.suffix.lower() != ".xlsx" and (roster is None or output.suffix):
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    paths = _inputs(sources, output, [*([roster] if roster else []), *previous])
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
    )
    intake = _take_in(paths, choices, output, workers, dask)
    console = Console(highlight=False, soft_wrap=True)
    _tell_left_out(console, intake)
    roll_ups = _rolled_up(intake, unit or output.stem, code, level)
    _write_all(console, roll_ups, intake, output)
    if facts is not None:
        _write_facts(console, intake, facts)
    return _exit_code(intake)


def _take_in(
    paths: Sequence[Path], choices: Choices, output: Path, workers: int | None, dask: str
) -> Intake:
    """Read and sort the files, with what becomes of them on the screen."""
    from xlreport.consolidate.cluster import NoCluster, cluster_reader
    from xlreport.consolidate.intake import take_in
    from xlreport.consolidate.tree import set_aside_totals
    from xlreport.work.ledger import LEAST_FILES, ledger_path

    overlays = choices.overlays
    reader = cluster_reader(dask, overlays) if dask else None
    ledger = ledger_path(output, overlays) if len(paths) >= LEAST_FILES else None
    try:
        with _progress(len(paths)) as progress:
            intake = take_in(
                paths, choices, workers=workers, reader=reader, ledger=ledger, progress=progress
            )
    except NoCluster as error:
        raise Failure(str(error)) from error
    return set_aside_totals(intake)


def _rolled_up(intake: Intake, unit: str, code: str, level: str) -> list[RollUp]:
    """Add up what was taken; the unit is described as the options do."""
    from xlreport.consolidate.tree import roll_up

    if intake.edition is None:
        raise Failure("没有一份报表可以汇总，没有写出文件。")
    try:
        return roll_up(intake, make_unit(intake.edition, unit, code, level))
    except OverflowError as error:
        raise Failure(f"{error}。没有写出文件。") from error


def _write_facts(console: Console, intake: Intake, path: Path) -> None:
    from xlreport.consolidate.facts import write_facts

    count = write_facts(intake, path)
    console.print(f"已写出 {path}：{count} 个单位的数据。", markup=False)


def _inputs(sources: Sequence[Path], output: Path, others: Sequence[Path]) -> list[Path]:
    """Return the files to sum: not the output, nor the roster, nor last year's."""
    from xlreport.consolidate.outputs import without_outputs
    from xlreport.read import real_path, workbooks_in

    folders = [source.resolve() for source in sources if source.is_dir()]
    mine = output.resolve()
    if output.suffix.lower() != ".xlsx" and any(f == mine or mine in f.parents for f in folders):
        raise Failure(f"输出文件夹“{output}”不能就是放报表的文件夹，请另写一个。")
    aside = {path.resolve() for path in others}
    found = dict.fromkeys(without_outputs(workbooks_in(sources), output))
    paths = [p for p in found if not aside or aside.isdisjoint(_and_parents(real_path(p)))]
    if not paths:
        raise Failure("没有找到 Excel 工作簿。")
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
    from xlreport.consolidate.intake import Choices
    from xlreport.consolidate.outputs import earlier_workbooks
    from xlreport.consolidate.previous import read_previous
    from xlreport.consolidate.rerun import read_earlier
    from xlreport.consolidate.roster import RosterError, read_roster

    try:
        members = read_roster(roster) if roster else None
    except RosterError as error:
        raise Failure(str(error)) from error
    last_year = read_previous(previous, overlays) if previous else None
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
    from xlreport.read import real_path

    found = [path for path in paths if real_path(path) == real_path(name)]
    found = found or [path for path in paths if path.name == name.name]
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


def _write_all(console: Console, roll_ups: Sequence[RollUp], intake: Intake, output: Path) -> None:
    from xlreport.check import check
    from xlreport.consolidate.city import write_city
    from xlreport.consolidate.outputs import workbook_paths
    from xlreport.consolidate.rerun import with_cells, with_reasons

    paths = workbook_paths(roll_ups, output)
    olds = [intake.choices.earlier.demand(path, intake.year) for path in paths]
    reports = [
        with_cells(each.report, old) if old else each.report
        for each, old in zip(roll_ups, olds, strict=True)
    ]
    for each, verdict, path, old in zip(roll_ups, check(reports), paths, olds, strict=True):
        kept = with_reasons(verdict, old) if old else verdict
        write_city(each, kept, intake, path, old)
    top, path = roll_ups[-1], paths[-1]
    text = f"已汇总 {top.reports} 份，写入 {path}（{top.unit.name}，{intake.year} 年度）。"
    if len(roll_ups) > 1:
        text += f"另有 {len(roll_ups) - 1} 个下级汇总簿在 {paths[0].parent}。"
    console.print(text, markup=False)


def _tell_left_out(console: Console, intake: Intake) -> None:
    """Say which files were not taken, why, and what to do; a long list is in the workbook."""
    from xlreport.consolidate.filing import Status

    left_out = [f for f in intake.filings if f.status is not Status.TAKEN]
    for filing in left_out[:_SHOWN]:
        name = f"（{filing.unit.name}）" if filing.unit.name else ""
        text = f" {filing.name}{name}：{filing.reason}。{filing.advice}"
        code = f" [{filing.code}]" if filing.code else ""
        console.print(Text.assemble((filing.status.value, "yellow"), (code, "dim"), text))
    if len(left_out) > _SHOWN:
        text = f"……共 {len(left_out)} 份没有汇总，都列在汇总簿中。"
        console.print(text, markup=False)
    queries = sum(filing.open_queries for filing in intake.of(Status.TAKEN))
    if queries:
        console.print(f"有 {queries} 处存疑没有说明，列在“审核问题”的最前面。", markup=False)


def _exit_code(intake: Intake) -> int:
    from xlreport.consolidate.filing import Status

    statuses = {filing.status for filing in intake.filings}
    needs_somebody = {Status.UNREADABLE, Status.REFUSED, Status.CONFLICT, Status.UNKNOWN}
    return exit_code(to_do=bool(statuses & needs_somebody))
