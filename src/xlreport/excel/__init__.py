"""The Excel side: the buttons, the functions for cells, and the engines they run on.

The VBA of the workbooks calls ``import xlreport.excel as m; m.validate()``.  Everything here is
written against the public interface of xlwings' BSD part, so the same code serves Excel,
LibreOffice and closed files.
"""

from xlreport.excel.actions import (
    begin_next_year,
    clear_marks,
    load_last_year,
    next_problem,
    previous_problem,
    publish_web,
    publish_word,
    sign,
    submit,
    validate,
    warm_up,
)

__all__ = [
    "begin_next_year",
    "clear_marks",
    "load_last_year",
    "next_problem",
    "previous_problem",
    "publish_web",
    "publish_word",
    "sign",
    "submit",
    "validate",
    "warm_up",
]
