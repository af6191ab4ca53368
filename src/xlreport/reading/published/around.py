"""The lines of a part that is a table -> those of the table, and the sentences around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlreport.edition.model import Section
from xlreport.reading.published.atoms import normal
from xlreport.reading.published.form import plain, spellings_of
from xlreport.reading.published.line import Line
from xlreport.reading.published.match import likeness

_ENDS = re.compile("[。；;！!]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_ALIKE = 0.8
_SHORTEST = 6
_SHORTEST_BEFORE = 10
"""Letters of a sentence; one without a stop, in front of the table, has more."""


def split_sentences(section: Section, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines of the table, and the sentences that stand before, in and after it."""
    labels = spellings_of(section)
    table: list[Line] = []
    sentences: list[Line] = []
    begun = False
    for line in _opened(section, lines):
        text = _running_text(line)
        if text is None:
            begun = begun or bool(line.text.strip())
            table.append(line)
            continue
        letters = plain(text)
        if _is_label(letters, text, labels):
            begun = begun or bool(letters)
            table.append(line)
        elif (_ENDS.search(text) and len(letters) >= _SHORTEST) or (
            not begun and len(letters) >= _SHORTEST_BEFORE and re.search("[，,：:]", text)
        ):
            sentences.append(line)
        else:
            table.append(line)
    return table, sentences


def _opened(section: Section, lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines; a sentence on one line with the beginning of the table is set apart."""
    first = next((block.title for block in section.blocks if block.title), None)
    for line in lines:
        at = normal(line.text).find(normal(first)) if first and line.cells is None else -1
        if at > 0 and _ENDS.search(line.text[:at]) and len(normal(line.text)) == len(line.text):
            yield replace(line, text=line.text[:at])
            yield replace(line, text=line.text[at:])
        else:
            yield line


def _running_text(line: Line) -> str | None:
    """Return the text of a line that is no row of cells; ``None`` for others."""
    if line.cells is not None:
        told = [cell for cell in line.cells if cell.strip()]
        return normal(told[0]).strip() if len(told) == 1 else None
    text = normal(line.text).strip()
    bare = text.strip("|")
    if "|" in bare or "\t" in text or not _CHINESE.search(bare):
        return None
    return bare.strip()


def _is_label(letters: str, text: str, labels: frozenset[str]) -> bool:
    """Tell whether a text is a heading of the table, or an explanation in brackets."""
    if not letters or letters in labels or (text.startswith("(") and text.endswith(")")):
        return True
    if any(label in letters for label in labels if len(label) > _SHORTEST) and any(
        character.isdigit() for character in text.rsplit(maxsplit=1)[-1]
    ):
        return True
    return any(likeness(letters, label) >= _ALIKE for label in labels)
