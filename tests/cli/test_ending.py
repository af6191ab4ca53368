"""How commands end, whatever happens: exit codes, what is said, and where it goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from tests.support.command import COMMAND, environment, xlreport, xlreport_anew
from tests.support.made import write_report

pytestmark = pytest.mark.whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports with the mistakes that clerks make."""
    folder = tmp_path_factory.mktemp("收到")
    for report in reports.as_received():
        write_report(report, folder / f"{report.unit.name}.xlsx")
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook without fault."""
    path = tmp_path_factory.mktemp("好") / "好.xlsx"
    write_report(reports.corrected()[0], path)
    return path


def test_some_files_that_cannot_be_read_are_something_to_do(clean: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_text("hello")
    done = xlreport("check", clean, tmp_path, "--json")
    assert done.returncode == json.loads(done.stdout)["exit"] == 1
    done = xlreport("check", tmp_path, "--json")
    assert done.returncode == json.loads(done.stdout)["exit"] == 2
    done = xlreport("check", clean, "--json")
    assert done.returncode == json.loads(done.stdout)["exit"] == 0


def test_a_roll_up_of_nothing_says_so_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_text("hello")
    done = xlreport("consolidate", tmp_path / "坏.xlsx", "-o", tmp_path / "c.xlsx", "--unit", "x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()
    assert "Exception" not in done.stderr.decode()
    assert "没有一份报表可以汇总" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("template", "--year", "99999", "--unit", "示例局", "-o", "a.xlsx"),
        ("template", "--year", "0", "--unit", "示例局", "-o", "a.xlsx"),
        ("template", "--year", "x", "--unit", "示例局", "-o", "a.xlsx"),
        ("template", "--year", "2021.5", "--unit", "示例局", "-o", "a.xlsx"),
        ("template", "--year", "2021", "--year", "2021", "--unit", "示例局", "-o", "a.xlsx"),
        ("consolidate", ".", "-o", "a.xlsx", "--workers", "-3"),
        ("consolidate", ".", "-o", "a.xlsx", "--facts", "f.csv"),
        ("check", ".", "--nothing"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_for_is_refused_in_chinese(
    arguments: tuple[str, ...], clean: Path, tmp_path: Path
) -> None:
    (tmp_path / "好.xlsx").write_bytes(clean.read_bytes())
    done = xlreport(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr.decode()
    (line,) = done.stderr.decode().splitlines()
    assert "Traceback" not in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["好.xlsx"]


def test_a_fault_of_the_program_is_one_line_and_a_log(tmp_path: Path) -> None:
    """The fault is made by a module that breaks when it is imported."""
    (tmp_path / "sitecustomize.py").write_text(
        "def broken(*_, **__): raise ZeroDivisionError('示例')\n"
        "import xlreport.template\nxlreport.template.write_report = broken\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    logs = tmp_path / "logs"
    logs.mkdir()
    done = xlreport_anew(
        *("template", "--year", "2021", "--unit", "示例局", "-o", tmp_path / "a.xlsx"),
        env=environment(PYTHONPATH=path, TMPDIR=str(logs), TEMP=str(logs)),
    )
    assert done.returncode == 3
    (line,) = done.stderr.decode().splitlines()
    assert "程序内部出错" in line
    assert "没有写出任何文件" in line
    (log,) = logs.glob("xlreport-*.log")
    assert log.name in line
    assert "ZeroDivisionError: 示例" in log.read_text("utf-8")


@POSIX
def test_who_stops_it_is_told_what_was_written(tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    names = "".join(f"{number},示例第{number}局,政府部门,示例市\n" for number in range(1500))
    head = "代码,名称,类别,上级\nA,示例市,人民政府,\n"
    roster.write_text(head + names, encoding="utf-8")
    out = tmp_path / "下发"
    process = subprocess.Popen(
        [COMMAND, "next-year", "--year", "2021", "--roster", str(roster), "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(6000):
        if sum(not path.name.startswith(".") for path in out.rglob("*.xlsx")) >= 3:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    count = sum(1 for path in out.rglob("*.xlsx") if not path.name.startswith("."))
    assert process.returncode == 130
    assert 3 <= count < 1500
    assert f"已写出 {count} 个文件" in said.decode()
    assert not list(out.rglob("*.part*"))


def test_who_stops_it_while_it_begins_is_told_so(tmp_path: Path) -> None:
    """Loading the command line takes a while; here the key is pressed in the middle of it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'xlreport.cli.failure': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = xlreport_anew("check", "x", "--json", env=environment(PYTHONPATH=path))
    assert done.returncode == 130
    assert done.stderr.decode().splitlines() == ["已中断；没有写出任何文件。"]
    said = {"exit": 130, "reason": "已中断；没有写出任何文件。", "refusal": ""}
    assert json.loads(done.stdout) == said


def test_what_was_written_before_a_fault_is_counted(tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    names = "".join(f"{n},示例{n}局,政府部门,示例市\n" for n in range(9))
    roster.write_text(f"代码,名称,类别,上级\nA,示例市,人民政府,\n{names}", encoding="utf-8")
    out = tmp_path / "下发"
    (out / "示例市" / "示例7局2021.xlsx").mkdir(parents=True)
    done = xlreport("next-year", "--year", "2021", "--roster", roster, "-o", out, "--force")
    count = sum(1 for each in out.rglob("*") if each.is_file())
    assert done.returncode == 2
    assert count
    first, second = done.stderr.decode().splitlines()
    assert "示例7局2021.xlsx" in first
    assert f"已写出 {count} 个文件" in second


@POSIX
def test_letters_that_the_system_does_not_have_are_told(tmp_path: Path) -> None:
    """A unit's name in GBK bytes, and names of files on a system of ASCII."""
    unit = os.fsdecode("示例局".encode("gbk"))
    out = tmp_path / "a.xlsx"
    done = xlreport("template", "--year", "2021", "--unit", unit, "-o", out)
    (tmp_path / "r.csv").write_text("代码,名称,类别,上级\nA,示例市,人民政府,\n", encoding="utf-8")
    env = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    command = ("next-year", "--year", "2021", "--roster", tmp_path / "r.csv")
    other = xlreport_anew(*command, "-o", tmp_path / "a", env=env)
    for each in (done, other):
        assert each.returncode == 2, each.stderr.decode()
        (line,) = each.stderr.decode().splitlines()
        assert "UTF-8" in line
        assert "没有写出任何文件" in line
    assert not out.exists()


@POSIX
def test_a_reader_that_goes_away_stops_nobody(received: Path, tmp_path: Path) -> None:
    """As with ``| head``: no traceback, and what was to be written is written."""
    for arguments in (
        ["check", str(received), "--json"],
        ["check", str(received)],
        ["consolidate", str(received), "-o", str(tmp_path / "c.xlsx"), "--unit", "示例市"],
    ):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [COMMAND, *arguments], stdout=write, stderr=subprocess.PIPE, check=False
        )
        os.close(write)
        assert done.returncode == 1
        assert b"Error" not in done.stderr
        assert b"Exception" not in done.stderr
    assert (tmp_path / "c.xlsx").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_nobody_can_keep_is_told(received: Path) -> None:
    for arguments in (["--json"], []):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [COMMAND, "check", str(received), *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr.decode().splitlines() == [
            "输出没有写完：磁盘已满。请换一个地方保存输出，再执行一次。"
        ]


@POSIX
def test_closed_streams_stop_nobody(clean: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.xlsx"
    command = f"'{COMMAND}' consolidate '{clean}' -o '{out}' --unit 示例市 >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0
    assert out.exists()


def test_json_is_utf_8_on_every_console(tmp_path: Path) -> None:
    """U+2C2F9 is in no GBK: as JSON it comes whole, on the screen as its number."""
    report = reports.corrected()[0]
    unit = "\U0002c2f9街道"
    path = tmp_path / f"{unit}.xlsx"
    xlreport("template", "--year", report.year, "--unit", unit, "-o", path)
    env = environment(PYTHONIOENCODING="gbk", LC_ALL="C", PYTHONUTF8="0")
    done = xlreport_anew("check", path, "--json", env=env)
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("utf-8"))["reports"][0]["unit"] == unit
    shown = xlreport_anew("check", path, env=env)
    assert shown.returncode == 1
    assert "\\U0002c2f9街道" in shown.stdout.decode("gbk")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files in bytes")
def test_names_that_are_no_utf_8_are_shown_and_kept(
    clean: Path, received: Path, tmp_path: Path
) -> None:
    """As a zip file from Windows leaves them behind on Linux."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for name in ("甲街道", "乙镇"):
        path = os.fsencode(folder) + b"/" + f"{name}.xlsx".encode("gbk")
        Path(os.fsdecode(path)).write_bytes(clean.read_bytes())
    for path in received.iterdir():
        wrong = os.fsencode(folder) + b"/" + f"错{path.name}".encode("gbk")
        Path(os.fsdecode(wrong)).write_bytes(path.read_bytes())
    done = xlreport("check", folder, "--mark", "--json")
    assert done.returncode == 1
    said = json.loads(done.stdout.decode("utf-8"))
    sources = [each["source"] for each in said["reports"]]
    assert len(sources) == 8
    assert all(Path(source).exists() for source in sources)
    copies = {Path(each).name for each in said["marked"]}
    assert copies == {path.name for path in (tmp_path / "收到-校验结果").iterdir()}
    assert len(copies) == sum(bool(each["findings"]) for each in said["reports"])
    assert all(name.startswith("错") for name in copies)
    city = tmp_path / "市.xlsx"
    done = xlreport("consolidate", folder, "-o", city, "--unit", "示例市")
    assert done.returncode in (0, 1), done.stderr.decode()
    book = openpyxl.load_workbook(city)
    shown = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert {"甲街道.xlsx", "乙镇.xlsx"} <= shown


@pytest.mark.skipif(sys.platform != "linux", reason="names of files in bytes")
def test_other_files_with_such_names_are_taken_too(clean: Path, tmp_path: Path) -> None:
    """A roster, a published report, and a file that nobody can read but that names its unit."""

    def named(name: str) -> Path:
        return Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name.encode("gbk")))

    roster, page, folder = named("名册.csv"), named("年报.html"), named("收到")
    rows = "1,示例市,人民政府,\n2,丙局,政府部门,示例市\n"
    roster.write_text("代码,名称,类别,上级\n" + rows, encoding="utf-8")
    xlreport("publish", clean, "-o", page)
    done = xlreport("import", page, "-o", tmp_path / "导入", "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert file["status"] == "imported", file
    folder.mkdir()
    (folder / os.fsdecode("丙局.xlsx".encode("gbk"))).write_text("hello")
    city = named("市.xlsx")
    done = xlreport("consolidate", folder, "--roster", roster, "-o", city, "--json")
    assert done.returncode == 1, done.stderr.decode()
    (unit,) = json.loads(done.stdout)["units"]
    assert unit["state"] == "unreadable"
    assert xlreport("return", city, "-o", tmp_path / "退").returncode == 0


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_is_read_only_is_named(received: Path, tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir(mode=0o555)
    done = xlreport("consolidate", received, "-o", folder / "c.xlsx", "--unit", "示例市")
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "没有写入权限" in line


def test_findings_are_shown_though_no_copy_can_be_written(received: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    for path in received.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "收到-校验结果").write_text("这里已经有一个文件")
    done = xlreport("check", folder, "--mark")
    assert done.returncode == 1
    assert "2＝12，差" in done.stdout.decode()
    assert "没有标注副本" in done.stdout.decode()
    assert not done.stderr


@POSIX
def test_a_disk_that_is_full_while_marking_is_told(received: Path, tmp_path: Path) -> None:
    """The findings are there, no file is blamed, and no half of a copy is left behind."""
    folder = tmp_path / "收到"
    folder.mkdir()
    for path in received.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    limited = ["sh", "-c", 'ulimit -f 20; exec "$@"', "sh"]
    done = subprocess.run(
        [*limited, COMMAND, "check", str(folder), "--mark", "--json"],
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr.decode()
    said = json.loads(done.stdout)
    assert any(report["findings"] for report in said["reports"])
    assert said["marked"] == []
    assert said["unmarked"]
    assert all("超过了允许的大小" in each["reason"] for each in said["unmarked"])
    assert not done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == list(folder.iterdir())


@POSIX
def test_a_disk_that_is_full_is_told_of_a_roster_too(tmp_path: Path) -> None:
    command = ["sh", "-c", 'ulimit -f 2; exec "$@"', "sh", COMMAND, "roster", "template"]
    command += ["-o", "名册.xlsx"]
    done = subprocess.run(command, check=False, capture_output=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 2, done.stderr.decode()
    (line,) = done.stderr.decode().splitlines()
    assert "超过了允许的大小" in line
