"""Whether a clause tells a figure in plain words, and no other matter stands before it."""

from __future__ import annotations

from xlreport.checking.prose.clauses import SentenceClause
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.place import Place
from xlreport.checking.prose.tokens import begins_with_its_number
from xlreport.edition.model import OTHER_TOPIC

ALL_OF = ("全", "我", "本")
"""A word for the whole of an area begins so: 全县, and not 各乡镇."""
_WHERE = ("中", "上", "内", "时", "期间", "方面", "后")


def is_plain(place: Place) -> bool:
    """Tell whether a clause tells the figure in plain words, and no other matter before it.

    :param place: where the figure stands.
    """
    clause, lexicon = place.clause, place.lexicon
    if clause.unknown or clause.within:
        return False
    if place.said and clause.words.isdisjoint(place.said) and any(c.figure for c in place.around):
        return False
    if clause.bracket and not place.told.alone:
        return False
    about, before = place.told.about, place.since_semicolon
    whole = any(c.figure is not None and about in c.topics for c in before)
    first = begins_with_its_number(clause.tokens, lexicon, lexicon.totals | lexicon.rest)
    if first and not whole:
        return False
    vague = place.told.alone and not lexicon.of_several.isdisjoint(clause.words & place.said)
    if vague and about not in clause.topics and not (whole or _is_in_list(place)):
        return False
    return not _are_others_meant(place)


def is_plainly_denied(place: Place) -> bool:
    """Tell whether a clause denies the whole figure in plain words: not 因答复超期引发的复议.

    :param place: where it is denied.
    """
    goes_on = place.lexicon.goes_on - place.lexicon.harmless - place.lexicon.none
    if place.clause.unknown or not goes_on.isdisjoint(place.clause.words):
        return False
    return not _are_others_meant(place)


def _are_others_meant(place: Place) -> bool:
    """Tell whether what stands before a clause, or in it, may speak of others."""
    lexicon, before = place.lexicon, place.since_semicolon
    if any(_is_of_another(each, lexicon) for each in before if not each.bracket):
        return True
    areas = (word for each in (*before, place.clause) for word in each.words & lexicon.areas)
    return not all(word.startswith(ALL_OF) for word in areas)


def _is_in_list(place: Place) -> bool:
    """Tell whether another clause of the sentence tells another figure of the same matter."""
    said = place.lexicon.said_about(place.told.about) - place.lexicon.harmless
    return any(clause.figure is not None and clause.words & said for clause in place.around)


def _is_of_another(clause: SentenceClause, lexicon: Lexicon) -> bool:
    """Tell whether a clause counts what no table has, or says where or when something was."""
    if clause.figure is not None and not clause.figure.is_share:
        return bool(clause.unknown) or OTHER_TOPIC in clause.topics
    if any(lexicon.may_name_an_office(text) for text in clause.unknown):
        return True
    return bool(clause.unknown) and clause.tokens[-1].text.endswith(_WHERE)
