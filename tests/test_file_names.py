"""Names of files made from names of units: they lead nowhere else, and exist on every system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.files import file_name, replacing, shown_name, shown_stem

NAMES = (
    *("", ".", "..", "...", " ", "../../escaped", "县政府办/外事办", "a\\b", "C:示例"),
    *("示例\x00局", "CON", "con", "NUL.局", "COM1", "LPT³", "aux ", "示例局.", "示例局 "),
    *(
        "甲" * 300,
        "\U0002c2f9" * 100,
        "示例\u202e局",
        "示例\ud800局",
        "示例\n局",
        "~$示例",
        '*?<>|"',
    ),
)
RESERVED = {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "LPT³", "COM¹"}


def is_safe(name: str) -> bool:
    stem = name.partition(".")[0].rstrip(" ").upper()
    return (
        name not in ("", ".", "..")
        and not set(name) & set('/\\:*?"<>|')
        and all(c.isprintable() for c in name)
        and len(name.encode("utf-8")) <= 255
        and stem not in RESERVED
        and not name.endswith((".", " "))
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_a_name_is_safe_everywhere(name: str, suffix: str, tmp_path: Path) -> None:
    made = file_name(name, suffix)
    assert is_safe(made), made
    path = tmp_path / made
    path.write_bytes(b"x")
    assert [each.name for each in tmp_path.iterdir()] == [made]


@given(st.text(st.characters(), max_size=300))
def test_any_name_is_safe_everywhere(name: str) -> None:
    made = file_name(name, ".xlsx")
    assert is_safe(made)
    assert file_name(made.removesuffix(".xlsx"), ".xlsx") == made


def test_two_long_names_stay_two() -> None:
    one, other = (file_name("甲" * 300 + last, ".xlsx") for last in "一二")
    assert one != other
    for name in (one, other):
        assert re.fullmatch(r"甲{62}-[0-9a-f]{8}\.xlsx", name)


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert file_name("示例县（高新区）·第1局2021", ".xlsx") == "示例县（高新区）·第1局2021.xlsx"
    assert file_name("示例局.", ".xlsx") == "示例局..xlsx"
    assert file_name("示例县") == "示例县"


def test_a_name_is_cut_only_where_it_is_too_long() -> None:
    """With what it ends in, it has 200 bytes at most; the digest is part of them."""
    longest = "a" * 195
    assert file_name(longest, ".xlsx") == f"{longest}.xlsx"
    assert re.fullmatch(r"a{186}-[0-9a-f]{8}\.xlsx", file_name(f"{longest}a", ".xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="names are of letters there, not of bytes")
@pytest.mark.parametrize("stem", ["市", "a" * 100, "长" * 70])
def test_a_file_that_is_being_written_is_named_after_what_it_will_be(
    stem: str, tmp_path: Path
) -> None:
    with replacing(tmp_path / f"{stem}.xlsx") as temporary:
        begun = temporary.name.split(".")[1]
        assert temporary.suffix == ".xlsx"
    assert os.fsencode(begun) == os.fsencode(stem)[:40]


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes by number")
@pytest.mark.parametrize("name", ["市.xlsx", "很长的名字" * 9 + ".xlsx", "a" * 90 + ".xlsx"])
def test_what_a_run_is_writing_is_left_to_it_and_what_a_killed_one_left_is_swept(
    name: str, tmp_path: Path
) -> None:
    program = (
        "import sys, time; from pathlib import Path; from xlreport.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as path:\n"
        "    path.write_bytes(b'half'); print('writing', flush=True); time.sleep(600)"
    )
    path = tmp_path / name
    other = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"writing\n"
    with replacing(path) as temporary:
        temporary.write_bytes(b"whole")
    assert len([each for each in tmp_path.iterdir() if each != path]) == 1
    other.kill()
    other.communicate()
    assert other.returncode == -9, "it was at work until then"
    with replacing(path) as temporary:
        temporary.write_bytes(b"whole")
    assert list(tmp_path.iterdir()) == [path]
    assert time.time() - path.stat().st_mtime < 60


def test_a_name_is_shown_as_it_is(tmp_path: Path) -> None:
    """Of UTF-8 nothing is made but what can be printed; other bytes are GB 18030 from Windows."""
    assert shown_name(Path("名字\n😀.xlsx")) == "名字?😀.xlsx"
    gbk = "甲镇.xlsx".encode("gb18030").decode("utf-8", "surrogateescape")
    assert shown_name(tmp_path / gbk) == "甲镇.xlsx"
    assert shown_stem(tmp_path / gbk) == "甲镇"
    assert shown_name(tmp_path / "附件.zip" / gbk) == "附件.zip › 甲镇.xlsx"
