"""``xlreport roster``: a blank roster to fill in, and a look at one that is filled."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.tree import Tree

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force

if TYPE_CHECKING:
    from xlreport.consolidation.units.roster import Member, Roster

_WIDE = 10_000
"""Columns where no window says how many there are: more than any line of a roster has."""


def roster_template_command(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    force: Force = False,
) -> int:
    """Write a blank roster."""
    from xlreport.consolidation.units.roster_book import write_roster
    from xlreport.files import refuse_to_replace

    if output.suffix.lower() != ".xlsx":
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    refuse_to_replace(output, force=force)
    write_roster((), output)
    Console(soft_wrap=True, highlight=False).print(f"已生成空白名册 {output}。", markup=False)
    return exit_code()


def roster_show_command(
    roster: Annotated[Path, Parameter(help="名册（.xlsx 或 .csv）。")],
) -> int:
    """Check a roster and show it as a tree."""
    from xlreport.consolidation.units.roster import read_roster

    def grow(tree: Tree, found: Roster, identity: str) -> None:
        for member in found.children.get(identity, ()):
            text = f"{member.name}（{'，'.join(_about(found, member))}）"
            grow(tree.add(text), found, member.identity)

    found = read_roster(roster)
    tree = Tree(f"{roster.name}：共 {len(found.members)} 个单位")
    grow(tree, found, "")
    # A window folds a line that is too long; elsewhere each unit has one, however long.
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDE)
    console.print(tree)
    for doubt in found.doubts:
        text = f"待改正 {doubt.member.name}：{doubt.text}。{doubt.advice}"
        console.print(text, soft_wrap=True)
    return exit_code(to_do=bool(found.doubts))


def _about(roster: Roster, member: Member) -> Iterator[str]:
    """Yield what the roster says of a member, and the level that follows from it."""
    from xlreport.consolidation.units.levels import level_of
    from xlreport.consolidation.units.roster import UnitKind
    from xlreport.edition import edition_ids, load_edition

    edition = load_edition(edition_ids()[-1])
    yield member.code or "无代码"
    yield member.kind.value
    if member.kind is not UnitKind.VERTICAL:
        level = edition.levels.get(level_of(roster, member, edition))
        how = "" if member.level else "（推定）"
        yield f"{level.label}{how}" if level else "层级不明"
    if not member.in_scope or member.kind is UnitKind.VERTICAL:
        yield "不汇总"
    if member.opened:
        yield f"{member.opened} 设立"
    if member.closed:
        heirs = "、".join(roster.members[heir].name for heir in member.merged_into)
        what = "拆分为" if len(member.merged_into) > 1 else "并入"
        yield f"{member.closed} 撤销" + (f"，{what}{heirs}" if heirs else "")
