"""What the buttons do: each makes a plan from a snapshot of the workbook, and touches nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from xlreport.checking import Verdict, check
from xlreport.checking.untouched import is_untouched
from xlreport.edition import Place
from xlreport.edition.layout import CHECK_SHEET, LAST_YEAR_SHEET, MANIFEST_SHEET, SIGNING_SHEET
from xlreport.excel import marks, mending, publication, signing, submission, years
from xlreport.excel.city import give_back, roll_up_again, trace, verify_files
from xlreport.excel.plan import Plan
from xlreport.excel.snapshot import Snapshot
from xlreport.finding import MEND, count_by_demand
from xlreport.issue import issues_of, to_mend, valid_reasons

Action = Callable[[Snapshot, Collection[str]], Plan]
"""Plans from a snapshot and the questions that were answered with yes.

It raises ``CannotDo``, ``Refused`` or ``CannotWrite`` where nothing can be done.
"""


def validate(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Check the workbook and show what is wrong where it is wrong."""
    verdict = checked(snapshot)
    if is_untouched(verdict.report):
        cleared = marks.cleared(snapshot, verdict.report.edition)
        return Plan(tuple(cleared), says="这份表还没有填。填好以后再点“校验”。")
    mends = mending.mended(snapshot, verdict.report)
    found = summary(verdict) + mending.says_what_was_mended(mends)
    changes = [*mends, *marks.drawn(snapshot.after(mends), verdict.report, verdict.findings)]
    if any(signature.code for signature in verdict.report.signatures):
        changes += signing.states_shown(snapshot, verdict.report)
    first = _first(verdict, snapshot)
    if first is None:
        return Plan(tuple(changes), says=found)
    listed = f"全部问题列在“{CHECK_SHEET}”表，点“查看”跳到那一格。"
    if CHECK_SHEET not in snapshot.names:
        listed = f"没有“{CHECK_SHEET}”表，问题没有列出来，请点“下一处”逐处看。"
    advice = f"有问题的格已经标上颜色，鼠标移到格上看原因；{listed}"
    return Plan(tuple(changes), select=first, status=found, says=f"{found}\n\n{advice}")


def clear_marks(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Remove all marks."""
    return Plan(tuple(marks.cleared(snapshot, snapshot.report().edition)))


def next_problem(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Select the cell of the problem after the selected cell."""
    return _step(snapshot, 1)


def previous_problem(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Select the cell of the problem before the selected cell."""
    return _step(snapshot, -1)


def load_last_year(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Take last year's figures in, and check what is carried over."""
    path, filled, words = years.last_year(snapshot)
    after = snapshot.after(filled)
    verdict = checked(after)
    says = f"“{LAST_YEAR_SHEET}”已按“{path.name}”填好。{words}\n{summary(verdict)}"
    return Plan((*filled, *marks.drawn(after, verdict.report, verdict.findings)), says=says)


def publish_word(snapshot: Snapshot, agreed: Collection[str]) -> Plan:
    """Write the report as a Word document beside the workbook."""
    return publication.publish_beside(snapshot, ".docx", agreed)


def publish_web(snapshot: Snapshot, agreed: Collection[str]) -> Plan:
    """Write the report as a web page beside the workbook."""
    return publication.publish_beside(snapshot, ".html", agreed)


def begin_next_year(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Write next year's blank workbook beside this one."""
    file = years.next_year(snapshot)
    return Plan(files=(file,), says=f"已生成“{Path(file.path).name}”，与本工作簿在同一文件夹。")


def sign(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Sign the stages that have been filled in."""
    snapshot.demand(SIGNING_SHEET, "不能签署")
    verdict = checked(snapshot)
    stated, signed, lapsed = signing.sign(snapshot, verdict.report)
    words = [f"已签署：{'、'.join(signed)}。"] if signed else []
    if lapsed:
        words.append(f"已失效：{'、'.join(lapsed)}。签署之后有改动，请改填日期，再点“签署”。")
    if not words:
        day = f"{verdict.report.year + 1}-01-15"
        words.append(f"请先在“{SIGNING_SHEET}”表依次填写姓名、日期（如 {day}），再点“签署”。")
    if errors := to_mend(issues_of(verdict.findings, verdict.report.explanations)):
        words.append(f"请注意：还有 {errors} 处{MEND}，改正后要重新签署。")
    changes = (*marks.drawn(snapshot, verdict.report, verdict.findings), *stated)
    return Plan(changes, says="\n".join(words))


def submit(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Check, and write the copy for the office above if nothing is missing."""
    verdict = checked(snapshot)
    changes = marks.drawn(snapshot, verdict.report, verdict.findings)
    if SIGNING_SHEET in snapshot.names:
        changes += signing.states_shown(snapshot, verdict.report)
    missing = submission.missing_for_submission(snapshot.names, verdict)
    if missing:
        lines = "\n".join(f"{number}. {text}" for number, text in enumerate(missing, start=1))
        return Plan(tuple(changes), says=f"还不能生成上报文件：\n{lines}", failed=True)
    file = submission.submission(snapshot, verdict.report)
    return Plan(tuple(changes), (file,), says=f"已生成上报文件：{file.path}")


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        validate,
        clear_marks,
        next_problem,
        previous_problem,
        load_last_year,
        publish_word,
        publish_web,
        begin_next_year,
        sign,
        submit,
        roll_up_again,
        trace,
        give_back,
        verify_files,
    )
}
"""All actions by the word that the VBA and the LibreOffice extension call them by."""


def checked(snapshot: Snapshot) -> Verdict:
    """Return the verdict on the report as it stands: without reasons that have lapsed."""
    verdict = check([snapshot.report()])[0]
    report = verdict.report
    reasons = valid_reasons(verdict.findings, report.explanations)
    return replace(verdict, report=replace(report, explanations=reasons))


def summary(verdict: Verdict) -> str:
    """Return how much was found, in a sentence."""
    issues = issues_of(verdict.findings, verdict.report.explanations)
    left = len(verdict.not_checked())
    rest = f"另有 {left} 项没有可核对的内容（如没有上年数据），不影响上报。" if left else ""
    if not verdict.findings:
        return f"校验完成，没有发现问题。{rest}"
    counts = count_by_demand(verdict.findings)
    kinds = "，".join(f"{demand} {count} 处" for demand, count in counts.items() if count)
    explained = sum(issue.finding.takes_reason and not issue.open for issue in issues)
    reasons = f"其中 {explained} 处已有说明。" if explained else ""
    return f"校验完成：{kinds}。{reasons}{rest}"


def _first(verdict: Verdict, snapshot: Snapshot) -> Place | None:
    """Return where to begin: the first cell of a finding that the clerk can change."""
    found = [f.places for f in verdict.findings if f.places and f.sheet in snapshot.names]
    heads = [places[0] for places in found]
    changeable = (p for p in heads if not snapshot.is_computed(p))
    return next(changeable, heads[0] if heads else None)


def _step(snapshot: Snapshot, step: int) -> Plan:
    every = marks.problems(snapshot) if MANIFEST_SHEET in snapshot.names else []
    # What is computed cannot be changed where it stands; only such problems are better than none.
    found = [mark for mark in every if not snapshot.is_computed(mark.place)] or every
    if not found:
        return Plan(says="没有要改的地方；刚改过数的，请再点“校验”。")
    order = {name: index for index, name in enumerate(snapshot.names)}
    positions = [_position(mark.place, order) for mark in found]
    here = snapshot.here()
    now = _position(here, order) if here else (-1, 0, 0)
    if step > 0:
        index = next((i for i, p in enumerate(positions) if p > now), 0)
    else:
        index = next((i for i in reversed(range(len(found))) if positions[i] < now), len(found) - 1)
    text = found[index].note.partition("\n")[0]
    return Plan(select=found[index].place, status=f"第 {index + 1} 处，共 {len(found)} 处：{text}")


def _position(place: Place, order: dict[str, int]) -> tuple[int, int, int]:
    return order.get(place.sheet, -1), place.row, place.column
