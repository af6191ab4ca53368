"""Times as the offices' clocks show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

_OFFICE_TIME = timezone(timedelta(hours=8))
"""The one time zone of all offices; a result must not depend on the machine's own."""


def office_time(seconds: int) -> datetime:
    """Return a time in seconds since 1970 as the offices' clocks show it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(_OFFICE_TIME)


def time_shown(seconds: int) -> str:
    """Return a time in seconds since 1970 as lists show it, empty for 0: nobody knows it."""
    return office_time(seconds).strftime("%Y-%m-%d %H:%M") if seconds else ""
