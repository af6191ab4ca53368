"""The pattern language for keys: ``*`` stands for one part of a key, or several.

Laws, sums of the text checks, comparisons and pictures use it alike, so that
``applications.outcome.denied.*.total`` is the same cells wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

ANY = "*"


def matching(pattern: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys that a pattern means, in their order; none if there are none.

    :param pattern: a key, in which each part may be ``*``.
    """
    if ANY not in pattern:
        return (pattern,) if pattern in keys else ()
    if any(ANY in part and part != ANY for part in pattern.split(".")):
        return ()
    return tuple(key for key in keys if fnmatchcase(key, pattern))
