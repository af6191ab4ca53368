"""Five years of the office, one after another, through the console script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.january import desk, fill, form, oracle
from tests.january.city import YEARS, Body, Tree, Truth, roster
from tests.january.desk import Said
from tests.january.form import COVER, COVER_AT, PROSE_AT, edition_of
from tests.january.oracle import Expected, Sent

CITY_WORDS = "全市的公开工作有序推进，平台进一步规范，解读回应更加及时，队伍保持稳定。"
REASON = "本部分的内容已经并入其他部分，核实无误。"
UNWRITTEN = "overview.platform"
CLEAN_YEARS = (2022, 2023)
"""In these years all comes right in the end."""
TOLD_YEAR = 2021
"""In this year a roll-up is made once more without --json."""
QUIET_YEAR = 2020
"""In this year the office waits till all has come, rolls up once, and writes nothing itself."""
PARENT_THAT_FILES = "9904"
ISSUES = "审核问题"


@dataclass
class Roll:
    """One roll-up: what was said, what had to come of it, and copies of the books as they were."""

    said: Said
    expected: Expected
    inbox: Path
    book: Path
    below: Path
    sent: list[Sent]


@dataclass
class Year:
    """What happened in a year."""

    year: int
    tree: Tree
    handed: Said | None = None
    blank: dict[str, Path] = field(default_factory=dict)
    last: dict[str, form.Figures] = field(default_factory=dict)
    checked: Said | None = None
    sent_checked: list[Sent] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    verified: Said | None = None
    published: Said | None = None
    page: Path | None = None
    again: Said | None = None
    roles: dict[str, str] = field(default_factory=dict)
    trouble: str = ""


class Office:
    """The folder of the office, and the years played in it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.truth = Truth(seed)
        self.seed = seed
        self.years: dict[int, Year] = {}

    def play(self) -> None:
        """Live through all years; what goes wrong is kept for the tests to tell.

        What the office would do side by side is done side by side.
        """
        last: January | None = None
        with ThreadPoolExecutor(2) as clerks:
            for number in YEARS:
                year = Year(number, Tree(roster(number), number))
                self.years[number] = year
                january = January(self, year)
                steps = [january.hand_out, *([last.check_afterwards] if last else [])]
                for done in [clerks.submit(step) for step in steps]:
                    done.result()
                january.play(clerks)
                last = january
            if last:
                last.check_afterwards()

    def book(self, year: int) -> Path:
        """The city's workbook of a year."""
        return self.folder / "汇总" / f"{year}.xlsx"


ROLES = (
    "late",
    "never",
    "error",
    "error_stays",
    "blank",
    "query",
    "marked",
    "resaved",
    "newer",
    "conflict",
    "last_year",
    "xls",
    "pdf",
    "broken_off",
    "renamed",
    "vanished",
    "swap",
    "swap",
    "code_wide",
    "code_spaced",
    "code_lost",
    "code_rounded",
    "level_typed",
    "level_odd",
    "date_worded",
    "date_odd",
)
"""What befalls units in a year; the rest file in time and without a fault."""


class January:
    """One year: hand out, fill in, check, return, correct, roll up, verify, publish."""

    def __init__(self, office: Office, year: Year) -> None:
        self.office, self.year, self.tree = office, year, year.tree
        self.number = year.year
        self.edition = edition_of(self.number)
        self.inbox = office.folder / "收到" / str(self.number)
        self.roster = office.folder / f"名册{self.number}.csv"
        self.sent: dict[str, Sent] = {}
        self.take: list[str] = []
        self.explained: set[tuple[str, str]] = set()
        self.day = f"{self.number + 1}-01-15"
        self.late_day = f"{self.number + 1}-02-10"
        self.deadline = f"{self.number + 1}-01-31"
        earlier = office.years.get(self.number - 1)
        self.last_year = earlier.rolls[-1].expected if earlier and earlier.rolls else None

    def play(self, clerks: Executor) -> None:
        """Live through the year from the day on which the workbooks have been handed out."""
        if self.number == min(YEARS):
            self.first_day()
        self.fill_in()
        checking = clerks.submit(self.check)
        if self.number != QUIET_YEAR:
            self.roll_up()
            self.type_into_books()
        checking.result()
        self.correct()
        self.roll_up()
        if self.number == TOLD_YEAR:
            self.tell()

    def check_afterwards(self) -> None:
        """Verify the books, and publish what the city reports."""
        self.verify()
        self.publish()

    # ---- what happens ----------------------------------------------------------------------------

    def hand_out(self) -> None:
        desk.write_roster(self.tree.bodies.values(), self.roster)
        out = self.office.folder / "下发" / str(self.number)
        command = ["next-year", "--year", str(self.number), "--roster", self.roster, "-o", out]
        before = self.office.book(self.number - 1)
        if before.exists():
            command += ["--previous", before]
        self.year.handed = desk.run(*command, "--json")
        for path in out.rglob("*.xlsx"):
            book = fill.Workbook(path)
            code, name = (str(book[COVER, COVER_AT[f]] or "") for f in ("code", "name"))
            self.year.blank[code or name] = path
        taken = self.last_year.taken if self.last_year else {}
        for body in self.tree.handed_out():
            if body.identity in taken:
                self.year.last[body.identity] = oracle.last_of(self.edition, taken[body.identity])

    def first_day(self) -> None:
        """Nothing has come yet but a scan."""
        scan = fill.not_workbooks(self.inbox, "扫描件")["pdf"]
        for path in self.inbox.iterdir():
            if path != scan:
                path.unlink()
        self.sent = {scan.name: Sent(scan.name, "", fate=oracle.NO_WORKBOOK)}
        self.roll_up()
        scan.unlink()
        self.sent = {}

    def fill_in(self) -> None:
        """Everybody fills in and sends, each in the way of the part that falls to it this year."""
        leaves = [body.identity for body in self.tree.expected()]
        Random(f"{self.office.seed} {self.number}").shuffle(leaves)
        self.year.roles = dict(zip(leaves, ROLES, strict=False))
        swapped = [u for u, role in self.year.roles.items() if role == "swap"]
        for unit in leaves:
            role = self.year.roles.get(unit, "good")
            if role == "swap":
                other = swapped[1 - swapped.index(unit)]
                self.send(unit, code=other, fate=oracle.UNDECIDED)
            else:
                getattr(self, f"first_{role}", self.send)(unit)
        self.send(PARENT_THAT_FILES)
        self.foreigners()

    def foreigners(self) -> None:
        """Files of bodies that are vertical, out of scope, closed or on nobody's roster."""
        for unit in ("9916", "9917"):
            body = self.tree.bodies[unit]
            self._send_as(body, self.office.truth.figures[unit, self.number], fate=oracle.OUTSIDE)
        stranger = Body("880001", "外地某局", "政府部门")
        self._send_as(stranger, dict.fromkeys(form.INPUTS[self.edition], 1), fate=oracle.UNKNOWN)

    def check(self) -> None:
        self.year.sent_checked = list(self.sent.values())
        self.year.checked = desk.run("check", self.inbox, "--json", "--mark")

    def roll_up(self) -> None:
        book = self.office.book(self.number)
        said = desk.run(*self._command(), "--json")
        expected = oracle.expect(
            self.tree,
            self.sent.values(),
            deadline=self.deadline,
            last_year=self.last_year,
            take=self.take,
            explained=self.explained,
        )
        kept = self.office.folder / "留底" / f"{self.number}-{len(self.year.rolls)}"
        kept.mkdir(parents=True)
        below = book.with_name(f"{book.stem}-各级汇总簿")
        if book.exists():
            shutil.copy(book, kept / book.name)
        if below.exists():
            shutil.copytree(below, kept / below.name)
        self.year.rolls.append(
            Roll(
                said, expected, self.inbox, kept / book.name, kept / below.name,
                list(self.sent.values()),
            )
        )  # fmt: skip

    def _command(self) -> list[str | Path]:
        book = self.office.book(self.number)
        command: list[str | Path] = ["consolidate", self.inbox, "--roster", self.roster, "-o", book]
        command += ["--year", str(self.number), "--deadline", self.deadline]
        if self.last_year:
            command += ["--previous", self.office.book(self.number - 1)]
        for name in self.take:
            command += ["--take", self.inbox / name]
        return command

    def tell(self) -> None:
        """Roll up once more with nothing changed, for a person to read."""
        self.year.again = desk.run(*self._command())

    def type_into_books(self) -> None:
        """The officer writes the city's own report, and a reason, into the books of the roll-up."""
        book = self.office.book(self.number)
        if not book.exists():
            return
        work = fill.Workbook(book)
        for at in PROSE_AT.values():
            work.type(at, CITY_WORDS)
        work.type((COVER, COVER_AT["author"]), "示例经办人")
        for unit, role in self.year.roles.items():
            if role in ("query", "marked"):
                name = self.tree.bodies[unit].name
                at = _reason_cell(book, name, self.tree.bodies[unit].code, "WRITTEN")
                if at:
                    work.type((ISSUES, at), REASON)
                    self.explained.add((unit, "WRITTEN"))
        work.save(book)
        lower = next(iter(sorted(book.with_name(f"{book.stem}-各级汇总簿").glob("*.xlsx"))), None)
        if lower:
            work = fill.Workbook(lower)
            work.type(PROSE_AT["problems.text"], CITY_WORDS)
            work.save(lower)

    def correct(self) -> None:
        """What is returned comes back, what was late comes, files are renamed and vanish."""
        for unit, role in self.year.roles.items():
            step: Callable[[str], None] | None = getattr(self, f"then_{role}", None)
            if step:
                step(unit)
        if self.number in CLEAN_YEARS:
            self._gone("外地某局")

    def verify(self) -> None:
        book = self.office.book(self.number)
        self.year.verified = desk.run("verify", book, self.inbox, "--json")

    def publish(self) -> None:
        if self.number in (2019, 2023):
            self.year.page = self.office.folder / f"{self.number}年报告.html"
            book = self.office.book(self.number)
            self.year.published = desk.run("publish", book, "-o", self.year.page)

    # ---- the parts that units play ---------------------------------------------------------------

    def first_late(self, unit: str) -> None: ...

    def then_late(self, unit: str) -> None:
        self.send(unit, day=self.late_day)

    def first_never(self, unit: str) -> None: ...

    def then_never(self, unit: str) -> None:
        if self.number in CLEAN_YEARS:
            self.send(unit, day=self.late_day)

    def first_error(self, unit: str) -> None:
        figures = self._true(unit)
        self.send(
            unit, {**figures, "applications.new.natural": figures["applications.new.natural"] + 5}
        )

    first_error_stays = first_error

    def then_error(self, unit: str) -> None:
        """The unit corrects the marked copy that it was sent, and sends that back."""
        back = self._path(unit, "-校验结果")
        marked = self._marked(back)
        if not marked.exists():
            self.year.trouble += f"no marked copy of {unit}; "
            return
        book = fill.Workbook(marked)
        figures = form.with_totals(self.edition, self._true(unit))
        for key, at in form.PLACES[self.edition].items():
            book.type(at, figures[key])
        book.save(self.inbox / back)
        self._note(Sent(back, unit, figures, self.day, last=self._last(unit)))

    def _marked(self, path: str) -> Path:
        return self.inbox.with_name(f"{self.inbox.name}-校验结果") / path

    def then_error_stays(self, unit: str) -> None:
        if self.number in CLEAN_YEARS:
            self.send(unit, name="-更正")

    def first_blank(self, unit: str) -> None:
        figures = self._true(unit)
        del figures["applications.new.natural"]
        self.send(unit, figures)

    def then_blank(self, unit: str) -> None:
        self.send(unit, name="-补填", day=f"{self.number + 1}-01-20")

    def first_query(self, unit: str) -> None:
        self.send(unit, unwritten=True)

    first_marked = first_query

    def then_marked(self, unit: str) -> None:
        """The unit sends back the marked copy as it is."""
        path = self._path(unit, "-校验结果")
        marked = self._marked(path)
        if not marked.exists():
            self.year.trouble += f"no marked copy of {unit}; "
            return
        fill.copy(marked, self.inbox / path)
        self._note(replace(self.sent[self._path(unit)], path=path))

    def first_resaved(self, unit: str) -> None:
        self.send(unit)
        first = self.sent[self._path(unit)]
        again = self._path(unit, " (1)")
        fill.saved_again(self.inbox / first.path, self.inbox / again)
        self._note(Sent(again, unit, first.figures, first.day, last=first.last))

    def first_newer(self, unit: str) -> None:
        figures = self._true(unit)
        key = "disclosure.licence.decisions"
        self.send(
            unit, {**figures, key: figures[key] + 1}, name="旧", day=f"{self.number + 1}-01-10"
        )
        self.send(unit)

    def first_conflict(self, unit: str) -> None:
        figures = self._true(unit)
        key = "disclosure.penalty.decisions"
        self.send(unit)
        self.send(unit, {**figures, key: figures[key] + 1}, name="最终")

    def then_conflict(self, unit: str) -> None:
        self.take.append(self._path(unit))

    def first_last_year(self, unit: str) -> None:
        before = self.office.years.get(self.number - 1)
        if before is None or unit not in before.blank:
            self.send(unit)
            return
        figures = self.office.truth.figures[unit, self.number - 1]
        path = self._path(unit)
        blank, edition = before.blank[unit], edition_of(self.number - 1)
        fill.fill(blank, self.inbox / path, edition, figures, day=f"{self.number}-01-15")
        if edition != self.edition:  # somebody made this year of it
            fill.of_another_year(self.inbox / path, self.inbox / path, self.number)
        self._note(Sent(path, unit, fate=oracle.WRONG_PERIOD))

    def then_last_year(self, unit: str) -> None:
        if self.number in CLEAN_YEARS:
            self._gone(self._path(unit))
            self.send(unit)

    def first_xls(self, unit: str) -> None:
        self._junk(unit, "xls", oracle.UNREADABLE)

    def first_pdf(self, unit: str) -> None:
        self._junk(unit, "pdf", oracle.NO_WORKBOOK)

    def _junk(self, unit: str, ending: str, fate: str) -> None:
        path = Path(self._path(unit)).with_suffix("")
        made = fill.not_workbooks(self.office.folder / "杂", path.name)[ending]
        target = path.with_name(f"{path.name}.{ending}")
        fill.copy(made, self.inbox / target)
        self._note(Sent(str(target), unit, fate=fate))

    def then_xls(self, unit: str) -> None:
        if self.number in CLEAN_YEARS:
            self._gone(str(Path(self._path(unit)).with_suffix("")))
            self.send(unit)

    then_pdf = then_xls

    def first_broken_off(self, unit: str) -> None:
        self.send(unit)
        path = self.inbox / self._path(unit)
        fill.broken_off(path, path)
        self._note(Sent(self._path(unit), unit, fate=oracle.UNREADABLE))

    def then_broken_off(self, unit: str) -> None:
        self.send(unit)

    def then_renamed(self, unit: str) -> None:
        old = self.sent.pop(self._path(unit))
        new = self._path(unit, "（改名）")
        (self.inbox / old.path).rename(self.inbox / new)
        self._note(Sent(new, unit, old.figures, old.day, last=old.last))

    def then_vanished(self, unit: str) -> None:
        self._gone(self._path(unit))
        if self.number in CLEAN_YEARS:
            self.send(unit, name="-重报")

    def then_swap(self, unit: str) -> None:
        self.send(unit)

    def first_code_wide(self, unit: str) -> None:
        self._slip(unit, "code", unit.translate({ord("0") + n: 0xFF10 + n for n in range(10)}))

    def first_code_spaced(self, unit: str) -> None:
        self._slip(unit, "code", f" {unit[:2]} {unit[2:]}\u200b")

    def first_code_lost(self, unit: str) -> None:
        self._slip(unit, "code", "3.6E+11", "READ-CODE")

    def first_code_rounded(self, unit: str) -> None:
        self._slip(unit, "code", "113609810123450000", "READ-CODE")

    def first_level_typed(self, unit: str) -> None:
        township = self.tree.bodies[unit].level == "township"
        self._slip(unit, "level", "镇级" if township else "")

    def first_level_odd(self, unit: str) -> None:
        self._slip(unit, "level", "正科级单位", "READ-LEVEL")

    def first_date_worded(self, unit: str) -> None:
        self._slip(unit, "date", f"{self.number + 1}年1月15号上午")

    def first_date_odd(self, unit: str) -> None:
        self._slip(unit, "date", f"1/2/{self.number + 1}", "READ-DATE")

    def _slip(self, unit: str, field: str, text: str, rule: str = "") -> None:
        """File with something else typed on the cover; ``rule`` is the query that this makes."""
        if not self.tree.bodies[unit].code:
            self.send(unit)
            return
        self.send(unit, slip={field: text}, asks=rule)

    def then_code_lost(self, unit: str) -> None:
        if self.number in CLEAN_YEARS:
            self.send(unit)

    then_code_rounded = then_level_odd = then_date_odd = then_code_lost

    # ---- sending ---------------------------------------------------------------------------------

    def send(
        self,
        unit: str,
        figures: form.Figures | None = None,
        *,
        day: str = "",
        name: str = "",
        code: str = "",
        fate: str = "",
        unwritten: bool = False,
        slip: Mapping[str, str] | None = None,
        asks: str = "",
    ) -> None:
        """Fill in the workbook that a unit got, and put it into the office's folder."""
        figures = self._true(unit) if figures is None else figures
        path, day = self._path(unit, name), day or self.day
        blank = self.year.blank.get(unit)
        if blank is None:
            self.year.trouble += f"nothing was handed out to {unit}; "
            return
        prose = {UNWRITTEN: ""} if unwritten else {}
        cover = {**({"code": code} if code else {}), **(slip or {})}
        fill.fill(
            blank, self.inbox / path, self.edition, figures, day=day, prose=prose, cover=cover
        )
        at = ("WRITTEN", *PROSE_AT[UNWRITTEN])
        broken = frozenset({at} if unwritten else set())
        if asks and slip:
            broken |= {(asks, COVER, COVER_AT[field]) for field in slip}
        full = form.with_totals(self.edition, figures)
        self._note(Sent(path, unit, full, day, fate, self._last(unit), broken, judged=not code))

    def _send_as(self, body: Body, figures: form.Figures, fate: str) -> None:
        """A body that got nothing fills in a neighbour's workbook in its own name."""
        blank = self.year.blank["9911"]
        path = f"{body.name}.xlsx"
        cover = {"name": body.name, "code": body.code}
        other = dict.fromkeys(form.LAST_AT[self.edition].values())
        fill.fill(
            blank, self.inbox / path, self.edition, figures, day=self.day, cover=cover, other=other
        )
        self._note(Sent(path, body.identity, figures, self.day, fate, judged=False))

    def _note(self, sent: Sent) -> None:
        self.sent[sent.path] = sent

    def _gone(self, start: str) -> None:
        for path in [path for path in self.sent if path.startswith(start)]:
            (self.inbox / path).unlink()
            del self.sent[path]

    def _path(self, unit: str, more: str = "") -> str:
        body = self.tree.bodies[unit]
        above = self.tree.bodies[body.parent].name if body.parent else ""
        return str(Path(above) / f"{body.name}{self.number}{more}.xlsx")

    def _true(self, unit: str) -> form.Figures:
        figures = self.office.truth.figures[unit, self.number]
        return {key: figures[key] for key in form.INPUTS[self.edition]}

    def _last(self, unit: str) -> form.Figures:
        return self.year.last.get(unit, {})


def _reason_cell(book: Path, name: str, code: str, rule: str) -> str:
    """The address of the cell for the reason of a unit's finding on the list of findings."""
    import openpyxl

    sheet = openpyxl.load_workbook(book)[ISSUES]
    heads: dict[str, int] = {}
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [str(cell or "") for cell in row]
        if "单位名称" in texts:
            heads = {text.partition("（")[0]: column for column, text in enumerate(texts)}
        elif heads and _of(texts, heads, "单位名称", "单位代码", "规则") == (name, code, rule):
            return f"{openpyxl.utils.get_column_letter(heads['说明'] + 1)}{number}"
    return ""


def _of(texts: Sequence[str], heads: Mapping[str, int], *names: str) -> tuple[str, ...]:
    """What a row of a list says under some heads; a rule without its place."""
    return tuple(texts[heads[name]].partition("[")[0] for name in names)


def as_figure(value: object) -> form.Figure | None:
    """A figure of the JSON: whole numbers as they are, money as a text, nothing where it lacks."""
    if value is None or isinstance(value, int):
        return value
    return fill.number(Decimal(str(value)))
