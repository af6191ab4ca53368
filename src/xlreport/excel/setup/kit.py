"""A folder for offices without internet: Python for Windows, the libraries, and what to click.

It is made on any computer that has internet, and carried over.  Nothing is installed there but by
copying, and by the add-in that Excel needs.  Nobody has run it on Windows: see docs/excel.md.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import xlreport
from xlreport.edition.load import schema_folder
from xlreport.errors import UserError
from xlreport.excel.setup.kit_texts import NOTES, NOTES_NAME, SCRIPTS, TEMPLATES_NAME
from xlreport.macro_source import workbook_folder

_TAGS = re.compile(r"python(\d)(\d+)\._pth")
_PROGRAM, _PACKAGES = "program", "program/Lib/site-packages"
_SECONDS_TO_LOAD = 1800


@dataclass(frozen=True, slots=True)
class Target:
    """The Python of the kit, for Windows on 64 bits."""

    major: int
    minor: int

    @property
    def environment(self) -> dict[str, str]:
        """What markers of requirements are asked of."""
        version = f"{self.major}.{self.minor}"
        return {
            "sys_platform": "win32",
            "platform_system": "Windows",
            "platform_machine": "amd64".upper(),
            "os_name": "nt",
            "python_version": version,
            "python_full_version": f"{version}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": "",
        }


def make_kit(folder: Path, python: Path, wheels: Path | None = None) -> Target:
    """Make the kit.

    :param folder: where; it must be new or empty.
    :param python: the embeddable package of Python for Windows, as python.org has it.
    :param wheels: a folder with the wheels; without one they are loaded with pip.
    :returns: what it is for.
    :raises UserError: if something is missing; an unfinished folder is removed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"“{folder}”已经有内容", "请另选一个空文件夹。")
    try:
        target = _unpack_python(python, folder / _PROGRAM)
        with TemporaryDirectory() as temporary:
            source = wheels or _load(target, Path(temporary))
            for wheel in sorted(source.glob("*.whl")):
                _unpack_wheel(wheel, folder / _PACKAGES, folder / _PROGRAM)
        _copy_ourselves(folder / _PACKAGES)
        _demand_all(folder / _PACKAGES, target)
        for name, text in SCRIPTS.items():
            (folder / name).write_bytes(text.encode())
        (folder / NOTES_NAME).write_text(NOTES, encoding="utf-8-sig", newline="\r\n")
        shutil.copytree(workbook_folder() / "templates", folder / TEMPLATES_NAME)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return target


def _unpack_python(python: Path, folder: Path) -> Target:
    try:
        with zipfile.ZipFile(python) as archive:
            found = [m for name in archive.namelist() if (m := _TAGS.fullmatch(name))]
            if len(found) != 1 or "python.exe" not in archive.namelist():
                raise UserError(f"“{python.name}”不是 Windows 版的嵌入式 Python", _PYTHON_ADVICE)
            for name in archive.namelist():
                if not name.endswith("/"):
                    _write(folder, name, archive.read(name))
    except (OSError, zipfile.BadZipFile) as error:
        raise UserError(f"读不出“{python.name}”", _PYTHON_ADVICE) from error
    # With the line `import site` the libraries in Lib/site-packages are found.
    zipped = f"python{found[0][1]}{found[0][2]}.zip"
    (folder / found[0][0]).write_text(f"{zipped}\n.\nimport site\n", encoding="ascii")
    target = Target(int(found[0][1]), int(found[0][2]))
    if (target.major, target.minor) < (3, 11):
        raise UserError(f"Python {target.major}.{target.minor} 太旧", "请用 3.11 或更新的版本。")
    return target


_PYTHON_ADVICE = (
    "请从 python.org 下载“Windows embeddable package (64-bit)”，"
    "例如 python-3.12.10-embed-amd64.zip。"
)


def _write(folder: Path, name: str, data: bytes) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\\" in name:
        raise UserError(f"压缩包里有不正常的文件名“{name}”")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _unpack_wheel(wheel: Path, packages: Path, program: Path) -> None:
    """Do with a wheel what pip does, but for scripts."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            first, _, rest = name.partition("/")
            if name.endswith("/"):
                continue
            if not first.endswith(".data"):
                _write(packages, name, archive.read(name))
                continue
            kind, _, rest = rest.partition("/")
            if kind in ("purelib", "platlib"):
                _write(packages, rest, archive.read(name))
            elif kind == "data":
                _write(program, rest, archive.read(name))


def _copy_ourselves(packages: Path) -> None:
    own = packages / "xlreport"
    ignored = shutil.ignore_patterns("__pycache__", "schemas", "workbook")
    shutil.copytree(Path(xlreport.__file__).parent, own, ignore=ignored)
    shutil.copytree(schema_folder(), own / "schemas")
    shutil.copytree(workbook_folder(), own / "workbook")
    shutil.copy(_lock(), own)
    about = packages / f"xlreport-{importlib.metadata.version('xlreport')}.dist-info"
    about.mkdir()
    described = importlib.metadata.distribution("xlreport").read_text("METADATA") or ""
    (about / "METADATA").write_text(described, encoding="utf-8")


def _demand_all(packages: Path, target: Target) -> None:
    """Say what is missing, if something is.

    :raises UserError: then.
    """
    if missing := list(lacking(packages, target)):
        raise UserError(f"缺少 {'、'.join(missing)}", "请补齐这些程序包后重试。")


def lacking(packages: Path, target: Target) -> Iterator[str]:
    """Yield what the packages in a folder need on Windows and is not there."""
    installed = importlib.metadata.distributions(path=[str(packages)])
    there = {canonicalize_name(each.name): each for each in installed}
    for name, each in there.items():
        for text in each.requires or ():
            wanted = Requirement(text)
            if wanted.marker is not None and not wanted.marker.evaluate(target.environment):
                continue
            found = there.get(canonicalize_name(wanted.name))
            if found is None or not wanted.specifier.contains(found.version, prereleases=True):
                yield f"{wanted.name}{wanted.specifier}（{name} 要用）"


def pinned(target: Target, environment: Mapping[str, str] | None = None) -> list[str]:
    """Return the libraries that the kit is tested with, each with its release.

    pip asks the markers of requirements of the computer that it runs on; here they are asked of
    the one that the kit is for.
    """
    asked = dict(environment or target.environment)
    lines = _lock().read_text("ascii").splitlines()
    found = (line.partition(";") for line in lines if line and not line.startswith("#"))
    return [
        name.strip()
        for name, _, marker in found
        if not marker or Marker(marker.strip()).evaluate(asked)
    ]


def _lock() -> Path:
    """Return the list of the libraries, in an installation or in the repository."""
    package = Path(xlreport.__file__).parent
    installed = package / "requirements.lock"
    return installed if installed.is_file() else package.parents[1] / "requirements.lock"


def _load(target: Target, folder: Path) -> Path:
    listed = folder / "requirements.txt"
    listed.write_text("\n".join(pinned(target)), encoding="ascii")
    options = ["--only-binary=:all:", "--no-deps", "--platform", "win_amd64"]
    options += ["--implementation", "cp", "--python-version", f"{target.major}.{target.minor}"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - pip, with arguments made here
            [*command, *options, "-r", str(listed)],
            check=False,
            capture_output=True,
            timeout=_SECONDS_TO_LOAD,
        )
    except subprocess.TimeoutExpired as error:
        raise UserError("下载程序包超时", "请检查网络后重试。") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-300:]
        raise UserError(f"没有下载成功（pip：{said}）", "请检查网络后重试。")
    return folder
