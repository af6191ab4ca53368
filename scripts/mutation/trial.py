"""Whether the tests notice a change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from scripts.mutation.changes import Mutant
from scripts.mutation.copies import Task, copied_commands, done
from scripts.mutation.lines import TESTS_OF, WHOLE, Record
from scripts.mutation.running import Watcher, run

_FIRST, _FILES_AT_FIRST = 60, 6
_TIERS = (0.2, 1.0, 5.0)


class Verdict(NamedTuple):
    """What came of a change."""

    mutant: Mutant
    killed: bool
    why: str
    """The test that noticed it; or how many ran, and did not."""


class Suite:
    """The tests there are: which execute what, and which fail by themselves."""

    def __init__(self, known: dict[str, Record]) -> None:
        """Keep what each test file executes."""
        self.known = known
        self.took = {test: took for each in known.values() for test, took in each.seconds.items()}
        self.sound: set[str] = set()
        """Tests that pass alone when nothing is changed."""
        self.unsound: set[str] = set()

    def executing(self, mutant: Mutant) -> list[str]:
        """Return the tests that execute the line, then the others of files that do, by turns."""

        def turn(test: str) -> tuple[bool, int, str, float]:
            took = self.took[test]
            tier = 0 if test.startswith(WHOLE) else sum(took > each for each in _TIERS) + 1
            return (not test.startswith(TESTS_OF[mutant.part]), tier, file_of(test), took)

        for lines in mutant.lines():
            own: set[str] = set()
            others: set[str] = set()
            for known in self.known.values():
                if (found := known.executing(mutant.name, lines)) is not None:
                    own |= found
                    others |= {*known.seconds}
            if others:
                return sorted(own, key=turn) + sorted(others - own, key=turn)
        return []

    def within(self, seconds: float, tests: Iterable[str]) -> Iterator[str]:
        """Yield of some tests those that can be run in so many seconds."""
        for test in tests:
            if test not in self.unsound and self.took[test] <= seconds:
                seconds -= self.took[test]
                yield test


class Trial:
    """The trial of one change: which tests are still to run, and what they said."""

    def __init__(self, mutant: Mutant, tests: Suite, seconds: float) -> None:
        """Choose the tests.

        :param seconds: how long they may take.
        """
        self._mutant, self._tests = mutant, tests
        chosen = [*tests.within(seconds, tests.executing(mutant))]
        first = [*dict.fromkeys(map(file_of, chosen))][:_FILES_AT_FIRST]
        head = [test for test in chosen[:_FIRST] if file_of(test) in first]
        rest = [test for test in chosen if test not in {*head}]
        self._stages = [each for each in (head, rest) if each]
        self._asked = len(chosen)
        self._in_doubt = ""

    def next(self) -> Task | Verdict:
        """Return what is to be done, or what came of it all."""
        if self._in_doubt:
            return self._task(None, self._doubted())
        if self._stages:
            return self._task(self._mutant, self._stages[0])
        why = f"{self._asked} tests notice nothing" if self._asked else "not executed"
        return Verdict(self._mutant, killed=False, why=why)

    def hear(self, said: object) -> Task | Verdict:
        """Take in how a task ended, and go on."""
        end = said[0] if isinstance(said, list) else str(said)
        if self._in_doubt:
            # A test that fails without the change, too, has noticed nothing.
            doubted, why, self._in_doubt = self._doubted(), self._in_doubt, ""
            (self._tests.unsound if end else self._tests.sound).update(doubted)
            if not end:
                self._tests.sound.add(why)
                return Verdict(self._mutant, killed=True, why=why)
            self._stages[0] = [test for test in self._stages[0] if test not in doubted]
            self._stages = [stage for stage in self._stages if stage]
        elif not end:
            self._stages.pop(0)
        elif end not in self._tests.sound and not end.startswith("never ends"):
            self._in_doubt = end.removeprefix("died in ")
        else:
            return Verdict(self._mutant, killed=True, why=end)
        return self.next()

    def _doubted(self) -> list[str]:
        """Return the test that has failed, or those that could not be loaded: of a file, or all."""
        stage = self._stages[0]
        return [test for test in stage if self._in_doubt in (test, file_of(test))] or [*stage]

    def _task(self, mutant: Mutant | None, tests: list[str]) -> Task:
        return Task(partial(_tried, mutant, tests), self._tests.took, self)


def verdicts(
    mutants: Iterable[Mutant], tests: Suite, folders: list[Path], seconds: float
) -> Iterator[Verdict]:
    """Try changes, and yield what comes of each.

    :param folders: copies of the program.
    :param seconds: how long the tests of one may take.
    """
    tasks: deque[Task] = deque()
    for each in (Trial(mutant, tests, seconds).next() for mutant in mutants):
        if isinstance(each, Verdict):
            yield each
        else:
            tasks.append(each)
    for task, said in done(tasks, folders):
        assert isinstance(task.of, Trial)
        each = task.of.hear(said)
        if isinstance(each, Verdict):
            yield each
        else:
            # What has begun comes to its end first.
            tasks.appendleft(each)


def file_of(test: str) -> str:
    """Return the file in which a test stands."""
    return test.partition("::")[0]


def _tried(
    mutant: Mutant | None, tests: list[str], folder: Path, tell: Callable[[object], None]
) -> str:
    """Put a mutant in the place of its module in a copy of the program, and run the tests.

    Returns the name of the first that fails, or ``""``.
    """
    original, name = folder / "original", folder / "name"
    if original.exists():
        original.replace(folder / name.read_text("utf-8"))
    if mutant:
        name.write_text(mutant.name, "utf-8")
        (folder / mutant.name).rename(original)
        (folder / mutant.name).write_text(mutant.text(), "utf-8")
    copied_commands()
    watcher = Watcher(tell, {test: turn for turn, test in enumerate(tests)})
    code = run(watcher, [*dict.fromkeys(map(file_of, tests))], folder, "-x")
    # What every test needs cannot be loaded if pytest ends in another way.
    return watcher.failed[0] if watcher.failed else "" if code in (0, 5) else f"pytest ends: {code}"
