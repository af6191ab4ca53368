"""Files -> reports."""

from xlreport.read.folder import workbooks_in
from xlreport.read.guard import Refused
from xlreport.read.workbook import Sheets, read, read_sheets

__all__ = ["Refused", "Sheets", "read", "read_sheets", "workbooks_in"]
