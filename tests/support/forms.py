"""The official forms as they were printed: facts, written down from the documents themselves.

``tests/data/forms.yaml`` was taken from the official documents and not from ``schemas/``, so that
one can be held against the other.  An edition that it does not describe is not judged by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from tests.conftest import ROOT

_FACTS: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "data" / "forms.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class PrintedBlock:
    """A block of table 2: its title, heads of columns, labels of rows, and its empty cells.

    A head is empty where the form prints none; an empty cell is named by its row and column.
    """

    title: str
    columns: list[str]
    rows: list[str]
    empty: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class PrintedRow:
    """A row of table 3: the heads that lead to it, and whether it is of totals."""

    heads: list[str]
    total: bool = False


class PrintedForm:
    """An official form.

    ``cells`` has for each table how many cells are typed and how many are summed, ``clauses`` in
    how many places each identity holds, ``addends`` how many results add up to their total,
    ``signed`` the columns in which numbers may be negative, ``units`` what is counted in some cells
    and how: the unit, how many decimals, the least number.
    """

    sections: list[str] = _FACTS["sections"]
    note: str = _FACTS["requests"]["note"]
    over_applicants: str = _FACTS["requests"]["over"]
    applicants: list[list[str]] = _FACTS["requests"]["columns"]
    results: list[list[str]] = _FACTS["disputes"]["columns"]

    def __init__(self, identity: str) -> None:
        """:param identity: the id of the edition."""
        facts = _FACTS["editions"][identity]
        self.document: dict[str, str] = facts["document"]
        self.years: list[int] = facts["years"]
        self.cells: dict[str, list[int]] = facts["cells"]
        self.clauses: dict[str, int] = facts["clauses"]
        self.addends: int = facts["addends"]
        self.signed: list[str] = facts["signed"]
        self.units: dict[str, list[Any]] = facts["units"]
        self.disclosure = [PrintedBlock(**block) for block in facts["disclosure"]]
        self.requests = [PrintedRow(**row) for row in facts["requests"]]


FORMS = {identity: PrintedForm(identity) for identity in _FACTS["editions"]}
"""The official forms by the ids of their editions."""
