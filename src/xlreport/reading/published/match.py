"""Does the text before a row of figures consist of the headings that the form prints there?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from xlreport.reading.published.atoms import normal
from xlreport.reading.published.form import FormRow, Label, plain

_ALIKE = 0.8
"""Texts that agree to this degree may be one heading spelled in two ways."""
_CLEARLY = 0.1
"""By so much must a text be nearer to one heading than to any other."""
_TOO_LONG = 3
"""A text so many times as long as another is not looked at: they agree to a half at most."""
_SHORTEST_STUMP = 3
_MOST_STUMPS = 3
_LONGEST_SHOWN = 40
_SHORTEST_WRAPPED = 6
_MOST_WORDS = 40
"""A row's own heading is broken into fewer words."""
_MONEY = re.compile("(?:单位)?[百千万亿]?元")
_GUIDANCE = re.compile(r"\(([^()]*)\)")


class NoMatch(Exception):
    """The headings are not those of the form; the message says in Chinese which is not."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Headings that were recognised.

    ``odd`` pairs each official text with the spelling found in its place, ``rest`` is what must
    still follow of a row's heading that was broken off by its figures, ``before`` the plain text
    in front of the row's own heading, ``extra`` what is no heading of the form.
    """

    odd: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    before: str = ""
    extra: tuple[str, ...] = ()


def likeness(one: str, other: str) -> float:
    """Return how far two texts agree, from 0 to 1; 0 if they differ too much in length."""
    if min(len(one), len(other)) * _TOO_LONG < max(len(one), len(other)):
        return 0.0
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio()


def ends_with_own(words: Sequence[str], row: FormRow) -> bool:
    """Tell whether the words end with the row's own heading."""
    text = plain("".join(words[-_MOST_WORDS:]))
    own = row.orders[0][-1]
    return any(text.endswith(spelling) for spelling in own.spellings)


def ends_near_own(words: Sequence[str], row: FormRow, others: Sequence[str]) -> bool:
    """Tell whether the last word is the row's own heading with a slip, and clearly no other's."""
    text = plain(words[-1]) if words else ""
    own = row.orders[0][-1]
    near = max((likeness(text, spelling) for spelling in own.spellings), default=0)
    rivals = (other for other in others if other not in own.spellings)
    return near >= _ALIKE and all(near >= likeness(text, r) + _CLEARLY for r in rivals)


def match_heads(words: Sequence[str], row: FormRow, others: Sequence[str], seen: str) -> Heads:
    """Match words with the headings of a row.

    :param others: plain texts of the other rows' headings, which the words must not be nearer to.
    :param seen: the plain text of the column heads, which a new page may repeat.
    :raises NoMatch: if a heading that decides where figures belong is not there.
    """
    text = plain("".join(words))
    if seen and not any(label.required for label in row.orders[0][:-1]):
        text = text.replace(seen, "")
    failure: NoMatch | None = None
    for order in row.orders:
        try:
            return _HeadingWalk(text, words, row, order, others).run()
        except NoMatch as error:
            failure = failure or error
    if failure is None:
        raise NoMatch("没有栏目")
    raise failure


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "……"


def _word_ends(text: str, words: Sequence[str]) -> tuple[int, ...]:
    """Return where words end in the text that they make together; nothing if it is another."""
    lengths = [len(plain(word)) for word in words]
    return tuple(accumulate(lengths)) if sum(lengths) == len(text) else ()


class _HeadingWalk:
    """Goes through the text once, heading by heading."""

    def __init__(
        self,
        text: str,
        words: Sequence[str],
        row: FormRow,
        order: tuple[Label, ...],
        others: Sequence[str],
    ) -> None:
        self.text = text
        self.words = words
        self.row = row
        self.order = order
        self.others = others
        self.next = 0
        self.noise = ""
        self.noise_at = 0
        self.ends = _word_ends(text, words)
        self.odd: list[tuple[str, str]] = []
        self.extra: list[str] = []
        self.before = 0
        self.last: tuple[str, str] | None = None

    def run(self) -> Heads:
        position = 0
        while position < len(self.text):
            found = self._heading_at(position)
            if found is None:
                self.noise_at = self.noise_at if self.noise else position
                self.noise += self.text[position]
                position += 1
                continue
            index, spelling = found
            self._settle_noise(index)
            if index == len(self.order) - 1:
                self.before = position
            label = self.order[index]
            if not label.is_usual(spelling):
                self.odd.append((label.text, spelling))
            self.next = index + 1
            self.last = label.text, spelling
            position += len(spelling)
        rest = self._finish()
        return Heads(tuple(self.odd), rest, self.text[: self.before], tuple(self.extra))

    def _heading_at(self, position: int) -> tuple[int, str] | None:
        """Return the heading that stands here: the next one, past those that may be absent."""
        best: tuple[int, str] | None = None
        skipped: list[Label] = []
        for index in range(self.next, len(self.order)):
            label = self.order[index]
            for spelling in label.spellings:
                longer = best is None or len(spelling) > len(best[1])
                if longer and self.text.startswith(spelling, position) and self._may_skip(skipped):
                    best = index, spelling
            skipped += [label] if label.required else []
            if len(skipped) > _MOST_STUMPS:
                break
        return best

    def _may_skip(self, skipped: list[Label]) -> bool:
        if len(skipped) > 1:
            return bool(self._stumps(skipped))
        return not skipped or self._resembles(self.noise, skipped[0])

    def _stumps(self, labels: Sequence[Label]) -> list[str]:
        """Return the words before, if each is the beginning of one of these headings, in order.

        Pages that cut heads at a break make twins of them; as many words as heads, in the form's
        order, still say which is which.
        """
        end = self.noise_at + len(self.noise)
        cuts = [cut for cut in self.ends if self.noise_at < cut <= end]
        starts = [self.noise_at, *cuts]
        words = [self.text[a:b] for a, b in pairwise(starts)]
        if not cuts or cuts[-1] != end or len(words) != len(labels):
            return []
        fits = (
            len(word) >= _SHORTEST_STUMP and label.spellings[0].startswith(word)
            for word, label in zip(words, labels, strict=True)
        )
        return words if all(fits) else []

    def _settle_noise(self, index: int) -> None:
        """Account for the text before a heading that was found."""
        missing = [label for label in self.order[self.next : index] if label.required]
        if len(missing) > 1:
            stumps = self._stumps(missing)
            self.odd += [(m.text, stump) for m, stump in zip(missing, stumps, strict=True)]
        elif missing:
            self.odd.append((missing[0].text, self.noise))
        else:
            self._note_noise()
        self.noise = ""

    def _note_noise(self) -> None:
        absent = [label for label in self.order if not label.required]
        piece = self._is_pieces(self.noise)
        for label in absent:
            if not piece and likeness(self.noise, label.spellings[0]) >= _ALIKE:
                self.odd.append((label.text, self.noise))
                piece = True
        if self.noise and not piece:
            self._note_text()

    def _note_text(self) -> None:
        """Note text that is no heading: an explanation belongs to the heading before it."""
        explains = self._is_guidance() or _MONEY.fullmatch(self.noise)
        if explains and self.last is not None:
            official, spelling = self.last
            self.odd.append((official, spelling + self.noise))
        else:
            self.extra.append(self.noise)

    def _finish(self) -> str:
        """Account for what is left at the end; return the rest of a heading that was broken."""
        missing = [label for label in self.order[self.next :] if label.required]
        if not missing:
            pieces = self._is_pieces(self.noise)
            if not pieces and not self._is_guidance():
                raise NoMatch(f"“{self.order[-1].text}”后面是“{_shown(self.noise)}”，没有数")
            if not pieces:
                self._note_text()
            return ""
        own = self.order[-1]
        if missing != [own] or not own.required:
            raise NoMatch(f"找不到栏目“{missing[0].text}”")
        self.before = len(self.text) - len(self.noise)
        for spelling, noise in self._own_candidates(own):
            if len(noise) >= _SHORTEST_WRAPPED and spelling.startswith(noise):
                return spelling[len(noise) :]
        if any(self._resembles(noise, own) for _, noise in self._own_candidates(own)):
            self.odd.append((own.text, self.noise))
            return ""
        raise NoMatch(
            f"找不到栏目“{own.text}”" + (f"，此处是“{_shown(self.noise)}”" if self.noise else "")
        )

    def _own_candidates(self, own: Label) -> Iterator[tuple[str, str]]:
        """Yield each spelling with the noise, less pieces of the headings that span the row."""
        for cut in range(min(len(self.noise), 2 * len(self.row.above) + 1)):
            if self._is_pieces(self.noise[:cut]):
                for spelling in own.spellings:
                    yield spelling, self.noise[cut:]

    def _resembles(self, text: str, label: Label) -> bool:
        """Tell whether a text is a spelling of this heading and clearly of no other."""
        rivals = [each.spellings[0] for each in self.order if each.text != label.text]
        rivals += [each for each in self.others if each != label.spellings[0]]
        for spelling in label.spellings:
            stump = len(text) >= _SHORTEST_STUMP and spelling.startswith(text)
            if stump and not any(rival.startswith(text) for rival in rivals):
                return True
            near = likeness(text, spelling)
            if near >= _ALIKE and all(near >= likeness(text, r) + _CLEARLY for r in rivals):
                return True
        return False

    def _is_pieces(self, text: str) -> bool:
        """Tell whether a text is a piece of the headings that span the row, or two of them."""
        above = self.row.above
        return len(text) <= 2 * len(above) and any(
            text[:cut] in above and text[cut:] in above for cut in range(len(text) + 1)
        )

    def _is_guidance(self) -> bool:
        """Tell whether the text at the end is an explanation in brackets."""
        raw = normal("".join(self.words))
        return any(plain(inner) == self.noise for inner in _GUIDANCE.findall(raw))
