"""The Excel side: the buttons, the functions for cells, and the engines they run on.

A click is a plan, and then its doing: see :mod:`xlreport.excel.plan`.  Everything here is written
against the public interface of xlwings' BSD part, so the same code serves Excel, LibreOffice and
closed files.
"""

from xlreport.excel import actions, city
from xlreport.excel.press import button, warm_up

validate = button(actions.validate)
clear_marks = button(actions.clear_marks)
next_problem = button(actions.next_problem)
previous_problem = button(actions.previous_problem)
load_last_year = button(actions.load_last_year)
begin_next_year = button(actions.begin_next_year)
sign = button(actions.sign)
submit = button(actions.submit)
publish_word = button(actions.publish_word)
publish_web = button(actions.publish_web)
roll_up_again = button(city.roll_up_again)
trace = button(city.trace)
give_back = button(city.give_back)
verify_files = button(city.verify_files)

__all__ = [
    "begin_next_year",
    "clear_marks",
    "give_back",
    "load_last_year",
    "next_problem",
    "previous_problem",
    "publish_web",
    "publish_word",
    "roll_up_again",
    "sign",
    "submit",
    "trace",
    "validate",
    "verify_files",
    "warm_up",
]
