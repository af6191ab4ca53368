"""The main job on made examples: a folder of workbooks checked, corrected and rolled up."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

# Run as a script, the repository is not on the path yet.
sys.path.insert(0, str(Path(__file__).parents[1]))

from examples import reports
from xlreport.cli import run
from xlreport.report import Report
from xlreport.template import write_report

FOLDER = Path("demo")


def main() -> None:
    """Write the example workbooks and run the commands that an office would run."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    received, mended = FOLDER / "收到的报表", FOLDER / "改正后的报表"
    _write(reports.as_received(), received)
    (received / "网页改名.xlsx").write_text(
        "<html><body>某单位年报</body></html>", encoding="utf-8"
    )
    _write(reports.corrected(), mended)
    city = FOLDER / f"{reports.YEAR}年汇总.xlsx"

    _say("1. 校验收到的报表，问题标注在副本里")
    _run("check", str(received), "--mark")
    _say("2. 各单位改正后再校验")
    _run("check", str(mended))
    _say("3. 汇总")
    _run("consolidate", str(mended), "-o", str(city), "--unit", reports.PARENT, "--level", "县级")
    _run("check", str(city))
    _say("结果在以下位置，可以用 Excel、WPS 或 LibreOffice 打开：")
    for path, what in (
        (received, "收到的报表（有错）"),
        (FOLDER / f"{received.name}-校验结果", "标注了问题的副本"),
        (mended, "改正后的报表"),
        (city, "汇总簿"),
    ):
        print(f"  {path.resolve()}  {what}")


def _write(all_reports: list[Report], folder: Path) -> None:
    for report in all_reports:
        write_report(report, folder / f"{report.unit.name}{report.year}.xlsx")


def _run(*arguments: str) -> None:
    print(f"\n$ xlreport {' '.join(arguments)}", flush=True)
    code = run(arguments)
    print(f"（退出码 {code}）", flush=True)


def _say(text: str) -> None:
    print(f"\n== {text}", flush=True)


if __name__ == "__main__":
    main()
