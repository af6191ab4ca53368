"""Letters as people type them: full-width or not, with blanks between or without."""

from __future__ import annotations

import unicodedata


def squeezed(text: str) -> str:
    """Return a text without blanks, full-width letters as usual ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())
