"""Messages through a pipe: each with its length in front."""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct("<Q")


def send(pipe: IO[bytes], message: bytes) -> bool:
    """Send a message; tell whether there was somebody to take it."""
    try:
        pipe.write(_LENGTH.pack(len(message)) + message)
        pipe.flush()
    except OSError:
        return False
    return True


def receive(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, or ``None`` if the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None
