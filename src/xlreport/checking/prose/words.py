"""A list of words in which the longest one at a place of a text is found at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_END = ""


class Words:
    """Words as a tree of letters: looking one up takes no longer than the word itself."""

    __slots__ = ("_tree",)

    def __init__(self, words: Iterable[str]) -> None:
        """:param words: in any order; empty ones are left out."""
        self._tree: dict[str, Any] = {}
        for word in filter(None, words):
            node = self._tree
            for letter in word:
                node = node.setdefault(letter, {})
            node[_END] = word

    @property
    def letters(self) -> frozenset[str]:
        """The letters that words begin with."""
        return frozenset(self._tree)

    def longest(self, text: str, position: int) -> str:
        """Return the longest word that begins at ``position``, or an empty text.

        :param text: a text.
        :param position: where to begin, in characters from 0.
        """
        node = self._tree
        found = ""
        while position < len(text) and (following := node.get(text[position])) is not None:
            node = following
            found = node.get(_END, found)
            position += 1
        return found

    def at(self, text: str, position: int) -> list[str]:
        """Return every word that begins at ``position``, the longest first.

        :param text: a text.
        :param position: where to begin, in characters from 0.
        """
        node, found = self._tree, []
        while position < len(text) and (following := node.get(text[position])) is not None:
            node = following
            if _END in node:
                found.append(node[_END])
            position += 1
        return found[::-1]
