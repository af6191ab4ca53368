"""Reports that are already published -> :class:`~xlreport.report.Report`, each value traced.

In the order of the data: :mod:`~xlreport.read.published.source` turns a file into lines and rows,
:mod:`~xlreport.read.published.sections` finds the parts,
:mod:`~xlreport.read.published.cover` the year and the unit,
:mod:`~xlreport.read.published.around` sets the sentences round a table apart,
:mod:`~xlreport.read.published.atoms` takes a table apart however it is laid out,
:mod:`~xlreport.read.published.heads` puts broken column heads together,
:mod:`~xlreport.read.published.form` says what the edition prints,
:mod:`~xlreport.read.published.match` compares the two,
:mod:`~xlreport.read.published.table` gives every cell its text,
:mod:`~xlreport.read.published.prose` the texts their pieces.

A file whose figures cannot be placed with certainty is refused; nothing lost becomes zero.
"""

from xlreport.read.published.folder import documents_in
from xlreport.read.published.importing import import_report
from xlreport.read.published.report import Imported, Origin

__all__ = ["Imported", "Origin", "documents_in", "import_report"]
