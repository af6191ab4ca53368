"""Marked copies among what came in: they never count beside the workbook they were made from.

A copy into which nobody has typed says nothing new.  One that was corrected and sent back is the
unit's next version, and takes the place of the workbook that it is a copy of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.sequences import grouped

_NOTHING_TO_DO = "不用处理。"
_JUDGED = (Status.TAKEN, Status.REFUSED)


def settle_marked(filings: Sequence[Filing]) -> list[Filing]:
    """Give the marked copies, and the workbooks that they replace, their status.

    Units of which a person has chosen a file are left as they are.
    """
    result = list(filings)
    if not any(filing.marked for filing in filings):
        return result
    judged = (filing for filing in filings if filing.member and filing.status in _JUDGED)
    for group in grouped((filing.member, filing) for filing in judged).values():
        if len(group) > 1 and not any(filing.is_chosen for filing in group):
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
