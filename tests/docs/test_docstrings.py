"""Docstrings say what a caller must know, and the check that holds them to it notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import docstrings

import xlreport

WRONG = {
    "a parameter is not said": ("year: int, unit: str", ":param year: the year."),
    "one is said that is not there": ("year: int", ":param year: it.\n    :param month: it."),
    "they are in another order": ("a: int, b: int", ":param b: one.\n    :param a: other."),
    "nothing is said but the first line": ("year: int", ""),
}


def module(path: Path, parameters: str, fields: str, body: str = "return 1") -> Path:
    """A module with one function."""
    docstring = f'"""Return something.\n\n    {fields}\n    """' if fields else '"""Return it."""'
    path.write_text(
        f'"""A module."""\n\n\ndef f({parameters}) -> int:\n    {docstring}\n    {body}\n'
    )
    return path


@pytest.mark.parametrize("name", WRONG)
def test_a_docstring_that_is_not_right_is_told(name: str, tmp_path: Path) -> None:
    (found,) = docstrings.complaints([module(tmp_path / "wrong.py", *WRONG[name])])
    assert "wrong.py:4: f: the docstring says the parameters" in found


def test_an_error_that_is_raised_must_be_said_and_others_may(tmp_path: Path) -> None:
    fields = ":param a: it.\n    :raises KeyError: if."
    quiet = module(tmp_path / "quiet.py", "a: int", fields, "raise KeyError(a)")
    more = f"{fields}\n    :raises OSError: from below."
    below = module(tmp_path / "below.py", "a: int", more, "raise KeyError(a)")
    assert docstrings.complaints([quiet, below]) == []
    silent = module(tmp_path / "silent.py", "a: int", ":param a: it.", "raise KeyError(a)")
    other = module(tmp_path / "other.py", "a: int", fields, "raise ValueError(a)")
    told = [line.rpartition(" ")[2] for line in docstrings.complaints([silent, other])]
    assert told == ["ValueError", "KeyError"]


def test_what_is_exported_and_what_computes_rules_is_looked_at() -> None:
    looked_at = docstrings.modules()
    assert {"report.py", "load.py", "workbook.py", "law.py"} <= {path.name for path in looked_at}
    assert docstrings.SOURCE / "checking" in looked_at
    assert "check" in xlreport.__all__


def test_they_are_right() -> None:
    """As ``make lint`` does."""
    assert docstrings.complaints(docstrings.modules()) == []
