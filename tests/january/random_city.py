"""Random cities: a roster of any shape, and files of any fate, with what must come of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from tests.january import desk, fill, form, oracle
from tests.january.city import GOVERNMENT, TOWN, VERTICAL, Body, Tree, draw
from tests.january.oracle import Expected, RuleLike, Sent
from tests.january.small import EDITION, YEAR, cover_of
from tests.january.stamp import Stamp
from tests.january.story import as_figure

Roll = Callable[[list[str | Path]], desk.Said]
"""Rolls up with a command line."""

DAYS = ("2023-01-10", "2023-01-15", "2023-01-20", "2023-02-15")
DEADLINE = "2023-01-31"
_FATES = (
    *["good"] * 5,
    "missing",
    "late",
    "error",
    "twice",
    "newer",
    "conflict",
    "corrected",
    "junk",
    "broken_off",
    "wrong_year",
    "nameless",
)


class Stamps:
    """The workbooks that random cities send, made once."""

    def __init__(self, blank: Path, folder: Path, count: int = 40) -> None:
        self.good = [
            Stamp(blank, folder, EDITION, draw(Random(f"stamp {n}"), EDITION, None))
            for n in range(count)
        ]
        self.faulty = []
        for stamp in self.good[: count // 4]:
            key = "applications.new.natural"
            figures = {**stamp.figures, key: stamp.figures[key] + 3}
            self.faulty.append(Stamp(blank, folder, EDITION, figures))
        other = fill.of_another_year(blank, folder / "旧.xlsx", YEAR - 1)
        self.old = Stamp(other, folder, EDITION, self.good[0].figures)


@dataclass
class RandomCity:
    """A city drawn from a seed, its files in ``folder``."""

    seed: int
    folder: Path
    stamps: Stamps
    bodies: list[Body] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    totals: dict[str, RuleLike] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(f"city {self.seed}")
        self.inbox.mkdir(parents=True)
        self._grow()
        desk.write_roster(self.bodies, self.roster)
        self.tree = Tree(self.bodies, YEAR)
        self._send()

    @property
    def inbox(self) -> Path:
        return self.folder / "收到"

    @property
    def roster(self) -> Path:
        return self.folder / "名册.csv"

    def command(self) -> list[str | Path]:
        """How the city is rolled up."""
        year = ["--year", str(YEAR), "--deadline", DEADLINE]
        out = self.folder / "汇总" / "全市.xlsx"
        command = ["consolidate", self.inbox, "--roster", self.roster, *year, "-o", out]
        return [*command, "--workers", "1", "--json"]

    # ---- the roster ------------------------------------------------------------------------------

    def _grow(self) -> None:
        self.bodies.append(Body("1000", "示例市", GOVERNMENT))
        if self.random.random() < 0.1:
            self.bodies.append(Body("2000", "示例二市", GOVERNMENT))
        for root in list(self.bodies):
            self._grow_below(root, depth=1)

    def _grow_below(self, parent: Body, depth: int) -> None:
        for number in range(self.random.randint(1, 4)):
            code = f"{parent.code}{number + 1:02d}"
            middle = depth < 3 and self.random.random() < 0.45
            name = f"示例{code}{'县' if middle else '镇'}"
            if not middle and self.random.random() < 0.15:
                name = "示例城关镇"
            body = Body(code, name, GOVERNMENT if middle else TOWN, parent.code)
            body = self._changed(body)
            self.bodies.append(body)
            if middle:
                self._grow_below(body, depth + 1)

    def _changed(self, body: Body) -> Body:
        match self.random.randrange(14):
            case 0:
                return replace(body, closed=self.random.choice(["2020-06-30", f"{YEAR}-12-31"]))
            case 1:
                return replace(body, opened=f"{YEAR + 1}-01-01")
            case 2:
                return replace(body, kind=VERTICAL)
            case 3:
                return replace(body, in_scope=False)
            case 4:
                return replace(body, opened=f"{YEAR}-07-01", closed=f"{YEAR + 1}-01-01")
            case _:
                return body

    # ---- the files -------------------------------------------------------------------------------

    def _send(self) -> None:
        names = [body.name for body in self.bodies]
        for body in self.bodies:
            awaited = body in self.tree.expected()
            if not awaited and self.random.random() < 0.7:
                continue
            fate = self.random.choice(_FATES)
            if fate == "nameless" and names.count(body.name) > 1:
                fate = "good"
            if not awaited and fate in ("junk", "broken_off", "wrong_year"):
                fate = "good"
            getattr(self, f"_{fate}")(body)
        if self.random.random() < 0.2:
            self._stranger()

    def _put(self, body: Body, stamp: Stamp, name: str, day: str = DAYS[1], **more: str) -> None:
        path = f"{body.name}-{body.code}{name}.xlsx"
        stamp.write(self.inbox / path, body.name, more.get("code", body.code), day)
        self.sent.append(Sent(path, body.identity, stamp.figures, day, more.get("fate", "")))

    def _any(self) -> Stamp:
        return self.random.choice(self.stamps.good)

    def _missing(self, body: Body) -> None: ...

    def _good(self, body: Body) -> None:
        self._put(body, self._any(), "", self.random.choice(DAYS[:3]))

    def _late(self, body: Body) -> None:
        self._put(body, self._any(), "", DAYS[3])

    def _error(self, body: Body) -> None:
        self._put(body, self.random.choice(self.stamps.faulty), "")

    def _twice(self, body: Body) -> None:
        stamp = self._any()
        self._put(body, stamp, "")
        self._put(body, stamp, "副本")

    def _two(self) -> list[Stamp]:
        return self.random.sample(self.stamps.good, 2)

    def _newer(self, body: Body) -> None:
        for stamp, day, name in zip(self._two(), DAYS, ("旧", "新"), strict=False):
            self._put(body, stamp, name, day)

    def _conflict(self, body: Body) -> None:
        for stamp, name in zip(self._two(), ("甲稿", "乙稿"), strict=True):
            self._put(body, stamp, name)

    def _corrected(self, body: Body) -> None:
        self._put(body, self.random.choice(self.stamps.faulty), "")
        self._put(body, self._any(), "更正", DAYS[0])

    def _junk(self, body: Body) -> None:
        # No archive: what is in one has lines of its own, as test_files.py says.
        ending = self.random.choice(["pdf", "docx", "eml", "jpg", "crdownload", "xls"])
        made = fill.not_workbooks(self.folder / "杂", f"{body.name}-{body.code}")[ending]
        fill.copy(made, self.inbox / made.name)
        fate = oracle.UNREADABLE if ending == "xls" else oracle.NO_WORKBOOK
        self.sent.append(Sent(made.name, body.identity, fate=fate))

    def _broken_off(self, body: Body) -> None:
        path = self.inbox / f"{body.name}-{body.code}.xlsx"
        self._any().write(path, body.name, body.code, DAYS[0])
        fill.broken_off(path, path)
        self.sent.append(Sent(path.name, body.identity, fate=oracle.UNREADABLE))

    def _wrong_year(self, body: Body) -> None:
        self._put(body, self.stamps.old, "", fate=oracle.WRONG_PERIOD)
        self.sent[-1] = replace(self.sent[-1], judged=False)

    def _nameless(self, body: Body) -> None:
        """No code on the cover; the name is that of one body only."""
        self._put(body, self._any(), "", code="")

    def _stranger(self) -> None:
        path = "外地来件.xlsx"
        stamp = self._any().write(self.inbox / path, "外地某镇", "770001", DAYS[0])
        self.sent.append(Sent(stamp.name, "770001", fate=oracle.UNKNOWN, judged=False))

    # ---- what must come of it --------------------------------------------------------------------

    def expected(self) -> Expected:
        """What must come of rolling up."""
        return oracle.expect(self.tree, self.sent, deadline=DEADLINE, totals=self.totals)


class CityWithTotals(RandomCity):
    """A random city of which some middle units send totals, and some of their units their own."""

    def add_totals(self, roll: Roll) -> None:
        """Let middle units roll up what their own units sent them, and send that."""
        for middle in self.tree.parents():
            below = [b for b in self.tree.below[middle.identity] if b in self.tree.expected()]
            if middle.parent and len(below) > 1 and self.random.random() < 0.6:
                self._total(middle, below, roll)

    def _total(self, middle: Body, below: list[Body], roll: Roll) -> None:
        self.sent = [s for s in self.sent if s.unit not in {b.identity for b in (middle, *below)}]
        kept = {sent.path for sent in self.sent} | {each.path for each in self.totals.values()}
        for path in self.inbox.iterdir():
            if path.name not in kept:
                path.unlink()
        named = self.random.sample(below, self.random.randint(1, len(below)))
        folder = self.folder / f"县{middle.code}"
        figures = {}
        for body in named:
            stamp = self._any()
            stamp.write(folder / "收到" / f"{body.code}.xlsx", body.name, body.code, DAYS[0])
            figures[body.identity] = stamp.figures
        out = folder / "县汇总.xlsx"
        command: list[str | Path] = ["consolidate", folder / "收到", "-o", out, "--workers", "1"]
        roll([*command, "--unit", middle.name, "--code", middle.code, "--json"])
        assert cover_of(out)[1] == middle.code
        path = fill.copy(out, self.inbox / f"{middle.code}县汇总.xlsx")
        self.totals[middle.identity] = RuleLike(path.name, figures)
        self._own_beside(below, figures)

    def _own_beside(self, below: list[Body], figures: dict[str, form.Figures]) -> None:
        """Some units send their own to the city as well: the same, or something else."""
        for body in below:
            match self.random.randrange(4):
                case 0 if body.identity in figures:
                    same = next(s for s in self.stamps.good if s.figures == figures[body.identity])
                    self._put(body, same, "")
                case 1:
                    self._put(body, self._any(), "")
                case _:
                    pass


def demand(city: RandomCity, said: desk.Said) -> None:
    """Hold what was said of a city against what must come of it.

    :raises AssertionError: if a file, unit or figure is lost, doubled or misjudged.
    """
    where = f"city {city.seed}"
    expected, data = city.expected(), said.data
    units = {sent.path: sent.unit for sent in city.sent}
    units |= {stated.path: unit for unit, stated in city.totals.items()}
    listed = [(Path(each["path"]).name, each["status"]) for each in data["files"]]
    assert sorted(path for path, _ in listed) == sorted(units), f"{where}: the list of files"
    # Of two files that say the same either may be the one that counts.
    found = Counter((units[path], status) for path, status in listed)
    wanted = Counter((units[path], status) for path, status in expected.statuses.items())
    assert found == wanted, f"{where}: {found - wanted} instead of {wanted - found}"
    states = {each["code"]: each["state"] for each in data["units"]}
    assert len(states) == len(data["units"]), where
    different = oracle.unlike(states, expected.states)
    assert different == {}, f"{where}: {different}"
    assert {e["code"] for e in data["units"] if e["late"]} == expected.late & set(states), where
    books = {each["code"]: each for each in data["workbooks"]}
    assert set(books) == {body.identity for body in city.tree.parents()}, where
    for unit, total in expected.totals.items():
        values = {k: as_figure(v) for k, v in books[unit]["values"].items() if v is not None}
        different = oracle.unlike(values, total)
        assert different == {}, f"{where}: {unit}: {different}"
        if not city.totals:  # a stated total is one report of several units
            assert books[unit]["reports"] == expected.parts[unit], f"{where}: {unit}"
    assert data["contradictions"] == [], where
    assert data["exit"] == said.exit == expected.exit, f"{where}: {said.exit}"
