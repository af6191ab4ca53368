"""The packages hold everything: built, installed into an empty environment, and used there."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run a program without this test's own paths, and return what it prints."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def build(source: Path, target: Path, *kinds: str) -> None:
    """Build packages of a source tree into a folder."""
    wanted = [word for kind in kinds for word in ("--target", kind)]
    call(sys.executable, "-m", "hatchling", "build", "--directory", target, *wanted, cwd=source)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source package."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder, "sdist", "wheel")
    return folder


def test_the_wheel_carries_schemas_and_macros(packages: Path) -> None:
    """What lies beside src in a working copy lies inside the package."""
    with zipfile.ZipFile(next(packages.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    for folder in ("schemas", "workbook"):
        files = [
            p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts
        ]
        assert files
        wanted = {f"xlreport/{path.relative_to(ROOT).as_posix()}" for path in files}
        assert wanted - names == set()
    assert {"xlreport/py.typed", "xlreport/requirements.lock"} <= names


def test_the_source_package_builds_the_same_wheel(packages: Path, tmp_path: Path) -> None:
    """Nothing that the wheel needs is left out of the source package."""
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    build(source, tmp_path / "again", "wheel")
    (one,), (other,) = packages.glob("*.whl"), (tmp_path / "again").glob("*.whl")
    assert one.name == other.name
    assert contents(one) == contents(other)


def contents(wheel: Path) -> dict[str, str]:
    """The digest of each file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}


def installed(home: Path) -> None:
    """Install the locked dependencies into a new environment, from a package index."""
    venv.create(home, with_pip=True)
    pip = (programs(home) / "python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    call(*pip, "install", "-r", ROOT / "requirements.lock", cwd=home)


def linked(home: Path) -> None:
    """Put the locked dependencies, and nothing else, of this environment into a new one.

    They take half a gigabyte, and are here already.
    """
    venv.create(home, symlinks=os.name != "nt")
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    for asked in (Requirement(line) for line in lines if not line.startswith("#")):
        if asked.marker is None or asked.marker.evaluate():
            found = metadata.distribution(asked.name)
            assert found.version in asked.specifier, f"{asked}: here is {found.version}"
            for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                if not (site / top).exists():  # two may have stray files in one folder
                    (site / top).symlink_to(Path(str(found.locate_file(top))))


def programs(home: Path) -> Path:
    """The folder of an environment's programs."""
    return home / ("Scripts" if os.name == "nt" else "bin")


@pytest.mark.parametrize("furnish", [linked, pytest.param(installed, marks=pytest.mark.long)])
def test_the_wheel_works_in_an_empty_environment(
    furnish: Callable[[Path], None], packages: Path, tmp_path: Path
) -> None:
    """With its locked dependencies alone, it makes a workbook and checks it."""
    home = tmp_path / "venv"
    furnish(home)
    python = programs(home) / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    call(*pip, "install", "--quiet", "--no-deps", next(packages.glob("*.whl")), cwd=tmp_path)
    where = call(python, "-c", "import xlreport; print(xlreport.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    call(*pip, "check", cwd=tmp_path)
    call(python, "-c", "import pytest", cwd=tmp_path, code=1)

    program = programs(home) / "xlreport"
    blank = ("--year", "2021", "--unit", "示例街道")
    call(program, "template", *blank, "-o", "示例街道.xlsx", cwd=tmp_path)
    call(program, "template", *blank, "--macros", "-o", "示例街道.xlsm", cwd=tmp_path)
    assert "FILLED" in call(program, "check", "示例街道.xlsx", "--json", cwd=tmp_path, code=1)
