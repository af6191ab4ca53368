"""The old file or the new one, whole: whatever happens while a file is written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.hostile.forge import good_report

from xlreport import files
from xlreport.files import (
    CannotWrite,
    WouldReplace,
    cause_of,
    is_among,
    put_in_place,
    refuse_to_replace,
    replacing,
    written,
)
from xlreport.reading import read
from xlreport.template import write_report

KILLS = """
import os, random, sys, time
from pathlib import Path
from tests.hostile.forge import good_report
from xlreport.template import write_report

path = Path(sys.argv[1])
reports = [good_report(f"示例{number}街道") for number in range(2)]
versions = []
for report in [*reports, *reports]:
    begun = time.monotonic()
    write_report(report, path)
    takes = time.monotonic() - begun
    versions.append(path.read_bytes())
moments = random.Random(30)
seen = set()
for kill in range(300):
    if kill >= 30 and len(seen) == 2:
        break
    child = os.fork()
    if child == 0:
        while True:
            for report in reports:
                write_report(report, path)
    time.sleep(moments.uniform(0.0, 3 * takes))
    os.kill(child, 9)
    os.waitpid(child, 0)
    seen.add(versions.index(path.read_bytes()))
print(sorted(seen), len([n for n in os.listdir(path.parent) if not n.startswith(".")]))
"""


def python(program: str, *arguments: object) -> list[str]:
    """The command that runs a program which may use what the tests use."""
    return [sys.executable, "-c", program, *map(str, arguments)]


def environment() -> dict[str, str]:
    """Where such a program finds its modules."""
    places = [str(Path(__file__).parents[1]), *filter(None, sys.path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills forked processes")
def test_thirty_kills_leave_a_whole_file_each_time(tmp_path: Path) -> None:
    """Killed at any moment of writing, the file is one of the two that were written.

    A machine that has just become slow is given more tries to write both.
    """
    command = python(KILLS, tmp_path / "报表.xlsx")
    said = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(), timeout=600
    )
    assert said.stdout.strip() == "[0, 1] 1", said.stderr


def test_what_killed_runs_left_is_swept_after_a_day(tmp_path: Path) -> None:
    old, new, other, link = (
        tmp_path / name
        for name in (
            ".报表.abcd1234.part.xlsx",
            ".报表.abcd5678.part.xlsx",
            ".x",
            ".报表.abcd9999.part.xlsx",
        )
    )
    for path in (old, new, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    link.symlink_to(other)
    with replacing(tmp_path / "报表.xlsx") as temporary:
        temporary.write_bytes(b"new")
    assert not old.exists()
    assert new.exists()
    assert other.exists()
    assert link.is_symlink()


@pytest.mark.parametrize(("seconds", "stays"), [(86_400, True), (86_401, False)])
def test_a_run_may_take_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, stays: bool
) -> None:
    left = tmp_path / ".报表.abcd1234.part.xlsx"
    left.write_bytes(b"half")
    os.utime(left, (1_000_000_000,) * 2)
    clock = SimpleNamespace(time=lambda: 1_000_000_000 + seconds, monotonic=time.monotonic)
    monkeypatch.setattr(files, "time", clock)
    with replacing(tmp_path / "报表.xlsx") as temporary:
        temporary.write_bytes(b"whole")
    assert left.exists() is stays


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes by number")
def test_only_files_of_runs_on_this_machine_are_known_to_be_left(tmp_path: Path) -> None:
    """That nobody here has the number of another machine's process says nothing of it."""
    nobody = 2**30
    mine, others, link = (
        tmp_path / f".报表.{host}-{nobody}-abcd{number}.part.xlsx"
        for number, host in ((1234, files._host()), (5678, "ffffff"), (9012, files._host()))
    )
    for path in (mine, others):
        path.write_bytes(b"half")
    link.symlink_to(others)
    with replacing(tmp_path / "报表.xlsx") as temporary:
        temporary.write_bytes(b"whole")
    assert not mine.exists()
    assert others.exists()
    assert link.is_symlink()


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond 4 KB: writing fails as on a full disk."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    before = b"old" * 1000
    path.write_bytes(before)
    with pytest.raises(CannotWrite, match=r"无法写入“.*报表.xlsx”.*原有文件没有改动"):
        write_report(good_report(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


FULL = """
import sys
from pathlib import Path
from tests.hostile.forge import good_report
from xlreport.errors import CannotWrite
from xlreport.template import write_report

path = Path(sys.argv[1], "报表.xlsx")
try:
    write_report(good_report(), path)
except CannotWrite as error:
    print(error)
print(path.read_text(), len(list(path.parent.iterdir())))
"""


@pytest.mark.whole
@pytest.mark.parametrize(("state", "message"), [("old 2", "磁盘已满"), ("old 1", "只读")])
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system of its own")
def test_a_full_or_read_only_disk_leaves_the_old_file(
    state: str, message: str, tmp_path: Path
) -> None:
    """On a file system that really is full, or really is read-only."""
    last = "head -c 40000 /dev/zero > 底" if state == "old 2" else "mount -o remount,ro ."
    shell = (
        'mount -t tmpfs -o size=64k tmpfs "$1" && cd "$1" && printf old > 报表.xlsx && '
        f'{last} && cd / && shift && exec "$@"'
    )
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", shell, "sh", tmp_path, *python(FULL, tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"nothing may be mounted here: {done.stderr.strip()}")
    said, _, found = done.stdout.strip().rpartition("\n")
    assert message in said, done.stderr
    assert found == state


def test_an_unwritable_folder_is_named() -> None:
    """Where nobody may write, not even root, the message says so and nothing else happens."""
    with pytest.raises(CannotWrite, match=r"无法写入“/proc/报表\.xlsx”"):
        write_report(good_report(), Path("/proc/报表.xlsx"))


def test_a_name_that_is_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "报表.xlsx").mkdir()
    with pytest.raises(CannotWrite, match="这是一个文件夹"):
        write_report(good_report(), tmp_path / "报表.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["报表.xlsx"]


@pytest.mark.parametrize("name", ["长" * 70 + ".xlsx", "a" * 240 + ".xlsx", "\U0001f4ca" * 50])
def test_long_names_are_written(name: str, tmp_path: Path) -> None:
    with replacing(tmp_path / name) as temporary:
        temporary.write_bytes(b"new")
    assert (tmp_path / name).read_bytes() == b"new"


def test_a_name_that_is_too_long_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="文件名太长"):
        write_report(good_report(), tmp_path / ("长" * 90 + ".xlsx"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o777])
def test_permissions_of_the_old_file_stay(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(b"old")
    path.chmod(mode)
    with replacing(path) as temporary:
        temporary.write_bytes(b"new")
    assert path.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with replacing(tmp_path / "报表.xlsx") as temporary:
            temporary.write_bytes(b"new")
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    assert (tmp_path / "报表.xlsx").stat().st_mode & 0o777 == 0o644


def test_a_file_is_written_under_a_name_like_its_own_and_then_known(tmp_path: Path) -> None:
    path = tmp_path / "新" / "年" / "报表.xlsx"
    for _ in range(2):
        with replacing(path) as temporary:
            temporary.write_bytes(b"new")
    assert temporary.parent == path.parent
    assert temporary.name.startswith(".报表.")
    assert temporary.suffix == ".xlsx"
    assert written().count(path) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which files are open")
def test_data_and_then_the_name_reach_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(
        os, "fsync", lambda number: flushed.append(str(Path(f"/proc/self/fd/{number}").readlink()))
    )
    with replacing(tmp_path / "报表.xlsx") as temporary:
        temporary.write_bytes(b"new")
    assert flushed == [str(temporary), str(tmp_path)]


@pytest.mark.parametrize("closed_after", [1.0, 60.0])
def test_windows_waits_two_seconds_for_who_has_the_file_open(
    closed_after: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, tries, replace_it = [1000.0], [0], Path.replace

    def replaced(self: Path, target: Path) -> Path:
        tries[0] += 1
        if now[0] < 1000.0 + closed_after:
            raise PermissionError(errno.EACCES, "open in Excel")
        return replace_it(self, target)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.append(now.pop() + seconds))
    new, path = tmp_path / "新.xlsx", tmp_path / "报表.xlsx"
    new.write_bytes(b"new")
    with pytest.raises(PermissionError):
        put_in_place(new, path)
    assert (tries, now) == ([1], [1000.0]), "nobody waits where an open file can be replaced"
    monkeypatch.setattr(sys, "platform", "win32")
    if closed_after < 2:
        put_in_place(new, path)
        assert path.read_bytes() == b"new"
    else:
        with pytest.raises(PermissionError):
            put_in_place(new, path)
        assert 1001.9 < now[0] < 1002.2
        assert new.exists()


def test_only_what_may_be_lost_is_replaced(tmp_path: Path) -> None:
    path, link, folder = tmp_path / "报表.xlsx", tmp_path / "链接.xlsx", tmp_path / "夹"
    refuse_to_replace(path)
    folder.mkdir()
    refuse_to_replace(folder)
    path.write_bytes(b"old")
    link.symlink_to(path)
    refuse_to_replace(path, inputs=[folder, tmp_path / "没有.xlsx"], kept=lambda _: "")
    with pytest.raises(WouldReplace, match="这次要读的文件"):
        refuse_to_replace(path, inputs=[tmp_path / "没有.xlsx", link], kept=lambda _: "")
    with pytest.raises(WouldReplace, match="里面有数"):
        refuse_to_replace(path, kept=lambda _: "里面有数")
    with pytest.raises(WouldReplace, match="不能确定"):
        refuse_to_replace(path)
    refuse_to_replace(path, inputs=[path], force=True)
    assert not is_among(tmp_path / "没有.xlsx", [path])


def test_an_error_of_no_number_is_not_taken_for_another() -> None:
    assert cause_of(OSError(errno.EXDEV, "?")) == f"系统错误 {errno.EXDEV}"
    assert cause_of(OSError("?")).startswith("系统错误")
    assert cause_of(OSError(errno.EPERM, "?")) == "没有权限"


def test_an_error_of_the_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:
        temporary.write_bytes(b"half" * (1 // 0))
    with pytest.raises(CannotWrite, match="磁盘已满"), replacing(path):
        raise OSError(errno.ENOSPC, "no space")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "=1+2",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "http://example.org",
        "file://x",
        "'",
        "",
    ],
)
def test_what_a_clerk_wrote_is_written_as_text(text: str, tmp_path: Path) -> None:
    """No formula and no link comes of a text."""
    report = good_report()
    key = next(iter(report.prose))
    write_report(replace(report, prose={**report.prose, key: text}), tmp_path / "报表.xlsx")
    again = read(tmp_path / "报表.xlsx")
    assert again.prose[key] == text.strip()
    assert again.notes == ()
