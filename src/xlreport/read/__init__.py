"""Files -> reports."""

from xlreport.read.folder import workbooks_in
from xlreport.read.guard import Refused
from xlreport.read.workbook import read

__all__ = ["Refused", "read", "workbooks_in"]
