"""The jobs of publishing: what is done with a clerk's workbook and an office's Word styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlreport.checking.prose import judge_prose
from xlreport.errors import UserError
from xlreport.finding import Finding
from xlreport.publish import document_bytes, filled
from xlreport.reading import read
from xlreport.record import from_bytes, pack, pack_finding, to_bytes, unpack, unpack_finding
from xlreport.report import Report
from xlreport.work import Guard, Task
from xlreport.work.texts import Texts, pack_texts, texts_of


def read_to_publish(
    path: Path, overlays: Sequence[Path] = ()
) -> tuple[Report, Texts, list[Finding]]:
    """Read a filled workbook under guard, with the placeholders in its texts filled in.

    :param overlays: the local overlays and forms in use.
    :returns: the report, what became of the rules of the text, and the placeholders that could
        not be filled.
    :raises Refused: if the workbook cannot be read.
    :raises EditionError: if an overlay cannot be read, or has a mistake.
    """
    with Guard(overlays) as guard:
        answer = guard.ask(Task("fill", path))
    length, unfilled = answer.data
    report = unpack(from_bytes(answer.body[:length]), path, overlays)
    texts = texts_of(answer.body[length:], path)
    return report, texts, [unpack_finding(each, path) for each in unfilled]


def fill_job(
    path: Path, _: Mapping[str, Any], __: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Read a workbook, fill its placeholders, and judge its texts."""
    report, unfilled = filled(read(path, overlays))
    (texts,) = judge_prose(report.edition, [report], compare_units=False)
    record = to_bytes(pack(report))
    data = [len(record), [pack_finding(each) for each in unfilled]]
    return data, record + to_bytes(pack_texts(texts))


def draw_document(
    report: Report, suffix: str, style: Path | None, overlays: Sequence[Path] = ()
) -> bytes:
    """Draw the document that is published under guard.

    :param suffix: says for which format: ``.docx``, ``.html`` or ``.pdf``.
    :param style: a Word document whose page and styles are used.
    :raises UserError: if that is none.
    """
    arguments = {"suffix": suffix, "style": str(style.absolute()) if style else ""}
    task = Task("draw", Path(report.source), arguments, to_bytes(pack(report)))
    with Guard(overlays) as guard:
        return guard.ask(task).body


def draw_job(
    path: Path, arguments: Mapping[str, Any], body: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Draw the document of the report whose record is ``body``."""
    report = unpack(from_bytes(body), path, overlays)
    style = Path(arguments["style"]) if arguments["style"] else None
    try:
        return None, document_bytes(report, arguments["suffix"], style)
    except UserError:
        raise
    except Exception as error:
        if style is None:
            raise
        document_bytes(report, arguments["suffix"], None)  # if this fails too, it is our fault
        raise UserError(
            f"“{style.name}”不能用作样式模板：其中缺少样式，或者已损坏",
            "请在 Word 或 WPS 中打开它、另存一份后再用。",
        ) from error
