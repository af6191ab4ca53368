"""Messages between a process and its workers: a head in JSON, then bytes; both of bounded size."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

Message = tuple[dict[str, Any], bytes]

LONGEST_HEAD = 1 << 24
"""Bytes of a head."""
LONGEST_BODY = 1 << 27
"""Bytes of what follows the head."""
_LENGTHS = struct.Struct("<QQ")


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> bool:
    """Send a message; tell whether there was somebody to take it."""
    text = json.dumps(head).encode("ascii")
    try:
        pipe.write(_LENGTHS.pack(len(text), len(body)) + text)
        pipe.write(body)
        pipe.flush()
    except (OSError, ValueError):
        return False
    return True


def receive(pipe: IO[bytes]) -> Message | None:
    """Return the next message, or ``None`` if the other side is gone, or sends no message."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length > LONGEST_HEAD or body_length > LONGEST_BODY:
        return None
    text, body = pipe.read(head_length), pipe.read(body_length)
    if len(text) < head_length or len(body) < body_length:
        return None
    try:
        head = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return (head, body) if isinstance(head, dict) else None
