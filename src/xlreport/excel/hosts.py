"""Which program a workbook is open in, where xlwings' public interface has no word for a thing."""

from __future__ import annotations

import enum
import sys

import xlwings as xw


class Host(enum.Enum):
    """A program; ``CLOSED`` stands for a file that none has open."""

    CLOSED = enum.auto()
    OFFICE = enum.auto()
    WINDOWS = enum.auto()
    MAC = enum.auto()


_OURS = {"closed": Host.CLOSED, "libreoffice": Host.OFFICE}


def host_of(app: xw.App) -> Host:
    """Return which program one is."""
    excel = Host.MAC if sys.platform == "darwin" else Host.WINDOWS
    return _OURS.get(app.engine.name, excel)
