"""Files -> reports."""

from typing import TYPE_CHECKING

from xlreport.on_demand import on_demand

if TYPE_CHECKING:
    from xlreport.reading.folder import files_in, is_spreadsheet, real_path, workbooks_in
    from xlreport.reading.refusal import Refused
    from xlreport.reading.sheets import SheetSource
    from xlreport.reading.workbook import read, read_sheets

__all__ = [
    "Refused",
    "SheetSource",
    "files_in",
    "is_spreadsheet",
    "read",
    "read_sheets",
    "real_path",
    "workbooks_in",
]

__getattr__, __dir__ = on_demand(
    __name__,
    {
        "folder": ("files_in", "is_spreadsheet", "real_path", "workbooks_in"),
        "refusal": ("Refused",),
        "sheets": ("SheetSource",),
        "workbook": ("read", "read_sheets"),
    },
)
