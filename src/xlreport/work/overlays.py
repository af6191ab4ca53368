"""Overlays and forms are loaded, and blamed, once and before any file is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.edition import Edition, edition_ids, load_edition
from xlreport.edition.load import form_in


def editions_with(overlays: Sequence[Path]) -> list[Edition]:
    """Return all editions, and the forms among the overlays, each with the overlays it has.

    :raises EditionError: if one of the files cannot be read, or has a mistake.
    """
    forms = [form for form in map(form_in, overlays) if form is not None]
    return [load_edition(identity, overlays) for identity in (*edition_ids(), *forms)]
