"""The two editions of the form in plain Python: where each figure stands, and what must hold.

Written down a second time on purpose.  Nothing here comes from the program under test, neither its
list of cells nor its sums nor its rules; where the two disagree, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

Figure = int | Decimal
Figures = dict[str, Figure]
At = tuple[str, str]
"""A sheet and the address of a cell."""

COVER, LAST, MANIFEST = "封面", "上年数据", "xlreport"
OVERVIEW, DISCLOSURE, APPLICATIONS, DISPUTES, PROBLEMS, OTHERS = (
    "一、总体情况",
    "二、主动公开",
    "三、依申请公开",
    "四、复议诉讼",
    "五、问题与改进",
    "六、其他事项",
)
COVER_AT = {"name": "C5", "code": "C6", "level": "C7", "year": "C8", "author": "C9", "date": "C10"}
PROSE_AT: dict[str, At] = {
    "overview.proactive": (OVERVIEW, "A35"),
    "overview.on_request": (OVERVIEW, "A66"),
    "overview.management": (OVERVIEW, "A97"),
    "overview.platform": (OVERVIEW, "A128"),
    "overview.supervision": (OVERVIEW, "A159"),
    "problems.text": (PROBLEMS, "A4"),
    "others.text": (OTHERS, "A4"),
}

APPLICANTS = (
    "natural",
    "legal.commercial",
    "legal.research",
    "legal.welfare",
    "legal.legal_service",
    "legal.other",
)
_DENIED = "secret prohibited security third_party internal process enforcement_file inquiry"
_OTHER = {"2019": [""], "2021": [".not_corrected", ".fee_unpaid", ".other"]}
_GROUPS = ("review", "litigation.direct", "litigation.after_review")
_RESULTS = ("upheld", "corrected", "other", "pending")
_DISCLOSURE = {
    "2019": {
        5: ("regulations", "made published in_public"),
        6: ("normative", "made published in_public"),
        9: ("licence", "prior_items change decisions"),
        10: ("other_services", "prior_items change decisions"),
        13: ("penalty", "prior_items change decisions"),
        14: ("coercion", "prior_items change decisions"),
        17: ("fee", "prior_items change"),
        20: ("procurement", "items amount"),
    },
    "2021": {
        5: ("regulations", "issued repealed in_force"),
        6: ("normative", "issued repealed in_force"),
        9: ("licence", "decisions"),
        12: ("penalty", "decisions"),
        13: ("coercion", "decisions"),
        16: ("fee", "amount"),
    },
}
_LAST_ITEMS = ("licence", "other_services", "penalty", "coercion", "fee")
_SWINGING = (
    "applications.new.total",
    "applications.outcome.granted.total",
    "applications.outcome.total.total",
    "applications.carried_out.total",
    "disclosure.licence.decisions",
    "disclosure.other_services.decisions",
    "disclosure.penalty.decisions",
    "disclosure.coercion.decisions",
)


def edition_of(year: int) -> str:
    """Which edition holds in a year."""
    return "2019" if year < 2021 else "2021"


def _outcomes(edition: str) -> list[str]:
    return [
        "granted",
        "partial",
        *(f"denied.{each}" for each in _DENIED.split()),
        *(f"unavailable.{each}" for each in ("not_held", "not_made", "unclear")),
        *(f"refused.{e}" for e in ("complaint", "repeated", "publication", "excessive", "reissue")),
        *(f"other{each}" for each in _OTHER[edition]),
    ]


OUTCOMES = {edition: _outcomes(edition) for edition in ("2019", "2021")}


def _places(edition: str) -> dict[str, At]:
    places: dict[str, At] = {}
    for row, (name, columns) in _DISCLOSURE[edition].items():
        for letter, column in zip("BCD", columns.split(), strict=False):
            places[f"disclosure.{name}.{column}"] = (DISCLOSURE, f"{letter}{row}")
    lines = ["new", "carried_in", *(f"outcome.{each}" for each in OUTCOMES[edition])]
    for row, line in enumerate([*lines, "outcome.total", "carried_out"], start=6):
        for letter, applicant in zip("DEFGHIJ", [*APPLICANTS, "total"], strict=True):
            places[f"applications.{line}.{applicant}"] = (APPLICATIONS, f"{letter}{row}")
    for number, group in enumerate(_GROUPS):
        for offset, result in enumerate([*_RESULTS, "total"]):
            letter = chr(ord("A") + number * 5 + offset)
            places[f"disputes.{group}.{result}"] = (DISPUTES, f"{letter}6")
    return places


PLACES = {edition: _places(edition) for edition in ("2019", "2021")}
"""Where each figure of an edition stands."""


def is_total(key: str) -> bool:
    """Tell whether a figure is computed by a formula of the form."""
    return key.endswith(".total") or key.startswith("applications.outcome.total.")


INPUTS = {e: [key for key in places if not is_total(key)] for e, places in PLACES.items()}
"""The figures that a clerk types."""


def _last_keys(edition: str) -> list[str]:
    items = [f"disclosure.{n}.{c}" for n in _LAST_ITEMS for c in ("prior_items", "change")]
    stock = "in_public" if edition == "2019" else "in_force"
    return [
        *(items if edition == "2019" else []),
        *(f"disclosure.{name}.{stock}" for name in ("regulations", "normative")),
        *(f"applications.carried_out.{each}" for each in (*APPLICANTS, "total")),
        *(f"disputes.{group}.pending" for group in _GROUPS),
    ]


LAST_AT = {
    edition: {key: (LAST, f"C{row}") for row, key in enumerate(_last_keys(edition), start=5)}
    for edition in ("2019", "2021")
}
"""Where the figures of the year before stand."""


def with_totals(edition: str, inputs: Mapping[str, Figure]) -> Figures:
    """The figures with every total whose addends are all there."""
    figures: Figures = {key: inputs[key] for key in INPUTS[edition] if key in inputs}

    def add(total: str, addends: list[str]) -> None:
        if all(addend in figures for addend in addends):
            figures[total] = sum(figures[addend] for addend in addends)

    for applicant in APPLICANTS:
        parts = [f"applications.outcome.{line}.{applicant}" for line in OUTCOMES[edition]]
        add(f"applications.outcome.total.{applicant}", parts)
    lines = ["new", "carried_in", "carried_out", "outcome.total"]
    for line in [*lines, *(f"outcome.{each}" for each in OUTCOMES[edition])]:
        add(f"applications.{line}.total", [f"applications.{line}.{each}" for each in APPLICANTS])
    for group in _GROUPS:
        add(f"disputes.{group}.total", [f"disputes.{group}.{each}" for each in _RESULTS])
    return figures


def added_up(edition: str, parts: list[Figures]) -> Figures:
    """The sum of reports; a figure that one of them lacks is missing."""
    inputs: Figures = {}
    for key in INPUTS[edition]:
        if all(key in part for part in parts):
            inputs[key] = sum(part[key] for part in parts)
    return with_totals(edition, inputs)


Broken = tuple[str, str, str]
"""A rule that does not hold: its id, and sheet and address of the cell to look at first."""


def broken(
    edition: str,
    figures: Mapping[str, Figure],
    last: Mapping[str, Figure],
    before: Mapping[str, Figure] | None,
    level: str,
) -> set[Broken]:
    """What does not hold in a report.

    :param last: the figures of the year before that stand in the workbook.
    :param before: all of last year's figures, where they are at hand.
    """
    found: set[Broken] = set()
    places = PLACES[edition]
    for rule, key in _laws(edition, figures, last, level):
        found.add((rule, *places[key]))
    for key in INPUTS[edition]:
        if key not in figures:
            found.add(("FILLED", *places[key]))
        elif figures[key] < 0 and not key.endswith(".change"):
            found.add(("RANGE", *places[key]))
    if before is not None:
        for rule, key in _years(edition, figures, before):
            found.add((rule, *places[key]))
    return found


def _laws(
    edition: str, now: Mapping[str, Figure], last: Mapping[str, Figure], level: str
) -> Iterator[tuple[str, str]]:
    gaps: dict[str, dict[str, Figure]] = {"T3-BAL": {}, "CARRY": {}}
    for applicant in (*APPLICANTS, "total"):
        a = "applications"
        keys = [
            f"{a}.{x}.{applicant}" for x in ("new", "carried_in", "outcome.total", "carried_out")
        ]
        new, carried_in, done, carried_out = map(now.get, keys)
        if None not in (new, carried_in, done, carried_out):
            gaps["T3-BAL"][keys[0]] = new + carried_in - done - carried_out
        carried = last.get(keys[3])
        if carried is not None and carried_in is not None:
            gaps["CARRY"][keys[1]] = carried_in - carried
    for rule, of_rule in gaps.items():
        parts = {key: gap for key, gap in of_rule.items() if not key.endswith(".total")}
        for key, gap in of_rule.items():
            # What the columns of applicants are off together is not told of their total, too.
            told = key not in parts and len(parts) == len(APPLICANTS) and sum(parts.values()) == gap
            if gap != 0 and not told:
                yield rule, key
    for group in _GROUPS:
        pending, total = last.get(f"disputes.{group}.pending"), now.get(f"disputes.{group}.total")
        if pending is not None and total is not None and total < pending:
            yield "T4-PENDING", f"disputes.{group}.total"
    if level in ("county", "township"):
        for column in _DISCLOSURE[edition][5][1].split():
            if now.get(f"disclosure.regulations.{column}", 0) != 0:
                yield "T2-LEVEL", f"disclosure.regulations.{column}"
    yield from (_documents_2019 if edition == "2019" else _documents_2021)(now, last)


def _documents_2019(
    now: Mapping[str, Figure], last: Mapping[str, Figure]
) -> Iterator[tuple[str, str]]:
    for name in ("regulations", "normative"):
        made, published, public = (
            now.get(f"disclosure.{name}.{c}") for c in ("made", "published", "in_public")
        )
        if made is not None and published is not None and published > made:
            yield "T2-PUBLISHED", f"disclosure.{name}.published"
        if public is not None and published is not None and published > public:
            yield "T2-PUBLIC-TOTAL", f"disclosure.{name}.published"
        old = last.get(f"disclosure.{name}.in_public")
        if None not in (old, public, published) and public != old + published:
            yield "T2-STOCK", f"disclosure.{name}.in_public"
    for name in _LAST_ITEMS:
        prior, change = (now.get(f"disclosure.{name}.{c}") for c in ("prior_items", "change"))
        if None not in (prior, change) and prior + change < 0:
            yield "T2-ITEMS", f"disclosure.{name}.prior_items"
        done = now.get(f"disclosure.{name}.decisions")
        if None not in (prior, change, done) and prior and change and done == prior + change >= 2:
            yield "YEAR-MISREAD", f"disclosure.{name}.decisions"
        olds = [last.get(f"disclosure.{name}.{c}") for c in ("prior_items", "change")]
        if prior is not None and None not in olds and prior != sum(olds):
            yield "T2-FLOW", f"disclosure.{name}.prior_items"


def _documents_2021(
    now: Mapping[str, Figure], last: Mapping[str, Figure]
) -> Iterator[tuple[str, str]]:
    for name in ("regulations", "normative"):
        issued, repealed, force = (
            now.get(f"disclosure.{name}.{c}") for c in ("issued", "repealed", "in_force")
        )
        if None in (issued, repealed, force):
            continue
        if force + repealed < issued:
            yield "T2-IN-FORCE", f"disclosure.{name}.in_force"
        old = last.get(f"disclosure.{name}.in_force")
        if old is not None and force != old + issued - repealed:
            yield "T2-STOCK", f"disclosure.{name}.in_force"


def _years(
    edition: str, now: Mapping[str, Figure], before: Mapping[str, Figure]
) -> Iterator[tuple[str, str]]:
    for key in _SWINGING:
        if key in now and key in before:
            small, large = sorted((now[key], before[key]))
            if large >= 3 * small and large - small >= 30:
                yield "YEAR-SWING", key
    for section in ("applications.", "disclosure.", "disputes."):
        shared = [k for k in PLACES[edition] if k.startswith(section) and k in now and k in before]
        same = all(now[key] == before[key] for key in shared)
        if shared and same and sum(now[key] != 0 for key in shared) >= 4:
            yield "YEAR-SAME", shared[0]
