"""The Excel side: the buttons, the functions for cells, and the engines they run on.

The VBA of the workbooks calls ``import xlreport.excel as m; m.validate()``.  Everything here is
written against the public interface of xlwings' BSD part, so the same code serves Excel,
LibreOffice and closed files.
"""

from xlreport.excel.actions import clear_marks, next_problem, previous_problem, validate

__all__ = ["clear_marks", "next_problem", "previous_problem", "validate"]
