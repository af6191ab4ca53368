"""What the tests share: paths, LibreOffice, and how hard hypothesis tries."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings
from hypothesis.vendor.pretty import for_type_by_name
from tests.support.command import copies_wanted, worker
from tests.support.office_profile import COMPUTES, FETCHES_NOTHING, write_office_profile

from xlreport.work import start

ROOT = Path(__file__).resolve().parents[1]


# ---- hypothesis ----------------------------------------------------------------------------------

# No deadline: the first example pays for imports.  In CI the examples are the same every time.
_IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
settings.register_profile(
    "fast", max_examples=50, deadline=None, derandomize=_IN_CI, print_blob=True
)
settings.register_profile("quick", settings.get_profile("fast"), max_examples=10)
settings.register_profile("thorough", settings.get_profile("fast"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

# Hypothesis prints every field of a dataclass; those of an edition fill hundreds of pages.
for_type_by_name(
    "xlreport.edition.model",
    "Edition",
    lambda edition, printer, _: printer.text(repr(edition)),
)


# ---- files beside the repository -----------------------------------------------------------------


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder shared/ beside the repository, with material that is not part of it."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("shared/ is not here")
    return path


@pytest.fixture(scope="session", autouse=True)
def _settings_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What commands remember about workbooks goes into no settings of who runs the tests."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("settings"))


# A shell that runs the tests in the background has them ignore Ctrl-C, and what they start, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# ---- memory --------------------------------------------------------------------------------------


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody need look through it again.

    How often Python looks stays as it is: of a workbook with macros that goes before the first look
    the file under openpyxl's archive is closed before the archive, whose own closing fails then.
    """
    gc.collect()
    gc.freeze()


# ---- workers -------------------------------------------------------------------------------------

BEGUN_ANEW = start._begun_anew


@pytest.fixture(scope="session", autouse=True)
def _workers_are_copies() -> None:
    """The guard of this process, which cannot be copied itself, has workers that begin at once."""
    if copies_wanted():
        start._begun_anew = worker


# ---- LibreOffice ---------------------------------------------------------------------------------


@cache
def _soffice() -> Path | None:
    names = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def _demand_office() -> Path:
    path = _soffice()
    if path is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is not here, and XLREPORT_REQUIRE_OFFICE=1", pytrace=False)
        pytest.skip("LibreOffice is not here")
    return path


@pytest.hookimpl(tryfirst=True)  # before -m picks by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses LibreOffice through a fixture; let the long ones begin first.

    Those with a mouse come before all others: they wait for windows.
    """
    items.sort(key=_turn)
    for item in items:
        if {"office", "convert"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("office")


def _turn(item: pytest.Item) -> int:
    if "profile" in getattr(item, "fixturenames", ()):
        return 0
    return 1 if item.get_closest_marker("slow") else 2


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked ``office`` where there is none, or fail it where there has to be."""
    if item.get_closest_marker("office"):
        _demand_office()


@pytest.fixture(scope="session")
def office() -> Path:
    """The program soffice."""
    return _demand_office()


class Convert(Protocol):
    """What the fixture `convert` gives."""

    def __call__(
        self, files: Iterable[Path], target: str = "xlsx", *, timeout: float | None = None
    ) -> list[Path]:
        """Convert files with one start of LibreOffice, and return the new ones in their order."""


@pytest.fixture(scope="session")
def convert(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Converts workbooks (or documents) with LibreOffice, recalculating every formula on load.

    ``convert([a, b])`` gives recalculated workbooks, whose values openpyxl shows with
    ``data_only=True``; ``convert([a, b], "pdf")`` gives pages.  A target may name a filter too, as
    in ``"html:HTML (StarCalc)"``.
    """

    def run(
        files: Iterable[Path], target: str = "xlsx", *, timeout: float | None = None
    ) -> list[Path]:
        sources = [Path(file).resolve(strict=True) for file in files]
        if len({source.stem for source in sources}) < len(sources):
            raise ValueError("files of the same name would overwrite each other")
        if not sources:
            return []
        # Its own profile each time: nothing is left over from a run that was killed, and parallel
        # workers do not meet.
        folder = tmp_path_factory.mktemp("office")
        write_office_profile(folder / "profile", (*COMPUTES, *FETCHES_NOTHING))
        out = folder / "out"
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck"),
            *("--convert-to", target, "--outdir", out),
            *sources,
        ]
        said = _run_office(command, 60 + 10 * len(sources) if timeout is None else timeout)
        suffix = "." + target.partition(":")[0]
        results = [out / (source.stem + suffix) for source in sources]
        missing = [result.name for result in results if not result.is_file()]
        if missing:
            raise RuntimeError(f"LibreOffice did not write {', '.join(missing)}; it said:\n{said}")
        return results

    return run


def _run_office(command: Sequence[str | Path], timeout: float) -> str:
    """Run LibreOffice, and return what it printed."""
    environment = {
        **os.environ,
        "LC_ALL": "C.UTF-8",  # in the C locale it cannot open files with Chinese names
        "SAL_USE_VCLPLUGIN": "svp",  # no screen
    }
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,  # soffice is a script: the program proper is its child
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
            ended = f"ended with {process.returncode}"
        except subprocess.TimeoutExpired:
            _kill_group(process)
            output, _ = process.communicate()
            ended = f"did not end within {timeout:g} s"
        except BaseException:
            _kill_group(process)
            raise
    said = output.decode("utf-8", "replace").strip()
    if ended != "ended with 0":
        raise RuntimeError(f"LibreOffice {ended}; it said:\n{said}")
    return said


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with all that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
