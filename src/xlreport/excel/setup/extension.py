"""The LibreOffice extension: built for the Python that runs this, and put into a user profile."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from xlreport.buttons import toolbar_and_menu
from xlreport.errors import UserError
from xlreport.files import replacing
from xlreport.macro_source import workbook_folder
from xlreport.zips import zipped

IDENTIFIER = "org.xlreport.buttons"
FILE_NAME = "xlreport.oxt"
_COMPONENT, _MENU = "xlreport_buttons.py", "Addons.xcu"
_PATIENCE = 120
"""Seconds that LibreOffice may take to add or remove an extension."""


class InstallFailed(UserError):
    """Something could not be installed or removed; the message, in Chinese, says why."""


def library_paths() -> list[str]:
    """Return the folders in which this Python finds xlreport and its libraries."""
    import xlreport

    own = str(Path(xlreport.__file__).parents[1])
    folders = (p for p in sys.path if Path(p).name in ("site-packages", "dist-packages"))
    return list(dict.fromkeys([own, *folders]))


def write_extension(path: Path) -> None:
    """Write the extension, with the place of this Python's libraries in it.

    :raises CannotWrite: if the file cannot be written.
    """
    folder = workbook_folder() / "libreoffice"
    version = "{}.{}".format(*sys.version_info[:2])
    parts = {
        str(part.relative_to(folder).as_posix()): part.read_text("utf-8")
        for part in sorted(folder.rglob("*.*"))
        if part.suffix in (".py", ".xml", ".xcu")
    }
    parts[_MENU] = toolbar_and_menu(parts[_MENU])
    parts[_COMPONENT] = (
        parts[_COMPONENT]
        .replace("PATHS = []", f"PATHS = {library_paths()!r}")
        .replace('PYTHON = ""', f'PYTHON = "{version}"')
        .replace('PROGRAM = ""', f"PROGRAM = {sys.executable!r}")
    )
    with replacing(path) as temporary:
        temporary.write_bytes(zipped({name: text.encode() for name, text in parts.items()}))


def unopkg() -> Path | None:
    """Return LibreOffice's program for extensions, if there is one."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    beside = [Path(office).resolve().with_name("unopkg")] if office else []
    found = shutil.which("unopkg")
    candidates = [*([Path(found)] if found else []), *beside]
    return next((path for path in candidates if path.exists()), None)


def office_python() -> str | None:
    """Return the version of the Python in which LibreOffice runs extensions, if it can be told."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    folder = Path(office).resolve().parent
    said = " ".join(path.name for path in folder.glob("python-core-*")).encode()
    if (library := folder / "libpyuno.so").is_file():
        said += library.read_bytes()
    found = re.search(rb"(?:python-core-|libpython)(3\.\d+)", said)
    return found[1].decode() if found else None


def install_extension(profile: Path | None = None, *, user: str | None = None) -> None:
    """Add the extension to LibreOffice, or replace an older one.

    :param profile: the user profile; without one, the profile that LibreOffice uses.
    :param user: whose profile it is, if not that of the user who runs this (LibreOffice lets
        root install nothing for itself); the user's group must have the same name.
    :raises InstallFailed: if LibreOffice refuses it.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        write_extension(path)
        Path(folder).chmod(0o755)
        _run(["add", "--force", str(path)], profile, user, "安装")


def remove_extension(profile: Path | None = None, *, user: str | None = None) -> None:
    """Take the extension out of LibreOffice.

    :raises InstallFailed: if LibreOffice refuses.
    """
    _run(["remove", IDENTIFIER], profile, user, "卸载")


def is_installed(profile: Path | None = None, *, user: str | None = None) -> bool:
    """Say whether LibreOffice has the extension.

    :raises InstallFailed: if LibreOffice does not say.
    """
    return IDENTIFIER in _run(["list"], profile, user, "查询")


def _run(arguments: list[str], profile: Path | None, user: str | None, doing: str) -> str:
    program = unopkg()
    if program is None:
        raise InstallFailed("没有找到 LibreOffice 的扩展管理程序 unopkg，请先安装 LibreOffice。")
    place = [f"-env:UserInstallation={profile.resolve().as_uri()}"] if profile else []
    try:
        done = subprocess.run(  # noqa: S603 - the program is LibreOffice's own
            [str(program), *arguments, *place],
            check=False,
            capture_output=True,
            timeout=_PATIENCE,
            user=user,
            group=user,
            cwd="/" if user else None,
            env={**os.environ, "HOME": str(profile)} if user and profile else None,
        )
    except subprocess.TimeoutExpired as error:
        raise InstallFailed(f"LibreOffice 扩展{doing}超时，请关闭 LibreOffice 后重试。") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()[-300:]
        if "as root" in said:
            raise InstallFailed("LibreOffice 的扩展不能由 root 用户管理，请用平时登录的用户运行。")
        raise InstallFailed(
            f"LibreOffice 扩展{doing}失败，请先关闭 LibreOffice。程序的提示：{said}"
        )
    return done.stdout.decode("utf-8", "replace")
