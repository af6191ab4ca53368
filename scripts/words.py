"""Write what people read and see into files of their own: ``python scripts/words.py``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.check.prose.told import told_sentences  # noqa: E402
from tests.support.city import story  # noqa: E402
from tests.support.desk import desk  # noqa: E402
from tests.support.units import units  # noqa: E402
from tests.support.words import words  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"


def _city() -> str:
    with tempfile.TemporaryDirectory() as folder:
        return story(Path(folder))


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    files = {"words": words, "city": _city, "desk": desk, "units": units}
    for name, made in {**files, "sentences": told_sentences}.items():
        if name in (sys.argv[1:] or [name]):
            path = GOLDEN / f"{name}.zh-CN.txt"
            path.write_text(made(), encoding="utf-8")
            print(path)
