"""``xlreport roster``: a blank roster to fill in, and a look at one that is filled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.tree import Tree

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import Force


def roster_template_command(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    force: Force = False,
) -> int:
    """Write a blank roster."""
    from xlreport.consolidate.roster import write_roster
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
    from xlreport.consolidate.roster import Roster, RosterError, read_roster

    def grow(tree: Tree, found: Roster, identity: str) -> None:
        for member in found.children.get(identity, ()):
            left_out = "" if member.in_scope and member.kind != "垂直管理部门" else "，不汇总"
            text = f"{member.name}（{member.code or '无代码'}，{member.kind}{left_out}）"
            grow(tree.add(text), found, member.identity)

    try:
        found = read_roster(roster)
    except RosterError as error:
        raise Failure(str(error)) from error
    tree = Tree(f"{roster.name}：共 {len(found.members)} 个单位")
    grow(tree, found, "")
    Console(soft_wrap=True, highlight=False, markup=False).print(tree)
    return exit_code()
