"""One worker process, from its beginning to its end."""

from __future__ import annotations

import atexit
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic, sleep

from xlreport.reading.limits import MEMORY_FOR_A_FILE
from xlreport.work.memory import memory_of, starved
from xlreport.work.pipe import Message, receive, send
from xlreport.work.start import begin

Inbox = SimpleQueue[tuple["WorkerProcess", Message | None]]
"""The answers of several workers, as they come; ``None`` says that a worker is gone."""

_SECONDS_TO_BEGIN = 120.0
_SECONDS_BETWEEN_LOOKS = 0.2
_SECONDS_UNSEEN = 1.0
"""Few tasks take longer; before, nobody looks whether a worker waits for a processor."""
_MOST_EXCUSED = 3
"""So many times its time a worker may wait for a processor."""


class WorkerProcess:
    """A process that does tasks in the order given.

    ``waiting`` are the numbers of the tasks that it has not answered, the one under way first.
    """

    def __init__(self, overlays: Sequence[Path]) -> None:
        """Begin it; it gets ready while the caller does something else.

        :param overlays: the local overlays in use.
        :raises OSError: if no process can be begun.
        """
        self.inbox: Inbox = SimpleQueue()
        self.waiting: deque[int] = deque()
        self.ready = self.gone = False
        self.heard = self.answered = 0
        self.seconds = 0.0
        self.since = monotonic()
        self._looked = (0.0, 0.0)
        self._questions: SimpleQueue[Message | None] = SimpleQueue()
        self.process = begin(overlays)
        works = (self._listen, self._speak, self._watch)
        self._threads = [Thread(target=work, daemon=True) for work in works]
        _alive.add(self)

    def start_listening(self, inbox: Inbox) -> None:
        """Begin to listen to it.

        Until the first worker is attended to, all that begin are copies of one thread.

        :param inbox: where its answers go to.
        """
        if self.inbox is inbox:
            return
        self.inbox = inbox
        for thread in self._threads:
            if thread.ident is None:
                thread.start()

    def ask(self, number: int, question: Message, seconds: float) -> None:
        """Give it one more task.

        :param number: under which it is to be answered.
        :param seconds: how long it, and whatever else is waiting, may take.
        """
        self.seconds = seconds
        if not self.waiting:
            self.since = monotonic()
        self.waiting.append(number)
        self._questions.put(question)

    def stuck(self) -> bool:
        """Tell whether it has been at one task, or at getting ready, for too long.

        On a machine that has too much to do, the time in which it waits for a processor is not
        its fault; but there is an end to that, too.
        """
        if not self.waiting or self.heard > self.answered:
            return False
        taken = monotonic() - self.since
        if taken < _SECONDS_UNSEEN:
            return False
        if self._looked[0] != self.since:
            self._looked = (self.since, starved(self.process.pid))
        patience = self.seconds if self.ready else _SECONDS_TO_BEGIN
        excused = starved(self.process.pid) - self._looked[1]
        return taken - min(excused, _MOST_EXCUSED * patience) > patience

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        _alive.discard(self)
        self._questions.put(None)
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                # What was still on its way to the process cannot be delivered.
                with suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        """Take in what the process says, so that it never waits for a full pipe."""
        pipe = self.process.stdout
        message = receive(pipe) if pipe else None
        self.since = monotonic()
        self.ready = message is not None
        while pipe and message is not None:
            message = receive(pipe)
            self.since = monotonic()
            if message is not None:
                self.heard += 1
                self.inbox.put((self, message))
        self.gone = True
        self.process.kill()  # one that breaks off in the middle of a message is of no more use
        self.inbox.put((self, None))

    def _speak(self) -> None:
        """Pass on what is asked, so that nobody waits for a process that does not listen."""
        pipe = self.process.stdin
        while (question := self._questions.get()) is not None and pipe and send(pipe, *question):
            pass

    def _watch(self) -> None:
        """End the process when it takes too much memory, where the system does not see to it."""
        while not self.gone and (taken := memory_of(self.process)) is not None:
            if taken > MEMORY_FOR_A_FILE:
                self.process.kill()
            sleep(_SECONDS_BETWEEN_LOOKS)


_alive: set[WorkerProcess] = set()


@atexit.register
def end_all() -> None:
    """End every worker there is."""
    for worker in tuple(_alive):
        worker.end()
