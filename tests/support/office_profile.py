"""A user profile for LibreOffice with a few settings and nothing else, to be thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

Setting = tuple[str, str, str]
"""A path in LibreOffice's registry, the name of a property, and its value."""

_MISC = "/org.openoffice.Office.Common/Misc"
_QUIET: tuple[Setting, ...] = (
    # No greetings at the first start, and every start is the first.
    (_MISC, "FirstRun", "false"),
    (_MISC, "ShowTipOfTheDay", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "7.4"),
)
COMPUTES: tuple[Setting, ...] = (
    # Values that a file brings along are never taken for calculated: 0 is "always recalculate".
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
)
FETCHES_NOTHING: tuple[Setting, ...] = (
    # Nothing that a document names elsewhere is fetched: 2 is "never".
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)
RUNS_MACROS: tuple[Setting, ...] = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "0"),
    ("/org.openoffice.Office.Common/Save/Document", "WarnAlienFormat", "false"),
)


def write_office_profile(folder: Path, settings: Iterable[Setting] = ()) -> None:
    """Write a profile that greets nobody and has some more settings.

    :param folder: the profile, which is not there yet; ``-env:UserInstallation`` names it.
    """
    items = "".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>\n"
        for path, name, value in (*_QUIET, *settings)
    )
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )
