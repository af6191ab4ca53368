"""Write every word that people read into one file: ``python scripts/words.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.words import words  # noqa: E402

GOLDEN = ROOT / "tests" / "golden" / "words.zh-CN.txt"

if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(words(), encoding="utf-8")
    print(GOLDEN)
