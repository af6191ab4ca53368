"""Running tests in this process, which is a copy made for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripts.mutation.copies import FAST


class Watcher:
    """A plugin of pytest that picks tests, and keeps what comes of each."""

    def __init__(
        self,
        begins: Callable[[str], None],
        order: dict[str, int] | None = None,
        seconds: float = float("inf"),
    ) -> None:
        """Get ready.

        :param begins: is called with the name of each test before it begins.
        :param order: the tests that are to run, with their turns; without it, all.
        :param seconds: after which no further test is begun.
        """
        self._begins, self._order = begins, order
        self._until = time.monotonic() + seconds
        self.seconds: dict[str, float] = {}
        self.passed: set[str] = set()
        self.failed: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Pick tests and order them."""
        if (order := self._order) is not None:
            chosen = [item for item in items if item.nodeid in order]
            items[:] = sorted(chosen, key=lambda item: order[item.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Say that a test begins; stop after it if the time is over."""
        self._begins(item.nodeid)
        result = yield
        if time.monotonic() > self._until:
            item.session.shouldstop = "the time is over"
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what came of a step of a test."""
        name = report.nodeid
        self.seconds[name] = round(self.seconds.get(name, 0.0) + report.duration, 3)
        if report.failed:
            self.failed.append(name)
        elif report.when == "call" and report.passed:
            self.passed.add(name)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep that a file could not be loaded."""
        if report.failed:
            self.failed.append(report.nodeid)


def run(watcher: Watcher, files: list[str], folder: Path, *options: str) -> int:
    """Run the fast tests of files; return pytest's exit code."""
    plain = ("-q", "-s", "--no-header", "--tb=short", "-p", "no:cacheprovider")
    # The plugins are loaded already.
    ignored = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    base = f"--basetemp={folder / 'tmp' / 'tests'}"
    return int(
        pytest.main([*plain, *ignored, base, "-m", FAST, *options, *files], plugins=[watcher])
    )
