"""Many reports -> one: roster, intake, roll-up, and the workbooks that show them.

A package for each step, in the order of the data; each imports only from those above it::

    figures, rollup   figures as matrices, and their sum
    units      who must report: the roster, names, levels
    years      whose report of last year is whose; next year's workbooks
    earlier    what an earlier run left: settings, and what people wrote into its workbooks
    incoming   the files that came in: whose each is, what became of it, what must be decided
    sums       what was taken, added up, and the law that counts each report once
    book       the workbook of a roll-up, sheet by sheet
    replies    answers to what came in
"""

from xlreport.consolidation.rollup import consolidate

__all__ = ["consolidate"]
