"""``xlreport verify``: whether a roll-up still fits the files that it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Overlays
from xlreport.cli.output import answer, say
from xlreport.edition import Severity

if TYPE_CHECKING:
    from xlreport.finding import Finding


def verify_command(
    roll_up: Annotated[Path, Parameter(name="汇总簿", help="汇总生成的工作簿。")],
    *folders: Annotated[
        Path,
        Parameter(name="文件夹", help="当时参加汇总的文件所在的文件夹；可以有几个。"),
    ],
    as_json: AsJson = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Say which files, figures or sums have changed since a roll-up was made."""
    from xlreport.reading import Refused
    from xlreport.verification import verify

    if not folders:
        raise Failure("请写明当时参加汇总的文件所在的文件夹。")
    for folder in folders:
        if not folder.exists():
            raise Failure(f"没有“{folder}”这个文件夹。")
    try:
        findings = verify(roll_up, folders, overlay)
    except Refused as error:
        raise Failure(f"[{error.code}] {error}") from error
    changed = sum(finding.severity is not Severity.NOTE for finding in findings)
    code = exit_code(to_do=bool(changed))
    return answer(
        code,
        lambda: {"roll_up": str(roll_up), "findings": [each.as_dict() for each in findings]},
        lambda: _print(roll_up, findings, changed),
        as_json=as_json,
    )


def _print(roll_up: Path, findings: Sequence[Finding], changed: int) -> None:
    for finding in findings:
        say(f"{finding.demand} [{finding.rule}] {finding.located}")
    result = f"有 {changed} 处与汇总时不同" if changed else "文件、明细和汇总数都与汇总时相同"
    say(f"{roll_up.name}：{result}。")
