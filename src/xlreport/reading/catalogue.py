"""What reading may say, by code: read from ``schemas/read/catalogue.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from xlreport.edition import Place, Severity
from xlreport.edition.document import read_document
from xlreport.edition.load import schema_folder
from xlreport.finding import Finding


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RefusalText(_Entry):
    """Why a file is refused; ``reason`` may hold ``{words}`` to fill in."""

    reason: str
    advice: str


class FindingText(_Entry):
    """What is noticed in a file that is taken."""

    severity: Severity
    short: str
    statement: str
    advice: str


class Catalogue(_Entry):
    """Everything that reading may say, by code."""

    refusals: Mapping[str, RefusalText]
    findings: Mapping[str, FindingText]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue."""
    return read_document(schema_folder() / "read" / "catalogue.yaml", Catalogue).source


def make_note(
    rule: str, found: str, *, unit: str, source: str, places: tuple[Place, ...] = ()
) -> Finding:
    """Return a finding of the reader.

    :param rule: its id in the catalogue.
    :param found: what is so, in Chinese.
    :raises KeyError: if the catalogue has no such rule.
    """
    text = catalogue().findings[rule]
    return Finding(
        rule=rule,
        clause=f"{rule}[{places[0].link}]" if places else rule,
        severity=text.severity,
        unit=unit,
        source=source,
        subject="",
        places=places,
        statement=text.statement,
        found=found,
        advice=text.advice,
        short=text.short,
    )
