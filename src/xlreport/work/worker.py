"""The process that touches foreign files for :mod:`xlreport.work.guard`.

Its arguments are the overlays.  It takes tasks from its standard input and answers each on its
standard output, in their order.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

from xlreport.edition import layout_of
from xlreport.edition.load import editions_with
from xlreport.errors import UserError
from xlreport.files import NO_ROOM, cause_of
from xlreport.reading.refusal import Refused
from xlreport.work.jobs import JOBS, Job
from xlreport.work.memory import limit_memory, limit_time
from xlreport.work.pipe import Message, receive, send

_OUT_OF_MEMORY = 70
_ERRORS = 2


def main(overlays: Sequence[Path], questions: IO[bytes], output: IO[bytes]) -> None:
    """Do tasks until there are no more.

    :param overlays: the local overlays and forms in use.
    :param questions: where the tasks come from.
    :param output: where the answers go; from now on nothing else goes there.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(output.fileno()), "wb")
    # Whatever a library prints must not get between the messages.
    os.dup2(_ERRORS, output.fileno())
    get_ready(overlays)
    limit_memory()
    send(answers, {})
    while (question := receive(questions)) is not None:
        limit_time(question[0]["seconds"])
        send(answers, *_answer(question, overlays))


def get_ready(overlays: Sequence[Path]) -> None:
    """Load the editions and the overlays, and where everything stands in their workbooks.

    :raises EditionError: if one of the files cannot be read, or has a mistake.
    """
    for edition in editions_with(overlays):
        layout_of(edition)


def _answer(question: Message, overlays: Sequence[Path]) -> Message:
    head, body = question
    try:
        data, content = _job(head["job"])(Path(head["path"]), head["with"], body, overlays)
    except Refused as error:
        place = error.place
        where = [place.sheet, place.row, place.column] if place else None
        said = [error.reason, error.advice, error.code, where, *error.stated, error.digest]
        return {"refused": said}, b""
    except UserError as error:
        return {"told": str(error)}, b""
    except OSError as error:
        if error.errno in NO_ROOM:
            return {"told": f"写不下临时文件：{cause_of(error)}"}, b""
        return _fault(error)
    except MemoryError:
        # What memory is left is not enough for the next file either.
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - a fault in one file must not cost the others
        return _fault(error)
    return {"data": data}, content


def _fault(error: Exception) -> Message:
    return {"fault": "".join(traceback.format_exception(error))}, b""


def _job(name: str) -> Job:
    module, _, function = JOBS[name].partition(":")
    job: Job = getattr(import_module(module), function)
    return job


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]], sys.stdin.buffer, sys.stdout.buffer)
