"""Files -> reports."""

from xlreport.read.folder import files_in, is_spreadsheet, real_path, workbooks_in
from xlreport.read.refusal import Refused
from xlreport.read.sheets import Sheets
from xlreport.read.workbook import read, read_sheets

__all__ = [
    "Refused",
    "Sheets",
    "files_in",
    "is_spreadsheet",
    "read",
    "read_sheets",
    "real_path",
    "workbooks_in",
]
