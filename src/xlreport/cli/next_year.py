"""``xlreport next-year``: next year's workbooks for the whole roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.last_year import read_last_year
from xlreport.cli.options import WHOLE, AsJson, Force, Overlays, load_edition_for
from xlreport.cli.output import answer, say
from xlreport.sequences import grouped, some_of

if TYPE_CHECKING:
    from xlreport.consolidation.units.roster import RosterDoubt
    from xlreport.consolidation.years.last_year import Previous
    from xlreport.consolidation.years.next_year import NextYearWorkbook

_FEW = 20


@dataclass
class _Done:
    """What was planned, what has been written of it, and what was left as it is."""

    year: int
    plan: Sequence[NextYearWorkbook]
    previous: Previous | None
    roster_doubts: Sequence[RosterDoubt]
    written: list[Path] = field(default_factory=list)
    kept: dict[Path, str] = field(default_factory=dict)

    @cached_property
    def wanting(self) -> list[NextYearWorkbook]:
        """The units for which last year's figures were looked for and not found.

        One with units below, which may only roll up, is among them if it is in doubt whose a
        report is.
        """
        if self.previous is None:
            return []
        missing = [e for e in self.plan if e.report.edition.last_keys and not e.report.last]
        return [each for each in missing if each.last_year.doubt or not each.has_units_below]

    @property
    def in_doubt(self) -> list[NextYearWorkbook]:
        """Those of which it is in doubt whose a report of last year's is."""
        return [each for each in self.wanting if each.last_year.doubt]

    @property
    def with_last_year(self) -> int:
        """How many workbooks have last year's figures in them."""
        return sum(bool(each.report.last) for each in self.plan)


def next_year_command(
    *,
    year: Annotated[int, WHOLE, Parameter(help="新的报告年度，如 2021。")],
    roster: Annotated[Path, Parameter(help="名册（.xlsx 或 .csv）。")],
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="写到哪个文件夹。")],
    previous: Annotated[
        list[Path],
        Parameter(
            help="上一年度的汇总簿（连同旁边的各级汇总簿）、文件夹或单个文件；每个前面都写选项名。"
        ),
    ] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    as_json: AsJson = False,
    force: Force = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Write the workbook of every unit on the roster, with the carried figures filled in."""
    from xlreport.consolidation.units.roster import read_roster
    from xlreport.consolidation.years.next_year import next_year_workbooks

    edition = load_edition_for(year, overlay)
    members = read_roster(roster)
    if output.exists() and not output.is_dir():
        raise Failure(f"“{output}”是文件，不是文件夹。")
    last_year = read_last_year(previous, overlay, members) if previous else None
    plan = list(next_year_workbooks(members, last_year, edition, year))
    if not plan:
        raise Failure(f"按名册，没有一个单位要报 {year} 年度的报告，没有生成工作簿。")
    done = _Done(year, plan, last_year, members.doubts)
    _write(done, output, overlay, force=force)
    refused = last_year is not None and last_year.refused
    code = exit_code(to_do=bool(done.in_doubt or members.doubts or refused))
    return answer(code, lambda: _as_data(done), lambda: _print(output, done), as_json=as_json)


def _write(done: _Done, output: Path, overlays: Sequence[Path], *, force: bool) -> None:
    """Write the workbooks, except over those in which something has been filled in."""
    from xlreport.cli.progress import progress
    from xlreport.consolidation.years.next_year_files import write_all
    from xlreport.kept import why_all_kept

    if not force:
        there = [each for each in done.plan if (output / each.path).exists()]
        reasons = why_all_kept([(output / each.path, each.report) for each in there], overlays)
        found = zip(there, reasons, strict=True)
        done.kept.update((output / each.path, reason) for each, reason in found if reason)
    wanted = [(each.report, output / each.path) for each in done.plan]
    wanted = [(report, path) for report, path in wanted if path not in done.kept]
    with progress("生成工作簿", len(wanted)) as advance:
        for path in write_all(wanted):
            done.written.append(path)
            advance(1)


def _as_data(done: _Done) -> dict[str, Any]:
    return {
        "year": done.year,
        "written": [str(path) for path in done.written],
        "kept": [str(path) for path in done.kept],
        "with_last_year": done.with_last_year,
        "without_last_year": [
            {"name": each.member.name, "code": each.member.code} for each in done.wanting
        ],
        "decisions": [
            {
                "kind": "previous",
                "unit": each.member.name,
                "code": each.member.code,
                "files": [report.source for report in each.last_year.candidates],
                "text": _doubt(each),
                "advice": _advice(each),
            }
            for each in done.in_doubt
        ]
        + [doubt.as_dict() for doubt in done.roster_doubts],
        "refused": [error.as_dict() for error in done.previous.refused] if done.previous else [],
    }


_FILL_IN = "请在生成的工作簿的“上年数据”中手工填写它上年的数，结转数也自行填写"


def _advice(each: NextYearWorkbook) -> str:
    from xlreport.consolidation.years.last_year import advice_on

    return f"{advice_on(each.last_year.doubt, '重新生成', _FILL_IN)}。"


def _doubt(each: NextYearWorkbook) -> str:
    sources = dict.fromkeys(Path(r.source).name for r in each.last_year.candidates)
    names = "、".join(f"“{name}”" for name in sources)
    return f"{each.member.name}：{each.last_year.doubt}（{names}），没有填入上年数据"


def _print(output: Path, done: _Done) -> None:
    for doubt in done.roster_doubts:
        say(f"待改正 {doubt.member.name}：{doubt.text}。{doubt.advice}")
    kept = [
        f"没有替换 {path}：{reason}。确实要重新生成的，移走它，或者加 --force。"
        for path, reason in done.kept.items()
    ]
    for line in some_of(kept, _FEW, f"……共 {len(kept)} 个已填写的工作簿没有替换。"):
        say(line)
    for each in done.in_doubt:
        say(f"待确定 {_doubt(each)}。{_advice(each)}")
    missing = (each for each in done.wanting if not each.last_year.doubt)
    by_folder = grouped((each.path.parent.name, each.member.name) for each in missing)
    for parent, names in by_folder.items():
        more = "……" if len(names) > _FEW else ""
        told = f"没有找到上年数据，结转数须自行填写：{'、'.join(names[:_FEW])}{more}"
        say(f"{parent or '（没有上级）'} {len(names)} 个单位{told}。")
    if done.previous is not None:
        say(
            f"上年数据读了 {done.previous.workbooks} 个工作簿，"
            f"找到 {done.with_last_year} 个单位，"
            f"没有找到 {len(done.wanting)} 个。"
        )
    carried = f"，{done.with_last_year} 个带有上年数据" if done.previous is not None else ""
    say(
        f"已在 {output} 生成 {len(done.written)} 个 {done.year} 年度的工作簿，"
        f"名册上共 {len(done.plan)} 个单位{carried}。"
    )
    if above := [each.member.name for each in done.plan if each.has_units_below]:
        listed = "、".join(above[:_FEW]) + ("……" if len(above) > _FEW else "")
        say(f"其中 {len(above)} 个有下级单位（{listed}）：数由下级汇总的，不用下发。")
