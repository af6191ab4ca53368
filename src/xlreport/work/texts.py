"""What the rules of the text say of a report, as plain data: what comes back from a worker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from xlreport.checking.prose import ProseOutcome
from xlreport.finding import Outcome
from xlreport.record import from_bytes, pack_finding, unpack_finding

Texts = Mapping[str, ProseOutcome]
"""What became of each rule of the text, or of each figure of one, by its id."""


def pack_texts(texts: Texts) -> list[Any]:
    """Return as data that JSON can hold what became of the rules, like ones together."""
    alike: dict[tuple[str, str], list[str]] = {}
    data: list[Any] = []
    for each, judged in texts.items():
        if judged.findings:
            findings = [pack_finding(finding) for finding in judged.findings]
            data.append([judged.outcome.value, judged.why, [each], findings])
        else:
            alike.setdefault((judged.outcome.value, judged.why), []).append(each)
    data += [[outcome, why, ids, []] for (outcome, why), ids in alike.items()]
    return [list(texts), *data]


def texts_of(data: bytes, path: Path) -> Texts:
    """Return what a worker said of the text of the file at ``path``."""
    found = _without_findings(data)
    return _unpacked(from_bytes(data), path) if found is None else found


@lru_cache(maxsize=256)
def _without_findings(data: bytes) -> Texts | None:
    """Return what became of the rules, where nothing was found: the same of many files."""
    order, *groups = from_bytes(data)
    return None if any(found for *_, found in groups) else _unpacked([order, *groups], Path())


def _unpacked(data: Any, path: Path) -> Texts:
    """Return what :func:`pack_texts` made the data of."""
    order, *groups = data
    texts: dict[str, ProseOutcome] = {}
    for outcome, why, ids, packed in groups:
        findings = tuple(unpack_finding(each, path) for each in packed)
        texts.update(dict.fromkeys(ids, ProseOutcome(Outcome(outcome), why, findings)))
    return {each: texts[each] for each in order}
