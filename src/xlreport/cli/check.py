"""``xlreport check``: workbooks and folders against every rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from xlreport.cli.checked import (
    MarkedCopies,
    as_data,
    issues_in,
    of_another_year,
    print_copies,
    print_left_out,
    print_sentences,
    print_verdicts,
)
from xlreport.cli.failure import Failure, exit_code
from xlreport.cli.last_year import Successors, with_last_year
from xlreport.cli.options import WHOLE, AsJson, Force, Overlays, demand_year
from xlreport.cli.output import print_json
from xlreport.files import file_name, shown_stem
from xlreport.finding import Outcome
from xlreport.report import Report

if TYPE_CHECKING:
    from xlreport.checking import Verdict
    from xlreport.reading import Refused
    from xlreport.work.texts import Texts


def check_command(
    *sources: Annotated[Path, Parameter(help="要校验的工作簿或文件夹。")],
    previous: Annotated[
        list[Path],
        Parameter(
            help="上一年度的工作簿、文件夹或汇总簿，用于核对年度衔接；每个前面都写 --previous。"
        ),
    ] = [],  # noqa: B006 - cyclopts shows the default; it is never changed
    roster: Successors = None,
    year: Annotated[
        int, WHOLE, Parameter(help="应当是哪一年度的；写了，别的年度的逐个列出，以 1 退出。")
    ] = 0,
    as_json: AsJson = False,
    strict: Annotated[bool, Parameter(help="从严：有提示或未能核对的规则时也以 1 退出。")] = False,
    mark: Annotated[bool, Parameter(help="另存标注了问题的副本（原文件不动）。")] = False,
    force: Force = False,
    sentences: Annotated[
        bool,
        Parameter(negative="", help="列出文字里每句带数的话：相符、不符或者为什么没有核对。"),
    ] = False,
    overlay: Overlays = [],  # noqa: B006
) -> int:
    """Check workbooks and say what is wrong, cell by cell."""
    from xlreport.checking import check, preload_checker
    from xlreport.edition.load import editions_with
    from xlreport.work import warm
    from xlreport.work.second_judgement import begun

    if year:
        demand_year(year)
    if roster and not previous:
        raise Failure("--roster 只与 --previous 一起用，请写明上一年度的工作簿。")
    paths = _workbooks_in(sources, overlay)
    # Workers read and judge the texts; meanwhile this process loads what judging figures takes.
    warm(overlay, len(paths))
    preload_checker()
    editions_with(overlay)
    reports, texts, unread = _read_all(paths, overlay, previous, roster)
    others = _others(unread, sources)
    refused = [each for each in unread if each not in others]
    verdicts = check(reports, texts=texts)
    second = begun(verdicts, overlay)
    code = _exit_code(verdicts, refused, strict=strict)
    if of_another_year(verdicts, year):
        code = max(code, exit_code(to_do=True))
    if not as_json:
        print_verdicts(verdicts, refused, others, year)
    copies = _mark(verdicts, sources, overlay, force=force) if mark else MarkedCopies()
    if copies.unwritten:
        code = max(code, exit_code(to_do=True))
    second.demand_agreement("上面列出的结果不可作为依据")
    if second.left_out and not as_json:
        print_left_out(second.left_out)
    if as_json:
        data = as_data(verdicts, refused, others, copies, sentences=sentences)
        print_json({"exit": code, "year": year, **data})
    else:
        if sentences:
            print_sentences(verdicts)
        print_copies(copies)
    return code


def _workbooks_in(sources: Sequence[Path], overlays: Sequence[Path]) -> list[Path]:
    """Return the files to be checked, those in archives and mails among them.

    :raises Failure: if there are none.
    """
    from xlreport.reading import files_in
    from xlreport.work.opening import opened

    if not sources:
        raise Failure("请写明要校验的文件或文件夹。")
    if paths := opened(list(dict.fromkeys(files_in(sources))), overlays):
        return paths
    raise Failure("没有找到 Excel 工作簿。")


def _read_all(
    paths: Sequence[Path],
    overlays: Sequence[Path],
    previous: Sequence[Path],
    roster: Path | None,
) -> tuple[list[Report], list[Texts], list[Refused]]:
    """Return the reports, with last year's figures, what their texts say, and what is refused."""
    from xlreport.reading import Refused
    from xlreport.work.reading import judge_texts, read_in_order

    reports: list[Report] = []
    texts: list[Texts] = []
    refused: list[Refused] = []
    for reading in read_in_order(paths, overlays):
        outcome = reading.outcome(overlays)
        if isinstance(outcome, Refused):
            refused.append(outcome)
        else:
            reports.append(outcome)
            texts.append(reading.judged())
    if not previous:
        return reports, texts, refused
    with_last, unread = with_last_year(reports, previous, overlays, roster)
    refused += unread
    judged = list(zip(with_last, judge_texts(with_last, overlays), strict=True))
    refused += [told for _, told in judged if isinstance(told, Refused)]
    kept = [(report, told) for report, told in judged if not isinstance(told, Refused)]
    return [report for report, _ in kept], [told for _, told in kept], refused


def _others(unread: Sequence[Refused], named: Sequence[Path]) -> list[Refused]:
    """Return what lies beside workbooks and is none: documents, pictures, archives of other kinds.

    What was named itself was meant to be checked, and what may hold workbooks, too.
    """
    from xlreport.attached import is_archive
    from xlreport.reading.folder import is_no_workbook

    return [
        each
        for each in unread
        if is_no_workbook(each.path, each.code)
        and not (is_archive(each.path) or each.path in named)
    ]


def _mark(
    verdicts: Sequence[Verdict], sources: Sequence[Path], overlays: Sequence[Path], *, force: bool
) -> MarkedCopies:
    """Write a marked copy of each workbook that has findings, outside the folders checked."""
    from xlreport.attached import beside_archive
    from xlreport.mark import write_marked_copies
    from xlreport.marked import NAMED
    from xlreport.reading.refusal import unnamed

    folders = [source.resolve() for source in sources if source.is_dir()]
    wanted: list[tuple[Verdict, Path]] = []
    for verdict in verdicts:
        if verdict.findings:
            path = beside_archive(Path(verdict.report.source).resolve())
            target = path.with_name(file_name(f"{shown_stem(path)}-{NAMED}", path.suffix))
            for folder in folders:
                if path.is_relative_to(folder):
                    beside = folder.with_name(file_name(f"{folder.name}-{NAMED}"))
                    target = beside / target.relative_to(folder)
            wanted.append((verdict, target))
    made = dict(write_marked_copies(wanted, overlays, force=force))
    copies = MarkedCopies()
    for number, (verdict, _) in enumerate(wanted):
        match made[number]:
            case Path() as path:
                copies.written.append(path)
            case error:
                copies.unwritten.append((Path(verdict.report.source), unnamed(error)))
    return copies


def _exit_code(verdicts: Sequence[Verdict], refused: Sequence[Refused], *, strict: bool) -> int:
    if refused or not verdicts:
        return exit_code(made=bool(verdicts), to_do=True)
    for verdict in verdicts:
        if any(strict or issue.open for issue in issues_in(verdict)):
            return exit_code(to_do=True)
        if strict and _is_unchecked(verdict):
            return exit_code(to_do=True)
    return exit_code()


def _is_unchecked(verdict: Verdict) -> bool:
    """Tell whether something was not checked, other than what the text does not speak of."""
    from xlreport.checking.prose import NOT_MENTIONED

    why = verdict.not_checked()
    return any(
        outcome is Outcome.NOT_CHECKED and why.get(clause) != NOT_MENTIONED
        for clause, outcome in verdict.outcomes.items()
    )
