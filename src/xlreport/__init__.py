"""Statutory annual reports on disclosure of government information, in Excel and beyond it.

A report is a vector of cells, a rule is a statement about cells, a roll-up is a sum of vectors::

    import xlreport

    report = xlreport.read("龙津洲街道2020.xlsx")
    for verdict in xlreport.check([report]):
        for finding in verdict.findings:
            print(finding.sheet, finding.cells, finding.message)

docs/api.md has an example of each name.
"""

from xlreport import safe_path  # noqa: F401 - before all others: it says where they are found

# isort: split
from typing import TYPE_CHECKING

from xlreport.on_demand import on_demand

if TYPE_CHECKING:
    from xlreport.checking import Verdict, check, schema_of
    from xlreport.consolidation import consolidate
    from xlreport.consolidation.incoming.filing import Filing
    from xlreport.consolidation.incoming.intake import Intake
    from xlreport.consolidation.sums.tree import RollUp
    from xlreport.consolidation.units.roster import Roster, RosterError
    from xlreport.edition import Edition, edition_for
    from xlreport.errors import CannotWrite
    from xlreport.finding import Finding, Outcome
    from xlreport.office import facts, read_roster, roll_up, take_in
    from xlreport.reading import Refused, read
    from xlreport.report import Report, Unit
    from xlreport.template import blank_report, write_report

__all__ = [
    "CannotWrite",
    "Edition",
    "Filing",
    "Finding",
    "Intake",
    "Outcome",
    "Refused",
    "Report",
    "RollUp",
    "Roster",
    "RosterError",
    "Unit",
    "Verdict",
    "blank_report",
    "check",
    "consolidate",
    "edition_for",
    "facts",
    "read",
    "read_roster",
    "roll_up",
    "schema_of",
    "take_in",
    "write_report",
]

__getattr__, __dir__ = on_demand(
    __name__,
    {
        "checking": ("Verdict", "check", "schema_of"),
        "consolidation": ("consolidate",),
        "consolidation.incoming.filing": ("Filing",),
        "consolidation.incoming.intake": ("Intake",),
        "consolidation.units.roster": ("Roster", "RosterError"),
        "consolidation.sums.tree": ("RollUp",),
        "edition": ("Edition", "edition_for"),
        "errors": ("CannotWrite",),
        "finding": ("Finding", "Outcome"),
        "office": ("facts", "read_roster", "roll_up", "take_in"),
        "reading": ("Refused", "read"),
        "report": ("Report", "Unit"),
        "template": ("blank_report", "write_report"),
    },
)
