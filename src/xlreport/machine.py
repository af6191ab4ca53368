"""What a person has said on this machine about a workbook, and the workbook itself may not say.

A workbook may come from anybody.  Which files outside of its folder belong to it, and which
overlays, is known only from what was typed or confirmed here; it stands in the user's own
settings, by the path of the workbook.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from xlreport.errors import UserError
from xlreport.files import replacing

_FILE = "汇总簿.json"
_MOST = 200
"""So many workbooks are remembered; those that have not been used for longest are forgotten."""

Said = Mapping[str, Sequence[str]]
"""Texts by the name of what they are about."""


def settings_folder() -> Path:
    """Return the folder of the user's settings, as the system has it."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "xlreport"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlreport"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "xlreport"


def said_about(workbook: Path) -> Said:
    """Return what was said about a workbook on this machine."""
    found = _all().get(os.path.realpath(workbook))
    if not isinstance(found, dict):
        return {}
    return {
        str(name): tuple(map(str, texts))
        for name, texts in found.items()
        if isinstance(texts, list)
    }


def remember(workbook: Path, said: Said) -> None:
    """Keep what was said about a workbook; where it cannot be kept it will be asked again."""
    key = os.path.realpath(workbook)
    told = {name: list(texts) for name, texts in said.items() if texts}
    everything = _all()
    if everything.get(key, {}) == told:
        return
    everything.pop(key, None)
    if told:
        everything[key] = told
    kept = dict([*everything.items()][-_MOST:])
    with suppress(UserError, OSError), replacing(settings_folder() / _FILE) as temporary:
        temporary.write_text(json.dumps(kept, indent=1), encoding="utf-8")


def _all() -> dict[str, Any]:
    with suppress(OSError, ValueError):
        data = json.loads((settings_folder() / _FILE).read_text(encoding="utf-8"))
        if isinstance(data, dict):
            return data
    return {}
