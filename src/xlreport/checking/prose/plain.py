"""Whether a clause tells a figure in plain words, and of nobody else."""

from __future__ import annotations

from xlreport.checking.prose.place import Place
from xlreport.checking.prose.tokens import TokenKind, begins_with_its_number
from xlreport.checking.prose.whose_number import figure_at

ALL_OF = ("全", "我", "本")
"""A word for the whole of an area begins so: 全县, and not 各乡镇."""


def is_plain(place: Place) -> bool:
    """Tell whether a clause tells the figure in plain words, and of nobody else.

    :param place: where the figure stands.
    """
    clause, lexicon = place.clause, place.lexicon
    if any(token.kind is TokenKind.UNKNOWN for token in clause.tokens[: figure_at(clause)]):
        return False
    about, before = place.told.about, place.since_semicolon
    whole = any(c.figure is not None and about in c.topics for c in before)
    if begins_with_its_number(clause.tokens, lexicon, lexicon.totals | lexicon.rest) and not whole:
        return False
    return not _are_others_meant(place)


def is_plainly_denied(place: Place) -> bool:
    """Tell whether a clause denies the whole figure in plain words: not 因答复超期引发的复议.

    :param place: where it is denied.
    """
    clause, lexicon = place.clause, place.lexicon
    goes_on = lexicon.goes_on - lexicon.harmless - lexicon.none
    if clause.unknown or not goes_on.isdisjoint(clause.words):
        return False
    return all(word.startswith(ALL_OF) for word in clause.words & lexicon.areas)


def _are_others_meant(place: Place) -> bool:
    """Tell whether what stands before a clause, or in it, may speak of others."""
    lexicon, before = place.lexicon, place.since_semicolon
    told = [clause for clause in before if not clause.bracket]
    # 政务公开专区26个，受理9件: others serve people there.
    places = lexicon.vocabulary.places
    if any(c.unknown and c.figure and c.figure.measure in places for c in told):
        return True
    told = [clause for clause in told if clause.figure is None]
    if any(lexicon.may_name_an_office(text) for clause in told for text in clause.unknown):
        return True
    # 县政府和各乡镇共收到41件 is of all of them together.
    of_others = (c for c in (*before, place.clause) if c.words.isdisjoint(lexicon.selves))
    areas = (word for clause in of_others for word in clause.words & lexicon.areas)
    return not all(word.startswith(ALL_OF) for word in areas)
