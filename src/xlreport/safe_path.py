"""No module is imported from the folder that the user happens to stand in.

That folder is often the one with the files received, and whoever sent them may have put a
``yaml.py`` beside his workbook.  The command ``xlreport`` never looks there; ``python -m`` does,
and so does every process begun with ``-m`` or ``-c`` unless it is told not to.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_VARIABLE = "PYTHONSAFEPATH"


def leave_current_folder() -> None:
    """Take back what ``python -m xlreport`` has put in front of the module search path.

    Must run before anything else is imported.  A folder that holds this package itself, as in
    a checkout, stays.
    """
    begun_as_module = sys.argv[:1] == ["-m"]  # so it is called only until the module is found
    if begun_as_module and not sys.flags.safe_path and sys.path:
        home = Path(__file__).resolve().parents[1]
        if Path(sys.path[0]).resolve() != home:
            del sys.path[0]


def environment_of_children() -> dict[str, str]:
    """Return this process's environment for one that is to find the same modules, and no others."""
    here = os.path.realpath(os.curdir)
    home = os.path.realpath(Path(__file__).parents[1])
    places = [
        place
        for place in sys.path
        if place and (os.path.realpath(place) != here or os.path.realpath(place) == home)
    ]
    return {**os.environ, _VARIABLE: "1", "PYTHONPATH": os.pathsep.join(places)}


leave_current_folder()
