"""``xlreport roster``: a blank roster to fill in, and a look at one that is filled."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.tree import Tree

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Force
from xlreport.cli.output import answer, say

if TYPE_CHECKING:
    from xlreport.consolidation.units.roster import Member, Roster
    from xlreport.edition import Edition

_WIDE = 10_000
"""Columns where no window says how many there are: more than any line of a roster has."""


def roster_template_command(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.xlsx）。")],
    force: Force = False,
    as_json: AsJson = False,
) -> int:
    """Write a blank roster."""
    from xlreport.consolidation.units.roster_book import roster_bytes, write_roster
    from xlreport.files import refuse_to_replace

    def why_kept(path: Path) -> str:
        return "" if path.read_bytes() == roster_bytes(()) else "里面可能填写过"

    if output.suffix.lower() != ".xlsx":
        raise Failure(f"输出文件“{output}”的扩展名应为 .xlsx。")
    refuse_to_replace(output, kept=why_kept, force=force)
    write_roster((), output)
    return answer(
        exit_code(),
        lambda: {"written": str(output)},
        lambda: say(f"已生成空白名册 {output}。"),
        as_json=as_json,
    )


def roster_show_command(
    roster: Annotated[Path, Parameter(help="名册（.xlsx 或 .csv）。")],
    *,
    as_json: AsJson = False,
) -> int:
    """Check a roster and show it as a tree."""
    from xlreport.consolidation.units.roster import read_roster

    found = read_roster(roster)
    code = exit_code(to_do=bool(found.doubts))
    return answer(
        code, lambda: _as_data(found, roster), lambda: _print(found, roster), as_json=as_json
    )


def _as_data(found: Roster, path: Path) -> dict[str, Any]:
    """Return a roster as plain data."""
    from xlreport.consolidation.units.roster import UnitKind

    edition = _newest()
    members = [(member, _level(found, member, edition)) for member in found.members.values()]
    return {
        "roster": str(path),
        "units": [
            {
                "name": member.name,
                "code": member.code,
                "parent": member.parent,
                "kind": member.kind.value,
                "level": level,
                "level_stated": bool(member.level),
                "in_scope": member.in_scope and member.kind is not UnitKind.VERTICAL,
                "opened": str(member.opened or ""),
                "closed": str(member.closed or ""),
                "merged_into": list(member.merged_into),
            }
            for member, level in members
        ],
        "decisions": [doubt.as_dict() for doubt in found.doubts],
    }


def _print(found: Roster, path: Path) -> None:
    """Show a roster as a tree, and what is wrong in it."""

    def grow(tree: Tree, found: Roster, identity: str) -> None:
        for member in found.children.get(identity, ()):
            text = f"{member.name}（{'，'.join(_about(found, member))}）"
            grow(tree.add(text), found, member.identity)

    tree = Tree(f"{path.name}：共 {len(found.members)} 个单位")
    grow(tree, found, "")
    # A window folds a line that is too long; elsewhere each unit has one, however long.
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDE)
    console.print(tree)
    for doubt in found.doubts:
        text = f"待改正 {doubt.member.name}：{doubt.text}。{doubt.advice}"
        console.print(text, soft_wrap=True)


def _newest() -> Edition:
    """Return the edition whose levels a roster is shown with: it goes for no year."""
    from xlreport.edition import edition_ids, load_edition

    return load_edition(edition_ids()[-1])


def _level(roster: Roster, member: Member, edition: Edition) -> str:
    """Return the level of a member as people call it, empty if it is unknown or has none."""
    from xlreport.consolidation.units.levels import level_of
    from xlreport.consolidation.units.roster import UnitKind

    if member.kind is UnitKind.VERTICAL:
        return ""
    level = edition.levels.get(level_of(roster, member, edition))
    return level.label if level else ""


def _about(roster: Roster, member: Member) -> Iterator[str]:
    """Yield what the roster says of a member, and the level that follows from it."""
    from xlreport.consolidation.units.roster import UnitKind

    yield member.code or "无代码"
    yield member.kind.value
    if member.kind is not UnitKind.VERTICAL:
        level = _level(roster, member, _newest())
        how = "" if member.level else "（推定）"
        yield f"{level}{how}" if level else "层级不明"
    if not member.in_scope or member.kind is UnitKind.VERTICAL:
        yield "不汇总"
    if member.opened:
        yield f"{member.opened} 设立"
    if member.closed:
        heirs = "、".join(roster.members[heir].name for heir in member.merged_into)
        what = "拆分为" if len(member.merged_into) > 1 else "并入"
        yield f"{member.closed} 撤销" + (f"，{what}{heirs}" if heirs else "")
