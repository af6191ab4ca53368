"""The folder of answers: one for each unit that has something to mend, a list for each county."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from xlreport.checking import check
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.placement import Placement
from xlreport.consolidation.replies.returned import (
    Branch,
    Reply,
    branch_list,
    branches,
    message,
    note,
    replies,
)
from xlreport.errors import UserError
from xlreport.files import file_name, refuse_to_replace, replacing, shown_stem
from xlreport.mark import write_marked_copies
from xlreport.marked import NAMED
from xlreport.reading.refusal import unnamed
from xlreport.report import Report
from xlreport.work.reading import read_in_order
from xlreport.work.texts import Texts

MESSAGE, NOTE, LIST = "消息.txt", "情况说明.txt", "名单.txt"
_KEPT = Path(".xlreport", "returned.json")


@dataclass
class Returned:
    """What was written: the folder of each reply, the list of each branch, and what was not.

    ``stale`` are folders of an earlier run whose units are in order by now.
    """

    folders: list[tuple[Reply, Path, list[Path]]] = field(default_factory=list)
    lists: list[tuple[Branch, Path]] = field(default_factory=list)
    unmarked: list[tuple[Path, str]] = field(default_factory=list)
    stale: list[Path] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "returned": [
                {
                    "unit": reply.name,
                    "code": reply.code,
                    "parent": reply.parent,
                    "state": reply.state,
                    "folder": str(folder),
                    "files": [str(path) for path in files],
                }
                for reply, folder, files in self.folders
            ],
            "lists": [{"unit": branch.name, "path": str(path)} for branch, path in self.lists],
            "unmarked": [{"source": str(path), "reason": why} for path, why in self.unmarked],
            "stale": [str(path) for path in self.stale],
        }


def give_back(
    intake: Intake,
    plan: Placement,
    folder: Path,
    *,
    force: bool = False,
    progress: Callable[[int], object] = int,
) -> Returned:
    """Write the answers to what came in.

    :param force: whether texts and copies that somebody has changed since may be replaced.
    :param progress: is told how many more units are done.
    :raises WouldReplace: if one has been changed; nothing has been written then.
    :raises CannotWrite: if a file cannot be written.
    """
    found = replies(intake, plan)
    places = _places(found, folder)
    writer = _Writer(folder, force=force)
    texts: dict[Path, str] = {}
    wanted: list[tuple[Reply, Filing, Path]] = []
    for reply, place in zip(found, places, strict=True):
        copies = _copies(reply, place)
        wanted += [(reply, filing, path) for filing, path in copies]
        names = [path.name for _, path in copies]
        texts[place / MESSAGE] = message(reply, intake.year, names, intake.choices.deadline)
        if reply.not_read:
            texts[place / NOTE] = note(reply, intake.year)
    done = Returned()
    title = intake.edition.title if intake.edition else ""
    for branch in branches(found, plan, intake):
        path = folder / _branch_folder(branch.name) / LIST
        texts[path] = branch_list(branch, intake.year, title)
        done.lists.append((branch, path))
    writer.demand(texts)
    marked = _marked(wanted, intake, done, force=force, progress=progress)
    for path, text in texts.items():
        writer.write(path, text)
    for reply, place in zip(found, places, strict=True):
        files = [*marked.get(place, ()), *(path for path in texts if path.parent == place)]
        done.folders.append((reply, place, files))
    done.stale = writer.finish(places)
    return done


def _branch_folder(name: str) -> str:
    return file_name(name) if name else ""


def _places(found: Sequence[Reply], folder: Path) -> list[Path]:
    """Return a folder for each reply; of equal names the second has its code, or a number."""
    taken: set[str] = set()
    places = []
    for number, reply in enumerate(found, start=1):
        above = folder / _branch_folder(reply.parent)
        names = (reply.name, f"{reply.name}-{reply.code}", f"{reply.name}-{number}")
        tried = (above / file_name(name) for name in names)
        place = next(each for each in tried if str(each).casefold() not in taken)
        taken.add(str(place).casefold())
        places.append(place)
    return places


def _copies(reply: Reply, place: Path) -> list[tuple[Filing, Path]]:
    copies: list[tuple[Filing, Path]] = []
    taken: set[Path] = set()
    for number, filing in enumerate(reply.to_mark, start=1):
        path = place / file_name(f"{shown_stem(filing.path)}-{NAMED}", filing.path.suffix)
        if path in taken:
            path = path.with_stem(f"{path.stem}-{number}")
        taken.add(path)
        copies.append((filing, path))
    return copies


def _marked(
    wanted: Sequence[tuple[Reply, Filing, Path]],
    intake: Intake,
    done: Returned,
    *,
    force: bool,
    progress: Callable[[int], object],
) -> Mapping[Path, list[Path]]:
    """Write the marked copies; return them by their folders."""
    overlays = intake.choices.overlays
    reports: list[Report] = []
    texts: list[Texts] = []
    places: list[tuple[Filing, Path]] = []
    readings = read_in_order([filing.path for _, filing, _ in wanted], overlays)
    for (_, filing, path), reading in zip(wanted, readings, strict=True):
        outcome = reading.outcome(overlays)
        if isinstance(outcome, Report):
            reports.append(outcome)
            texts.append(reading.judged())
            places.append((filing, path))
        else:
            done.unmarked.append((filing.path, unnamed(outcome)))
    verdicts = check(reports, compare_units=False, texts=texts)
    pairs = []
    for verdict, (filing, path) in zip(verdicts, places, strict=True):
        findings = tuple(issue.finding for issue in filing.issues)
        pairs.append((replace(verdict, findings=findings), path))
    made: dict[Path, list[Path]] = {}
    for number, copy in write_marked_copies(pairs, overlays, force=force):
        verdict, path = pairs[number]
        if isinstance(copy, UserError):
            done.unmarked.append((Path(verdict.report.source), unnamed(copy)))
        else:
            made.setdefault(path.parent, []).append(copy)
        progress(1)
    return made


class _Writer:
    """Writes texts, and remembers them: one that nobody has changed may be replaced."""

    def __init__(self, folder: Path, *, force: bool) -> None:
        self.folder = folder
        self.force = force
        self.before = _read_kept(folder / _KEPT)
        self.now: dict[str, str] = {}

    def demand(self, texts: Mapping[Path, str]) -> None:
        """Make sure that no text is lost that somebody has changed.

        :raises WouldReplace: if one would be.
        """
        for path, text in texts.items():
            refuse_to_replace(path, kept=partial(self._why, text), force=self.force)

    def _why(self, text: str, path: Path) -> str:
        there = _digest(path.read_bytes())
        known = (self.before.get(self._name(path)), _digest(_bytes(text)))
        return "" if there in known else "里面可能有改动过的内容"

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def write(self, path: Path, text: str) -> None:
        data = _bytes(text)
        with replacing(path) as temporary:
            temporary.write_bytes(data)
        self.now[self._name(path)] = _digest(data)

    def finish(self, places: Iterable[Path]) -> list[Path]:
        """Keep account of what was written; return the folders that are not needed any more."""
        with replacing(self.folder / _KEPT) as temporary:
            temporary.write_text(json.dumps({**self.before, **self.now}), encoding="utf-8")
        earlier = {self.folder / Path(name).parent for name in self.before if MESSAGE in name}
        return sorted(path for path in earlier - set(places) if (path / MESSAGE).exists())


def _bytes(text: str) -> bytes:
    """Return a text as Windows' own editor shows it whatever its age: with mark and CRLF."""
    return text.replace("\n", "\r\n").encode("utf-8-sig", "replace")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_kept(path: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict):
            return {str(name): str(digest) for name, digest in data.items()}
    return {}
