"""Several files of one unit: which of them is taken, by what rule, and who may say otherwise.

Copies that say the same count once.  Of versions that differ, a file that a person has chosen
is taken; otherwise the only one without errors; otherwise the one with the latest date of
filing on its cover.  Where none of this decides, none is taken.

Marked copies never count beside the workbook that they were made from.  One into which nobody has
typed says nothing new.  One that was corrected and sent back is the unit's next version, and takes
the place of the workbook that it is a copy of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xlreport.consolidation.incoming.filing import Filing, Mention
from xlreport.consolidation.incoming.states import Status
from xlreport.files import shown_name
from xlreport.finding import MEND
from xlreport.sequences import grouped

_BY_HAND = "人工指定"
_NOTHING_TO_DO = "不用处理。"
_JUDGED = (Status.TAKEN, Status.REFUSED)
_TAKE_OTHER = (
    "如应采用这一份，请把它的“处理”选为“采用”，再汇总一次；或者加 --take {name} 重新汇总。"
)


def choose_versions(
    filings: Sequence[Filing],
    mention: Mention,
    *,
    accept_errors: bool,
    has_parts: Callable[[Filing], bool],
) -> list[Filing]:
    """Leave at most one file taken for each unit and kind of report.

    :param has_parts: tells whether a unit's own report and its total are two things.
    """
    result = settle_marked(filings)
    groups = grouped(
        ((filing.member, filing.kind.value if has_parts(filing) else ""), filing)
        for filing in result
        if filing.member and filing.status in _JUDGED
    )
    for group in groups.values():
        if len(group) > 1:
            for filing in _decide(group, mention, accept_errors=accept_errors):
                result[filing.index] = filing
    return result


def _decide(group: Sequence[Filing], mention: Mention, *, accept_errors: bool) -> list[Filing]:
    group = _latest_word(group)
    chosen, rule = _choose(group, accept_errors=accept_errors)
    if chosen is None:
        names = "、".join(f"“{name}”" for name in _names(group))
        reason = f"同一单位有 {len(group)} 份内容不同的报表：{names}"
        advice = (
            "请与该单位核实，把应采用的那一份的“处理”选为“采用”，再汇总一次；"
            f"或者加 {' 或 '.join(f'--take {mention(f)}' for f in group)} 重新汇总。"
        )
        if any(filing.is_chosen for filing in group):
            reason = f"同一单位选了“采用”的不止一份，内容不同：{names}"
            advice = "请只留一份“采用”，重新汇总。"
        return [f.with_status(Status.CONFLICT, reason, advice) for f in group]
    if rule == _BY_HAND and not _same(group):
        chosen = replace(chosen, chosen_version=True)
    return [
        _beside(chosen if filing.index == chosen.index else filing, chosen, rule, mention)
        for filing in group
    ]


def _names(group: Sequence[Filing]) -> list[str]:
    """Return the names of files, with their folders where names alone do not tell them apart."""
    names = [filing.name for filing in group]
    if len(set(names)) == len(names):
        return names
    return [f"{shown_name(filing.path.parent)}/{filing.name}" for filing in group]


def _latest_word(group: Sequence[Filing]) -> list[Filing]:
    """Let a choice that was made in this run take the place of those made before it."""
    now = next((f for f in group if f.is_chosen and f.decided.fresh), None)
    if now is None:
        return list(group)
    return [f if f.decided.fresh else f.not_chosen(now) for f in group]


def _choose(group: Sequence[Filing], *, accept_errors: bool) -> tuple[Filing | None, str]:
    """Return the file to take and the rule by which."""
    by_hand = [filing for filing in group if filing.is_chosen]
    if by_hand:
        return (by_hand[0], _BY_HAND) if _same(by_hand) else (None, "")
    if _same(group):
        return next((f for f in group if not _values_only(f)), group[0]), ""
    sound = [f for f in group if accept_errors or not f.open_errors]
    if not sound:
        return None, ""
    if _same(sound):
        return sound[0], f"只有它没有{MEND}的"
    days = [filing.stated_day for filing in sound]
    if None not in days:
        latest = max(day for day in days if day is not None)
        newest = [f for f in sound if f.stated_day == latest]
        if _same(newest):
            return newest[0], "封面填报日期最晚"
    return None, ""


def _values_only(filing: Filing) -> bool:
    """Tell whether only the values of a workbook could be read: .xls, .et, .ods."""
    return any(issue.finding.rule == "READ-VALUES" for issue in filing.issues)


def _same(group: Sequence[Filing]) -> bool:
    return len({filing.content for filing in group}) == 1


def _beside(filing: Filing, chosen: Filing, rule: str, mention: Mention) -> Filing:
    """Return a file of the group with its status beside the chosen one."""
    if filing is chosen:
        if not rule or filing.status is not Status.TAKEN:
            return filing
        return filing.with_status(Status.TAKEN, f"有几个版本，采用这一份：{rule}", "")
    name = chosen.name
    if filing.content == chosen.content:
        return filing.with_status(Status.DUPLICATE, f"与“{name}”内容相同", _NOTHING_TO_DO)
    advice = _TAKE_OTHER.format(name=mention(filing))
    outcome = "已采用" if chosen.status is Status.TAKEN else f"已选定（有{MEND}的，尚未汇总）"
    return filing.with_status(Status.SUPERSEDED, f"{outcome}“{name}”：{rule}", advice)


def settle_marked(filings: Sequence[Filing]) -> list[Filing]:
    """Give the marked copies, and the workbooks that they replace, their status.

    Units of which a person has chosen a file are left as they are.
    """
    result = list(filings)
    if not any(filing.marked for filing in filings):
        return result
    judged = (filing for filing in filings if filing.member and filing.status in _JUDGED)
    for group in grouped((filing.member, filing) for filing in judged).values():
        if not any(filing.is_chosen for filing in group):
            for filing in _settled(group):
                result[filing.index] = filing
    return result


def _settled(group: Sequence[Filing]) -> Iterable[Filing]:
    """Yield the files of one unit that have another status because one is a copy of another."""
    copies = [filing for filing in group if filing.is_untouched_copy]
    versions = [filing for filing in group if not filing.is_untouched_copy]
    # Of copies alone one is a version, as when only that was sent back.
    for copy in copies if versions else copies[1:]:
        others = versions or copies[:1]
        twin = next((f for f in others if f.fingerprint == copy.fingerprint), None)
        if twin is not None:
            reason = f"是“{twin.name}”的校验结果，没有改动"
            yield copy.with_status(Status.DUPLICATE, reason, _NOTHING_TO_DO)
        elif versions:
            reason = "是较早一个版本的校验结果，没有改动"
            yield copy.with_status(Status.SUPERSEDED, reason, _NOTHING_TO_DO)
    corrected = {f.marked: f for f in versions if f.marked}
    for filing in versions:
        newer = corrected.get(filing.fingerprint)
        if newer is not None and newer is not filing:
            reason = f"已在它的校验结果“{newer.name}”中改正"
            yield filing.with_status(Status.SUPERSEDED, reason, _NOTHING_TO_DO)
