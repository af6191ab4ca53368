"""``xlreport return``: answers to all units that have something to mend, in one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Force
from xlreport.cli.output import answer, say

if TYPE_CHECKING:
    from xlreport.consolidation.incoming.intake import Intake
    from xlreport.consolidation.replies.give_back import Returned
    from xlreport.sheets.reader import OwnBook


def return_command(
    city: Annotated[Path, Parameter(name="汇总簿", help="汇总生成的工作簿（最上一级的）。")],
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件夹。")],
    confirm: Annotated[
        bool, Parameter(help="确认汇总设置中工作簿文件夹以外的文件是自己填的，并记在本机。")
    ] = False,
    as_json: AsJson = False,
    force: Force = False,
) -> int:
    """Write for each unit that has something to mend a marked copy and a message."""
    from xlreport.cli.progress import progress
    from xlreport.cli.taking_in import taken_in
    from xlreport.consolidation.earlier.settings import confirmed_settings
    from xlreport.consolidation.replies.give_back import give_back
    from xlreport.consolidation.sums.tree import placed_of
    from xlreport.reading import Refused
    from xlreport.sheets.reader import OwnBook

    if city.suffix.lower() not in (".xlsx", ".xlsm") or not city.is_file():
        raise Failure(f"没有“{city}”这个汇总簿。")
    try:
        book = OwnBook.open(city)
        settings = confirmed_settings(book, confirm=confirm)
    except Refused as error:
        raise Failure(f"[{error.code}] {error}") from error
    _demand_outside(output, settings.sources)
    _, intake = taken_in(settings, city)
    if intake.edition is None:
        raise Failure("没有一份报表可以读取，没有写出文件。")
    plan = placed_of(intake)
    with progress("生成退回件", 0) as advance:
        done = give_back(intake, plan, output, force=force, progress=advance)
    changed = _changed(book, intake)
    return answer(
        exit_code(to_do=changed or bool(done.unmarked)),
        lambda: {"folder": str(output), "changed": changed, **done.as_dict()},
        lambda: _print(done, output, changed=changed),
        as_json=as_json,
    )


def _demand_outside(output: Path, sources: tuple[Path, ...]) -> None:
    """Refuse a folder among what was received: the answers would be taken for reports.

    :raises Failure: if it is one.
    """
    if output.exists() and not output.is_dir():
        raise Failure(f"“{output}”不是文件夹，请另写一个。")
    mine = output.resolve()
    for source in sources:
        folder = source.resolve()
        if folder.is_dir() and mine.is_relative_to(folder):
            raise Failure(f"退回件不能写在放报表的文件夹“{source}”里，请另写一个文件夹。")


def _changed(book: OwnBook, intake: Intake) -> bool:
    """Tell whether other files are there now than when the workbook was made."""
    from xlreport.sheets.received import read_received

    listed = {each.digest for each in read_received(book) if each.digest}
    return listed != {filing.digest for filing in intake.filings if filing.digest}


def _print(done: Returned, output: Path, *, changed: bool) -> None:
    for reply, folder, files in done.folders:
        names = "、".join(path.name for path in files)
        say(f"{reply.name}（{reply.state}）：{folder.relative_to(output)}（{names}）")
    for path, why in done.unmarked:
        say(f"没有标注副本 {path.name}：{why}")
    for path in done.stale:
        say(f"“{path}”是上次生成的，该单位现在没有要改的，不要再发。")
    if changed:
        say("收到的文件与汇总时不同，以上按现在的文件；请重新汇总。")
    if done.folders or done.lists:
        lists = f"，{len(done.lists)} 份名单" if done.lists else ""
        say(f"已在 {output} 生成 {len(done.folders)} 个单位的退回件{lists}。")
    else:
        say("没有要退回的，没有写出文件。")
