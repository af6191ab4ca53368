"""A made city over five years: who is in it, and the true figures of each, from a seed.

Plain Python that knows nothing of the program under test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from tests.january import form
from tests.january.form import APPLICANTS, Figures, edition_of

YEARS = range(2019, 2024)

GOVERNMENT, OFFICE, DEPARTMENT, TOWN, STREET, VERTICAL = (
    "人民政府",
    "政府办公室",
    "政府部门",
    "乡镇",
    "街道",
    "垂直管理部门",
)


@dataclass(frozen=True)
class Body:
    """One row of the roster; ``opened`` and ``closed`` are dates as 2020-06-30, or empty."""

    code: str
    name: str
    kind: str
    parent: str = ""
    in_scope: bool = True
    opened: str = ""
    closed: str = ""

    @property
    def identity(self) -> str:
        return self.code or self.name

    @property
    def level(self) -> str:
        """The level that its name tells."""
        if self.name.endswith("县"):
            return "county"
        return "township" if self.name.endswith(("镇", "乡", "街道")) else ""

    def exists_in(self, year: int) -> bool:
        end = f"{year}-12-31"
        return self.opened <= end and (not self.closed or self.closed > end)

    def reports_in(self, year: int) -> bool:
        return self.in_scope and self.kind != VERTICAL and self.exists_in(year)


CITY, COUNTY_A, COUNTY_B, COUNTY_C = "99", "9901", "9902", "9903"
CLOSED_COUNTY, CLOSED_TOWN, OPENED_TOWN, RENAMED = COUNTY_C, "990204", "990105", "9918"
VERTICAL_MIDDLE, OUTSIDE_MIDDLE = "9906", "9907"

_ROSTER = (
    Body(CITY, "示例市", GOVERNMENT),
    Body("9911", "示例市教育局", DEPARTMENT, CITY),
    Body("9912", "示例市财政局", DEPARTMENT, CITY),
    Body("9913", "示例市民政局", DEPARTMENT, CITY),
    Body("9914", "示例市城管局", DEPARTMENT, CITY, opened="2020-03-01"),
    Body("9915", "示例市旅游局", DEPARTMENT, CITY, closed="2020-06-30"),
    Body("9916", "示例市气象局", VERTICAL, CITY),
    Body("9917", "示例市档案馆", DEPARTMENT, CITY, in_scope=False),
    Body(RENAMED, "示例市卫计委", DEPARTMENT, CITY),
    Body("", "示例市交易中心", DEPARTMENT, CITY),
    Body(COUNTY_A, "示例甲县", GOVERNMENT, CITY),
    Body("990101", "示例城关镇", TOWN, COUNTY_A),
    Body("990102", "示例东山镇", TOWN, COUNTY_A),
    Body("990103", "示例西河乡", TOWN, COUNTY_A),
    Body("990104", "示例南坪乡", TOWN, COUNTY_A),
    Body(OPENED_TOWN, "示例北岭镇", TOWN, COUNTY_A, opened="2022-05-01"),
    Body("990111", "示例甲县教育局", DEPARTMENT, COUNTY_A),
    Body("990112", "示例甲县财政局", DEPARTMENT, COUNTY_A),
    Body(COUNTY_B, "示例乙县", GOVERNMENT, CITY),
    Body("990201", "示例城关镇", TOWN, COUNTY_B),
    Body("990202", "示例柳林镇", TOWN, COUNTY_B),
    Body("990203", "示例石桥乡", TOWN, COUNTY_B),
    Body(CLOSED_TOWN, "示例白水乡", TOWN, COUNTY_B, closed="2021-12-01"),
    Body("990211", "示例乙县教育局", DEPARTMENT, COUNTY_B),
    Body(COUNTY_C, "示例丙县", GOVERNMENT, CITY, closed="2020-11-30"),
    Body("990301", "示例城关镇", TOWN, COUNTY_C),
    Body("990302", "示例青山镇", TOWN, COUNTY_C),
    Body("990303", "示例大坝乡", TOWN, COUNTY_C),
    Body("9904", "示例丁区", GOVERNMENT, CITY),
    Body("990401", "示例一街道", STREET, "9904"),
    Body("990402", "示例二街道", STREET, "9904"),
    Body("990403", "示例三街道", STREET, "9904"),
    Body("990404", "示例四街道", STREET, "9904"),
    Body("990411", "示例丁区教育局", DEPARTMENT, "9904"),
    Body("9905", "示例戊区", GOVERNMENT, CITY),
    Body("990501", "示例河东街道", STREET, "9905"),
    Body("990502", "示例河西街道", STREET, "9905"),
    Body("990503", "示例桥头街道", STREET, "9905"),
    Body("990504", "示例山门街道", STREET, "9905"),
    Body("990505", "示例水口街道", STREET, "9905"),
    Body(VERTICAL_MIDDLE, "示例税务局", VERTICAL, CITY),
    Body("990601", "示例港口街道", STREET, VERTICAL_MIDDLE),
    Body("990602", "示例税务局分局", VERTICAL, VERTICAL_MIDDLE),
    Body(OUTSIDE_MIDDLE, "示例园区管委会", OFFICE, CITY, in_scope=False),
    Body("990701", "示例园区东街道", STREET, OUTSIDE_MIDDLE),
    Body("990702", "示例园区西街道", STREET, OUTSIDE_MIDDLE),
)


def roster(year: int) -> list[Body]:
    """The roster that the city keeps in a year; from 2021 on one body has another name."""
    renamed = {RENAMED: "示例市卫健委"} if year >= 2021 else {}
    return [replace(body, name=renamed.get(body.code, body.name)) for body in _ROSTER]


class Tree:
    """A roster seen as who passes figures on to whom, in one year."""

    def __init__(self, bodies: list[Body], year: int) -> None:
        self.year = year
        self.bodies = {body.identity: body for body in bodies}
        self.below: dict[str, list[Body]] = {}
        for body in bodies:
            self.below.setdefault(body.parent, []).append(body)

    def expected(self) -> list[Body]:
        """Those who must report: they exist, are in scope, and nobody below them does."""
        return [body for body in self.handed_out() if not self._reporting_below(body.identity)]

    def _reporting_below(self, identity: str) -> bool:
        return any(
            body.reports_in(self.year) or self._reporting_below(body.identity)
            for body in self.below.get(identity, [])
        )

    def handed_out(self) -> list[Body]:
        """Those who get a workbook."""
        return [body for body in self.bodies.values() if body.reports_in(self.year)]

    def counted(self, identity: str) -> list[str]:
        """Whose reports belong to the total of a body: its own, and of all below it."""
        own = [identity] if self.bodies[identity].reports_in(self.year) else []
        return own + [i for b in self.below.get(identity, []) for i in self.counted(b.identity)]

    def parents(self) -> list[Body]:
        """Those whose total has to be made: the highest, and who reports above others who do."""
        return [
            body
            for body in self.bodies.values()
            if not body.parent
            or (body.reports_in(self.year) and self._reporting_below(body.identity))
        ]


class Truth:
    """The true figures: ``figures[identity, year]`` breaks no rule beside the year before."""

    def __init__(self, seed: int) -> None:
        self.figures: dict[tuple[str, int], Figures] = {}
        for body in _ROSTER:
            for year in YEARS:
                if body.exists_in(year):
                    self._draw_clean(Random(f"{seed} {body.identity} {year}"), body, year)

    def _draw_clean(self, random: Random, body: Body, year: int) -> None:
        before = self.figures.get((body.identity, year - 1))
        closing = not body.exists_in(year + 1)
        for _ in range(200):
            figures = draw(random, edition_of(year), before, closing=closing)
            if not form.broken(edition_of(year), figures, before or {}, before, body.level):
                self.figures[body.identity, year] = figures
                return
        raise RuntimeError(f"no figures for {body.name} in {year}")


def draw(random: Random, edition: str, before: Figures | None, *, closing: bool = False) -> Figures:
    """Figures that follow from those of the year before; who closes leaves nothing open."""
    last = before or {}
    figures: Figures = dict.fromkeys(form.INPUTS[edition], 0)
    for applicant in APPLICANTS:
        new = random.randint(0, 25 if applicant == "natural" else 3)
        carried_in = last.get(f"applications.carried_out.{applicant}", random.randint(0, 2))
        carried_out = 0 if closing else random.randint(0, min(3, int(new + carried_in)))
        figures[f"applications.new.{applicant}"] = new
        figures[f"applications.carried_in.{applicant}"] = carried_in
        figures[f"applications.carried_out.{applicant}"] = carried_out
        for _ in range(int(new + carried_in - carried_out)):
            outcome = random.choice([*form.OUTCOMES[edition], "granted", "granted", "partial"])
            figures[f"applications.outcome.{outcome}.{applicant}"] += 1
    for group in ("review", "litigation.direct", "litigation.after_review"):
        pending = last.get(f"disputes.{group}.pending", 0)
        figures[f"disputes.{group}.upheld"] = pending + random.randint(0, 2)
        for result in ("corrected", "other", "pending"):
            open_ = closing and result == "pending"
            figures[f"disputes.{group}.{result}"] = 0 if open_ else random.randint(0, 1)
    _draw_disclosure(random, edition, last, figures)
    return form.with_totals(edition, figures)


def _draw_disclosure(random: Random, edition: str, last: Figures, figures: Figures) -> None:
    for name in ("licence", "penalty", "coercion", "other_services"):
        key = f"disclosure.{name}.decisions"
        if key in figures:
            usual = last.get(key, {"licence": 60, "penalty": 45}.get(name, 12))
            figures[key] = max(int(usual) + random.randint(-9, 9), 1)
    if edition == "2021":
        stock = last.get("disclosure.normative.in_force", random.randint(2, 9))
        issued, repealed = random.randint(0, 3), random.randint(0, int(stock))
        figures["disclosure.normative.issued"] = issued
        figures["disclosure.normative.repealed"] = repealed
        figures["disclosure.normative.in_force"] = stock + issued - repealed
        figures["disclosure.fee.amount"] = Decimal(random.randint(1, 999_999)).scaleb(-4)
        return
    published = random.randint(0, 4)
    figures["disclosure.normative.made"] = published + random.randint(0, 2)
    figures["disclosure.normative.published"] = published
    public = last.get("disclosure.normative.in_public", random.randint(5, 20))
    figures["disclosure.normative.in_public"] = public + published
    for name in ("licence", "other_services", "penalty", "coercion", "fee"):
        prior = last.get(f"disclosure.{name}.prior_items", random.randint(4, 30))
        prior += last.get(f"disclosure.{name}.change", 0)
        figures[f"disclosure.{name}.prior_items"] = prior
        figures[f"disclosure.{name}.change"] = random.randint(-2, 3)
    figures["disclosure.procurement.items"] = random.randint(1, 9)
    figures["disclosure.procurement.amount"] = Decimal(random.randint(1, 10**8)).scaleb(-2)
