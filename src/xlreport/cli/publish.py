"""``xlreport publish``: a filled workbook -> the report as it is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.options import AsJson, Force, Overlays
from xlreport.cli.output import answer, say
from xlreport.edition import Severity
from xlreport.finding import MEND, count_by_demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlreport.finding import Finding
    from xlreport.report import Report

_FEW = 8
"""So many findings are shown; `xlreport check` shows all."""


def publish_command(
    source: Annotated[Path, Parameter(help="填好的工作簿。")],
    *,
    output: Annotated[
        Path, Parameter(name=["--output", "-o"], help="写到哪个文件（.docx、.html 或 .pdf）。")
    ],
    style: Annotated[
        Path | None, Parameter(help="本单位的 Word 样式模板（.docx），用它的版面、样式和页眉页脚。")
    ] = None,
    accept_errors: Annotated[bool, Parameter(help=f"有{MEND}的问题也生成（作为草稿）。")] = False,
    force: Force = False,
    yes: Annotated[
        bool,
        Parameter(negative="", help="文字里有身份证号、手机号、银行卡号也生成（确认可以公开）。"),
    ] = False,
    as_json: AsJson = False,
    overlay: Overlays = [],  # noqa: B006 - cyclopts shows the default; it is never changed
) -> int:
    """Write the report as the official format prints it."""
    from xlreport.checking import check, preload_checker
    from xlreport.checking.private import private_numbers
    from xlreport.checking.unwritten import unwritten
    from xlreport.files import refuse_to_replace
    from xlreport.issue import issues_of
    from xlreport.publish import FORMATS, write_document
    from xlreport.publish.jobs import draw_document, read_to_publish
    from xlreport.publish.printed import printed_day
    from xlreport.publish.seal import why_kept

    if output.suffix.lower() not in FORMATS:
        raise Failure(f"输出文件“{output}”的扩展名应为 {'、'.join(FORMATS)} 之一。")
    if style is not None and output.suffix.lower() == ".html":
        raise Failure("网页不用 Word 样式模板；请去掉 --style，或者输出 .docx、.pdf。")
    refuse_to_replace(
        output, inputs=[source, *([style] if style else [])], kept=why_kept, force=force
    )
    preload_checker()
    report, texts, unfilled = read_to_publish(source, overlay)
    issues = issues_of(check([report], texts=[texts])[0].findings, report.explanations)
    findings = [*unfilled, *(i.finding for i in issues if not (i.finding.explainable and i.reason))]
    told = _Told(
        errors=[f for f in findings if f.severity is Severity.ERROR],
        queries=[f for f in findings if f.severity is Severity.QUERY],
        empty=unwritten(report, texts),
        persons=[number.described(report) for number in private_numbers(report)],
        interim=report.interim,
        undated=not printed_day(report),
    )
    if unfilled or (told.errors and not accept_errors):
        how = "改正后再生成。" if unfilled else "改正后再生成；只要草稿的，加 --accept-errors。"
        told.why = f"报告有 {len(told.errors)} 处要改正或者说明，没有生成“{output}”。请{how}"
    elif told.persons and not yes:
        told.why = (
            f"文字里有个人信息 {len(told.persons)} 处：{'、'.join(told.persons[:_FEW])}。"
            f"没有生成“{output}”。请删去或者遮盖后再生成；确认可以公开的，加 --yes。"
        )
    else:
        write_document(draw_document(report, output.suffix.lower(), style, overlay), output)
    return answer(
        exit_code(made=not told.why, to_do=told.asks),
        lambda: told.as_dict(source, output, report),
        lambda: _print_all(told, output, report),
        as_json=as_json,
    )


@dataclass
class _Told:
    """What is said of a report that is to be published; ``why`` it was not, if it was not."""

    errors: Sequence[Finding]
    queries: Sequence[Finding]
    empty: Sequence[Finding]
    persons: Sequence[str]
    interim: str
    undated: bool
    why: str = ""

    @property
    def asks(self) -> bool:
        """Whether somebody has to look at what was published."""
        return bool(self.errors or self.queries or self.empty or self.interim or self.undated)

    def as_dict(self, source: Path, output: Path, report: Report) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "source": str(source),
            "written": "" if self.why else str(output),
            "unit": report.unit.name,
            "year": report.year,
            "interim": self.interim,
            "undated": self.undated,
            "findings": [f.as_dict() for f in (*self.errors, *self.queries, *self.empty)],
            "personal": list(self.persons),
            "reason": self.why,
        }


def _print_all(told: _Told, output: Path, report: Report) -> None:
    from xlreport.publish.printed import UNDATED

    _print([*told.errors, *told.queries])
    _print_each(told.empty)
    if told.why:
        say(told.why)
        return
    if told.interim:
        say(f"{told.interim}。文件的标题下面写明了；收齐、处理完再汇总、再生成就没有了。")
    if told.undated:
        say(UNDATED)
    say(f"已生成 {output}：{report.unit.name} {report.year} 年度报告。")


def _print(findings: Sequence[Finding]) -> None:
    _print_each(findings[:_FEW])
    if len(findings) > _FEW:
        counts = count_by_demand(findings)
        kinds = "，".join(f"{demand} {n} 处" for demand, n in counts.items() if n)
        say(f"共 {kinds}，这里列出前 {_FEW} 处；全部请用 xlreport check 查看。")


def _print_each(findings: Sequence[Finding]) -> None:
    for finding in findings:
        where = f" {finding.sheet} {'、'.join(finding.cells)} " if finding.places else " "
        say(Text.assemble((finding.demand, "bold"), where, finding.message))
