"""Small places for single questions: a roster of few, files filled from one blank workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.january import desk, fill, form
from tests.january.city import GOVERNMENT, TOWN, Body, draw
from tests.january.desk import Said
from tests.january.form import COVER, COVER_AT, MANIFEST, Figures
from tests.january.story import as_figure

YEAR, EDITION = 2022, "2021"
UNIT_CODE_AT = (MANIFEST, "B6")
DAY = "2023-01-15"
LEVELS = {"county": "县级", "township": "乡镇级", "": ""}


def blank_workbook(folder: Path) -> Path:
    """The workbook that all files of small places are filled from."""
    path = folder / "空白.xlsx"
    unit = ("--unit", "示例单位", "--code", "0")
    said = desk.run("template", "--year", str(YEAR), *unit, "-o", path)
    assert said.exit == 0, said.err
    return path


def government(code: str, name: str, parent: str = "", **more: Any) -> Body:
    return Body(code, name, GOVERNMENT, parent, **more)


def town(code: str, name: str, parent: str, **more: Any) -> Body:
    return Body(code, name, TOWN, parent, **more)


@dataclass
class Place:
    """A folder with a roster and an inbox, and what the units truly have."""

    folder: Path
    blank: Path
    bodies: list[Body]
    truth: dict[str, Figures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        desk.write_roster(self.bodies, self.roster)
        for body in self.bodies:
            self.truth[body.identity] = draw(Random(f"small {body.identity}"), EDITION, None)

    @property
    def roster(self) -> Path:
        return self.folder / "名册.csv"

    @property
    def inbox(self) -> Path:
        return self.folder / "收到"

    @property
    def book(self) -> Path:
        return self.folder / "汇总.xlsx"

    @property
    def below(self) -> Path:
        return self.folder / "汇总-各级汇总簿"

    def file(
        self,
        unit: str,
        name: str = "",
        *,
        figures: Mapping[str, form.Figure] | None = None,
        cover: Mapping[str, str] | None = None,
        day: str = DAY,
    ) -> Path:
        """Put a unit's filled workbook into the inbox."""
        body = next(body for body in self.bodies if body.identity == unit)
        filled = {"name": body.name, "code": body.code, "level": LEVELS[body.level]}
        return fill.fill(
            self.blank,
            self.inbox / (name or f"{unit}.xlsx"),
            EDITION,
            self.truth[unit] if figures is None else figures,
            day=day,
            cover={**filled, **(cover or {})},
            other={UNIT_CODE_AT: body.code},
        )

    def roll_up(self, *more: str | Path, roster: bool = True) -> Said:
        """Roll up the inbox."""
        ranked = ["--roster", self.roster] if roster else []
        command = ["consolidate", self.inbox, *ranked, "-o", self.book, *more]
        return desk.run(*command, *(["--json"] if "--json" not in more else []))

    def total(self, *units: str) -> Figures:
        """The plain sum of units."""
        return form.added_up(EDITION, [self.truth[unit] for unit in units])


def values(said: Said, unit: str) -> Figures:
    """The figures of one roll-up in the JSON."""
    books = [b for b in said.data["workbooks"] if unit in (b["code"], b["unit"])]
    assert len(books) == 1, [book["unit"] for book in said.data["workbooks"]]
    return {k: as_figure(v) for k, v in books[0]["values"].items() if v is not None}


def states(said: Said) -> dict[str, str]:
    """The state of each unit."""
    return {each["code"] or each["name"]: each["state"] for each in said.data["units"]}


def statuses(said: Said) -> dict[str, str]:
    """The status of each file by its name."""
    listed = [(Path(each["path"]).name, each["status"]) for each in said.data["files"]]
    assert len(dict(listed)) == len(listed), "a file is listed twice"
    return dict(listed)


def cover_of(path: Path) -> tuple[str, str]:
    """Name and code on the cover of a workbook."""
    book = fill.Workbook(path)
    return tuple(str(book[COVER, COVER_AT[each]] or "") for each in ("name", "code"))
