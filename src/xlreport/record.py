"""A report as plain data: what crosses from one process to another and rests in the ledger.

Values stand in the order of the edition's cells, money that is not whole as text; everything
that depends on where the file lies is left out, so that equal contents give equal records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from xlreport.edition import Place, Severity, load_edition
from xlreport.finding import Finding
from xlreport.quantity import Value, as_data
from xlreport.report import Entry, Explanation, Report, ReportKind, Signature, Unit

Record = dict[str, Any]


def pack(report: Report) -> Record:
    """Return a report as data that JSON can hold."""
    edition = report.edition
    return {
        "edition": edition.id,
        "year": report.year,
        "kind": report.kind.value,
        "unit": [report.unit.name, report.unit.code, report.unit.level],
        "values": _all_packed(map(report.values.get, edition.cells)),
        "last": _all_packed(map(report.last.get, edition.last_keys)),
        "prose": dict(report.prose),
        "cover": dict(report.cover),
        "explanations": {k: [e.text, e.fingerprint] for k, e in report.explanations.items()},
        "signatures": [astuple(signature) for signature in report.signatures],
        "unreadable": dict(report.unreadable),
        "moved": {k: [p.sheet, p.row, p.column] for k, p in report.moved.items()},
        "notes": [pack_finding(note) for note in report.notes],
        "answers": dict(report.answers),
        "registers": {
            key: [_packed_entry(entry) for entry in entries]
            for key, entries in report.registers.items()
        },
        "carried": list(report.carried),
        "origins": dict(report.origins),
        "marked": report.marked,
        "one_cell": report.one_cell,
        "interim": report.interim,
    }


def _packed_entry(entry: Entry) -> list[Any]:
    figures = packed_values(entry.figures)
    return [entry.row, figures, dict(entry.answers), dict(entry.unreadable), entry.unit]


def packed_values(values: Mapping[str, Value]) -> dict[str, int | str | None]:
    """Return figures by their keys as data that JSON can hold."""
    return {key: as_data(value) for key, value in values.items()}


def unpacked_values(packed: Mapping[str, int | str]) -> dict[str, Value]:
    """Return the figures that :func:`packed_values` made the data of."""
    return {key: _unpacked(value) for key, value in packed.items()}


def _all_packed(values: Iterable[Value | None]) -> list[int | str | None]:
    given = list(values)
    if Decimal in set(map(type, given)):
        return [as_data(value) for value in given]
    return cast("list[int | str | None]", given)  # as nearly always, and much faster


def unpack(record: Record, path: Path, overlays: Sequence[Path] = ()) -> Report:
    """Return the report that :func:`pack` made the record of, as read from ``path``."""
    edition = load_edition(record["edition"], overlays)
    return Report(
        edition=edition,
        year=record["year"],
        unit=Unit(*record["unit"]),
        values=_values(record["values"], edition.cells),
        prose=record["prose"],
        last=_values(record["last"], edition.last_keys),
        kind=ReportKind(record["kind"]),
        source=str(path),
        unreadable=record["unreadable"],
        moved={key: Place(*place) for key, place in record["moved"].items()},
        cover=record["cover"],
        explanations={key: Explanation(*each) for key, each in record["explanations"].items()},
        signatures=tuple(Signature(*each) for each in record["signatures"]),
        notes=tuple(unpack_finding(note, path) for note in record["notes"]),
        answers=record["answers"],
        registers={
            key: tuple(_entry(*each) for each in entries)
            for key, entries in record["registers"].items()
        },
        carried=tuple(record["carried"]),
        origins=record["origins"],
        marked=record["marked"],
        one_cell=record["one_cell"],
        interim=record["interim"],
    )


def _entry(row: int, packed: Mapping[str, Any], answers: Any, unreadable: Any, unit: str) -> Entry:
    return Entry(row, unpacked_values(packed), answers, unreadable, unit)


def pack_figures(report: Report) -> list[int | str | None]:
    """Return the figures of a report, this year's and last year's, as data that JSON can hold."""
    return _all_packed(report.figures())


def unpack_figures(packed: Sequence[int | str | None]) -> list[Value | None]:
    """Return what :func:`pack_figures` made the data of, in the order of the edition's numbers."""
    return [Decimal(value) if isinstance(value, str) else value for value in packed]


def _values(packed: Sequence[Any], keys: Iterable[str]) -> dict[str, Value]:
    pairs = zip(keys, packed, strict=True)
    if set(map(type, packed)) == {int}:  # as nearly always, and much faster
        return dict(pairs)
    return {key: _unpacked(value) for key, value in pairs if value is not None}


def _unpacked(value: int | str) -> Value:
    return Decimal(value) if isinstance(value, str) else value


def pack_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as data that JSON can hold."""
    return asdict(finding)


def unpack_finding(data: Mapping[str, Any], path: Path) -> Finding:
    """Return the finding that :func:`pack_finding` made the data of, about the file at ``path``."""
    places = tuple(Place(**place) for place in data["places"])
    changed = {"severity": Severity(data["severity"]), "source": str(path), "places": places}
    return Finding(**{**data, **changed})


def to_bytes(record: Any) -> bytes:
    """Return a record as bytes, the same for the same record."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> Any:
    """Return the record that :func:`to_bytes` made the bytes of."""
    return json.loads(data.decode("utf-8", "surrogatepass"))
