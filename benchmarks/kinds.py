"""What a workbook costs to read, by what wrote it, beside another version of the program.

    python -m benchmarks.kinds --beside ../before/.venv/bin/python

Three kinds lie in folders of their own: fresh from the template; saved again by openpyxl and, if it
is there, by LibreOffice; and all different, in texts, numbers of paragraphs, figures, and the order
of the styles, so that nothing of one workbook helps with the next.  Each folder is rolled up by
both versions in turns.  What counts is the time of the processors, of all processes together,
less that of a roll-up of a tenth as many, which is what a command takes to begin and to end.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.city import command, processor_seconds
from benchmarks.filled import Mould, example_units, figures

ROUNDS = 3
_FOLDER = Path(tempfile.gettempdir(), "xlreport-kinds")
_SENTENCES = (
    "按要求做好了公开工作，网站栏目更新及时。",
    "公开的内容还不够丰富，形式比较单一。",
    "组织了两次培训，工作人员的业务水平有所提高。",
    "下一步将完善制度，逐项改进。",
    "政策解读的数量不多，群众关切回应得不够。",
)
_MOULDS = 8
"""So many numbers of paragraphs occur among the workbooks that are all different."""


def by_openpyxl(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.save(path)


def by_office(path: Path) -> None:
    saved = path.with_name("saved")
    profile = f"-env:UserInstallation={path.with_name('profile').absolute().as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(path)]
    subprocess.run(["soffice", profile, *convert], check=True, stdout=subprocess.DEVNULL)
    (saved / path.name).replace(path)


def styles_in_another_order(mould: Mould, chance: Random) -> None:
    """Number the styles of a workbook anew."""
    styles = mould.parts["xl/styles.xml"].decode()
    head, inside, tail = re.split(r"(?<=<cellXfs)([^>]*>.*?)(?=</cellXfs>)", styles, maxsplit=1)
    count, _, inside = inside.partition(">")
    each = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", inside)
    order = [0, *chance.sample(range(1, len(each)), len(each) - 1)]
    mould.parts["xl/styles.xml"] = (
        f"{head}{count}>{''.join(each[at] for at in order)}{tail}".encode()
    )
    number = {str(old): str(new) for new, old in enumerate(order)}

    def renumbered(xml: str) -> str:
        return re.sub(r' s="(\d+)"', lambda found: f' s="{number[found[1]]}"', xml)

    for part in mould.sheets.values():
        mould.parts[part] = renumbered(mould.parts[part].decode()).encode()
        pieces, keys = mould.cut[part]
        mould.cut[part] = [renumbered(piece) for piece in pieces], keys


def write_kind(folder: Path, count: int, saved_again: Callable[[Path], None] | None) -> None:
    mould = Mould(folder, saved_again=saved_again)
    for seed, unit in enumerate(example_units(count)):
        mould.write(unit, figures(mould.edition, seed), folder / f"{unit.code}.xlsx")


def write_different(folder: Path, count: int) -> None:
    chance = Random(1)
    texts = ["\n".join([mark, *["段"] * more]) for more, mark in enumerate(["首"] * _MOULDS)]
    moulds = [Mould(folder, text=text) for text in texts]
    for seed, unit in enumerate(example_units(count)):
        mould = moulds[seed % _MOULDS]
        kept = dict(mould.parts), dict(mould.cut)
        styles_in_another_order(mould, chance)
        shared = mould.parts["xl/sharedStrings.xml"].decode()
        mould.parts["xl/sharedStrings.xml"] = re.sub(
            "(?<=>)[首段](?=<)",
            lambda _: "".join(chance.choices(_SENTENCES, k=3)) + str(chance.randrange(10**6)),
            shared,
        ).encode()
        mould.write(unit, figures(mould.edition, seed), folder / f"{unit.code}.xlsx")
        mould.parts, mould.cut = kept


def write_kinds(folder: Path, count: int) -> None:
    kinds: dict[str, Callable[[Path, int], None]] = {
        "fresh": lambda path, some: write_kind(path, some, None),
        "openpyxl": lambda path, some: write_kind(path, some, by_openpyxl),
        "different": write_different,
    }
    if shutil.which("soffice"):
        kinds["LibreOffice"] = lambda path, some: write_kind(path, some, by_office)
    for name, write in kinds.items():
        for some in (count, count // 10):
            path = folder / f"{name}-{some}"
            if not path.exists():
                path.mkdir(parents=True)
                write(path, some)


def main() -> None:
    """Measure and print, for each kind, milliseconds a workbook and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--beside", help="the Python of the other version")
    parser.add_argument("--folder", type=Path, default=_FOLDER)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    write_kinds(options.folder, options.files)
    output = options.folder / "out" / "city.xlsx"
    output.parent.mkdir(exist_ok=True)
    pythons = [*([options.beside] if options.beside else []), sys.executable]
    for whole in sorted(options.folder.glob(f"*-{options.files}")):
        name, few = whole.name.rpartition("-")[0], options.files // 10
        tenth = whole.with_name(f"{name}-{few}")
        taken: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            for python in pythons:
                for source in (whole, tenth):
                    work = processor_seconds(lambda: command(source, output, 2, python))  # noqa: B023
                    taken.setdefault(f"{python} {source.name}", []).append(work)
        each = []
        for python in pythons:
            all_, some = (min(taken[f"{python} {s.name}"]) for s in (whole, tenth))
            each.append(1000 * (all_ - some) / (options.files - few))
        ratio = f"   {each[-1] / each[0]:.2f}x" if len(each) > 1 else ""
        print(f"{name:<12}" + "".join(f"{one:8.2f} ms" for one in each) + ratio, flush=True)


if __name__ == "__main__":
    main()
