"""Reports that are already published -> :class:`~xlreport.report.Report`, each value traced.

In the order of the data:
:mod:`~xlreport.reading.published.source` turns a file into lines and rows,
:mod:`~xlreport.reading.published.sections` finds the parts,
:mod:`~xlreport.reading.published.cover` the year and the unit,
:mod:`~xlreport.reading.published.around` sets the sentences round a table apart,
:mod:`~xlreport.reading.published.atoms` takes a table apart however it is laid out,
:mod:`~xlreport.reading.published.heads` puts broken column heads together,
:mod:`~xlreport.reading.published.form` says what the edition prints,
:mod:`~xlreport.reading.published.match` compares the two,
:mod:`~xlreport.reading.published.table` gives every cell its text,
:mod:`~xlreport.reading.published.prose` the texts their pieces.

A file whose figures cannot be placed with certainty is refused; nothing lost becomes zero.
"""

from xlreport.reading.published.folder import documents_in
from xlreport.reading.published.importing import import_report
from xlreport.reading.published.report import Imported, Origin

__all__ = ["Imported", "Origin", "documents_in", "import_report"]
