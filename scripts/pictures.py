"""Make the pictures of the documentation from the real program: demo workbooks in LibreOffice.

Needs soffice, Xvfb, xdotool, chromium and ImageMagick.  Run it from the repository::

    .venv/bin/python scripts/pictures.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.office_profile import write_office_profile  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "demo"
SCREEN = "1440x1000"

SHOTS = (
    # picture, workbook, the sheet to show
    ("marked.png", DEMO / "收到的报表-校验结果" / "示例甲街道2020-校验结果.xlsx", "三、依申请公开"),
    ("live.png", DEMO / "收到的报表" / "示例丁乡2020.xlsx", "二、主动公开"),
    ("city.png", DEMO / "2020年汇总.xlsx", "三、依申请公开"),
)


def main() -> None:
    """Run the demo, open its workbooks one after another, and save what the screen shows."""
    subprocess.run([sys.executable, "examples/demo.py"], cwd=ROOT, check=True, capture_output=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, workbook, sheet in SHOTS:
        shoot(workbook, sheet, PICTURES / name)
        print(PICTURES / name)
    with tempfile.TemporaryDirectory() as folder:
        shoot_issues(Path(folder), PICTURES / "issues.png")
        shoot_page(Path(folder), PICTURES / "web.png")
        shoot_register(Path(folder), PICTURES / "form-register.png")
        shoot_terminal(Path(folder), ["check", "demo/收到的报表"], PICTURES / "check.png")


def shoot_register(folder: Path, picture: Path) -> None:
    """Show the register of another form, filled with two mistakes."""
    from random import Random

    from tests.support.website import FIRST_ROW, WEBSITE, completed, sample_entry, valid_website

    from xlreport.template import write_report

    random = Random(3)
    entries = [sample_entry(number, random) for number in range(4)]
    entries[2] = replace(entries[2], figures={**entries[2].figures, "posts": -12})
    entries.append(replace(entries[0], row=FIRST_ROW + 4))
    report = valid_website(WEBSITE, random, "示例局")
    answers = {**report.answers, "safety.media": "yes"}
    path = folder / "示例局.xlsx"
    write_report(completed(report, report.values, answers, entries), path)
    (register,) = (each for each in WEBSITE.sections if each.register is not None)
    shoot(path, register.sheet, picture)


def turns(workbook: Path, sheet: str) -> int:
    """Return how many sheets to the right of the one it opens on a sheet stands, if need be < 0."""
    import openpyxl

    book = openpyxl.load_workbook(workbook, read_only=True)
    front = book.active
    assert front is not None
    visible = [each.title for each in book.worksheets if each.sheet_state == "visible"]
    return visible.index(sheet) - visible.index(front.title)


def shoot(workbook: Path, sheet: str, picture: Path) -> None:
    """Open a copy of a workbook in a window, turn to a sheet, and save the window as a picture.

    It is a copy, since what LibreOffice was ended on stays locked: opened again, it asks first.
    """
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        opened = shutil.copy(workbook, folder)
        write_office_profile(profile)
        read, write = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        display = f":{os.read(read, 16).decode().strip()}"
        environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--norestore", opened],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            window = _window(environment)
            width, height = SCREEN.split("x")
            _xdotool(environment, "windowsize", window, width, height)
            time.sleep(2)
            steps = turns(workbook, sheet)
            for _ in range(abs(steps)):
                _xdotool(
                    environment,
                    "key",
                    "--window",
                    window,
                    f"ctrl+{'Next' if steps > 0 else 'Prior'}",
                )
                time.sleep(0.4)
            time.sleep(1)
            subprocess.run(["import", "-window", "root", picture], env=environment, check=True)
            # The tool bars above the sheet say nothing; few colours keep the file small.
            shrink = ["convert", picture, "-gravity", "north", "-chop", "0x78", "-colors", "64"]
            subprocess.run([*shrink, picture], check=True)
        finally:
            office.terminate()
            office.wait(20)
            screen.terminate()
            screen.wait(20)


def shoot_issues(folder: Path, picture: Path) -> None:
    """Consolidate the demo's submissions by a roster, and show 审核问题."""
    roster, city = folder / "名册.csv", folder / "示例市2020.xlsx"
    received = DEMO / "收到的报表"
    units = [path.stem.removesuffix("2020") for path in sorted(received.glob("*2020.xlsx"))]
    lines = [f"{900101 + at},{unit},乡镇,900100" for at, unit in enumerate(units)]
    heads = ["代码,名称,类别,上级", "900100,示例市（演示）,人民政府,"]
    roster.write_text("\n".join([*heads, *lines]), encoding="utf-8")
    _xlreport("consolidate", received, "--roster", roster, "-o", city)
    shoot(city, "审核问题", picture)


_TERMINAL = """<meta charset="utf-8"><style>
body { margin: 1em; background: #1e1e1e }
pre { color: #e8e8e8; font: 15px/1.3 "Noto Sans Mono CJK SC" }
i, b { display: inline-block; width: 0.5em; font: inherit }
b { transform: scaleX(0.5); transform-origin: left }
</style>"""


def shoot_page(folder: Path, picture: Path) -> None:
    """Publish a corrected report as a page, and show its beginning in a browser."""
    page = folder / "report.html"
    _xlreport("publish", DEMO / "改正后的报表" / "示例甲街道2020.xlsx", "-o", page)
    _browse(page, "1000,900", picture)


def shoot_terminal(folder: Path, words: list[str], picture: Path) -> None:
    """Run a command and show the beginning of what it prints, as a terminal does."""
    done = _xlreport(*words, columns=100)
    lines = [f"$ xlreport {' '.join(words)}", *done.stdout.splitlines()]
    # The font draws lines and quotation marks twice as wide as a terminal does.
    text = re.sub("[\u2500-\u257f“”]", r"<i><b>\g<0></b></i>", escape("\n".join(lines)))
    page = folder / "terminal.html"
    page.write_text(f"{_TERMINAL}<pre>{text}</pre>", encoding="utf-8")
    _browse(page, "800,640", picture)


def _browse(page: Path, size: str, picture: Path) -> None:
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    profile = f"--user-data-dir={page.parent / 'chromium'}"
    shot = [f"--window-size={size}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run([*browser, profile, *shot], check=True, capture_output=True)
    subprocess.run(["convert", picture, "-colors", "64", picture], check=True)


def _xlreport(*words: str | Path, columns: int = 80) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xlreport", *words]
    environment = {**os.environ, "COLUMNS": str(columns)}
    # Findings end with 1.
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _window(environment: dict[str, str]) -> str:
    for _ in range(80):
        found = _xdotool(environment, "search", "--onlyvisible", "--name", "LibreOffice Calc")
        if found:
            time.sleep(3)
            return found.split()[0]
        time.sleep(0.5)
    raise TimeoutError("no window came up")


def _xdotool(environment: dict[str, str], *arguments: str) -> str:
    command = ["xdotool", *arguments]
    # A search that finds nothing yet fails; the caller asks again.
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
