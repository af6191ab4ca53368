"""Make the pictures of the documentation from the real program: demo workbooks in LibreOffice.

Needs soffice, Xvfb, xdotool and ImageMagick's import and convert.  Run it from the repository::

    .venv/bin/python scripts/pictures.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.office_profile import write_office_profile  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "demo"
SCREEN = "1440x1000"

SHOTS = (
    # picture, workbook, how many sheets to turn to the right from the cover
    ("marked.png", DEMO / "收到的报表-校验结果" / "示例甲街道2020.xlsx", 3),
    ("live.png", DEMO / "收到的报表" / "示例丁乡2020.xlsx", 2),
    ("city.png", DEMO / "2020年汇总.xlsx", 3),
)


def main() -> None:
    """Run the demo, open its workbooks one after another, and save what the screen shows."""
    subprocess.run([sys.executable, "examples/demo.py"], cwd=ROOT, check=True, capture_output=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, workbook, turns in SHOTS:
        shoot(workbook, turns, PICTURES / name)
        print(PICTURES / name)


def shoot(workbook: Path, turns: int, picture: Path) -> None:
    """Open a workbook in a window, turn to a sheet, and save the window as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
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
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--norestore", workbook],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            window = _window(environment)
            width, height = SCREEN.split("x")
            _xdotool(environment, "windowsize", window, width, height)
            time.sleep(2)
            for _ in range(turns):
                _xdotool(environment, "key", "--window", window, "ctrl+Next")
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
