"""What ``import xlreport`` gives, and what it does not load before somebody asks for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import xlreport


def test_every_name_of_the_package_is_there() -> None:
    assert set(xlreport.__all__) <= set(dir(xlreport))
    for name in xlreport.__all__:
        assert getattr(xlreport, name).__name__ == name
        assert name in vars(xlreport), "it is looked up once"
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = xlreport.chekc


@pytest.mark.whole
def test_help_loads_neither_the_forms_nor_what_reads_them() -> None:
    """People look at it for a word; only the module of the command that is called is loaded."""
    code = (
        "import sys, xlreport.cli as cli; code = cli.run(['--help']); "
        "print([m for m in ('xlreport.edition', 'xlreport.reading', 'xlreport.cli.check', "
        "'pydantic', 'yaml', 'xlsxwriter', 'numpy') if m in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert "consolidate" in done.stdout


@pytest.mark.whole
def test_a_package_does_not_hide_the_function_that_it_is_named_for() -> None:
    code = "import xlreport.checking, xlreport; print(xlreport.check is xlreport.checking.check)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
