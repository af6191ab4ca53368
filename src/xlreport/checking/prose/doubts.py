"""Why a figure that does not fit may still be right: what the text says around it.

A figure that fits needs little evidence, since the numbers agree.  One that does not is called
wrong only if nothing around it tells that it counts something else; and where a word before it is
not known, or others may be meant, only if it is close to what the table has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from itertools import takewhile

from xlreport.checking.prose.clauses import COMMA, SEMICOLON, SentenceClause
from xlreport.checking.prose.context import context_of
from xlreport.checking.prose.lexicon import Lexicon
from xlreport.checking.prose.mentions import Mention
from xlreport.checking.prose.place import Place
from xlreport.checking.prose.plain import ALL_OF, is_plain, is_plainly_denied
from xlreport.checking.prose.tokens import OPENING, Token, TokenKind
from xlreport.checking.prose.whose_number import figure_at, right_before
from xlreport.edition.model import OTHER_TOPIC, FigureClaim
from xlreport.quantity import Value
from xlreport.report import Report

OF_SOMETHING_ELSE = "这个数可能说的是别的"
_FAR = 24
"""What stands more clauses away than that says nothing of a figure."""
_FEWEST, _FEWEST_TOLD = 2, 3
"""Smaller counts stand in many a sentence by chance."""
_CLOSE, _CLOSE_OF = 1, 20
"""Two numbers are close if they differ by 1, or by a 20th."""
_AMONG, _ISSUE_OR_PUBLISH = "中", "发布"
_NOT = ("不", "除", "未", "仅")
_OF_PIECES = ("条", "项", "个")
_OFFICES, _GOVERNMENT = ("政府办公室", "政府办公厅"), re.compile("[县区市省]政府(?![办信网门])")
_TOGETHER = re.compile("政府[（(]?(?:及|和|与|或|含|、|暨)[^，。；]{0,8}办公[室厅]")
"""A government and its office are the whole of what such a report tells of."""
_TOWNS = ("镇", "乡", "木")


def doubt_of(
    report: Report, told: FigureClaim, mention: Mention, wanted: Collection[Value], lexicon: Lexicon
) -> str:
    """Return why a figure that does not fit is not called wrong, an empty text if it is.

    :param report: the report whose text it is.
    :param told: the figure, with the words that tell it.
    :param mention: what a clause says: another number than the cells.
    :param wanted: what the cells say; any of these would fit.
    :param lexicon: the words of the report's edition.
    """
    value, clause, clauses = mention.value, mention.clause, mention.sentence.clauses
    if value is None:
        return ""
    at = clause.index
    before, after = clauses[max(at - _FAR, 0) : at], clauses[at + 1 : at + 1 + _FAR]
    place = Place(told, lexicon, clause, clause.figure, before, after)
    if clause.figure and any(is_of_another_kind(place) for is_of_another_kind in _KINDS):
        return OF_SOMETHING_ELSE
    speaker, text = context_of(report), _TOGETHER.sub("", mention.sentence.text)
    of_office = any(word in text for word in lexicon.vocabulary.own_office)
    wide = speaker.for_area and speaker.area not in _TOWNS and of_office
    if wide and clause.figure is None:
        return OF_SOMETHING_ELSE
    if any(_is_close(value, each) for each in wanted):
        return ""
    # 县政府收到3件 in the report of its office may be of the whole county.
    if wide or (report.unit.name.endswith(_OFFICES) and _GOVERNMENT.search(text)):
        return OF_SOMETHING_ELSE
    if clause.figure is None:
        return "" if is_plainly_denied(place) else OF_SOMETHING_ELSE
    if not is_plain(place) or _is_told_beside(place, value, wanted):
        return OF_SOMETHING_ELSE
    return ""


def _is_close(value: Value, other: Value) -> bool:
    most = max(Decimal(_CLOSE), Decimal(other) / _CLOSE_OF)
    return abs(Decimal(value) - Decimal(other)) <= most


def _is_told_beside(place: Place, value: Value, wanted: Collection[Value]) -> bool:
    """Tell whether a count of which nothing is said is the table's, or makes up the difference."""
    lexicon, about = place.lexicon, place.told.about
    for clause in place.around:
        other = clause.figure.value if clause.figure and place.is_counted_alike(clause) else None
        if other is None or other < _FEWEST or not lexicon.predicates.isdisjoint(clause.words):
            continue
        if about not in clause.topics and clause.topics:
            continue
        if other in wanted and other >= _FEWEST_TOLD:
            return True
        if any(each in (value + other, value - other) for each in wanted):
            return True
    return False


# --- What tells that a figure counts something else ------------------------------------------


def _is_narrowed_in_brackets(place: Place) -> bool:
    """Tell whether brackets after a number narrow or widen it: 46件（本年）, 14件（含区分处理）."""
    inside = place.after[0] if place.after else None
    if inside is None or not inside.tokens or not inside.mark or inside.mark not in OPENING:
        return False
    first, lexicon = inside.tokens[0].text, place.lexicon
    if first.startswith(_NOT) or inside.figure is not None:
        return inside.figure is None or first.startswith(_NOT)
    others = inside.words & (lexicon.results - place.said)
    if (first in lexicon.nested and (others or inside.unknown)) or (inside.unknown and others):
        return True
    return not lexicon.present.isdisjoint(inside.words)


def _goes_on(place: Place) -> bool:
    """Tell whether another number of the same verb follows: 办结46件（本年）、3件."""
    following = next((c for c in place.after if not c.bracket), None)
    if following is None or not place.is_counted_alike(following):
        return False
    leading = [token.text for token in following.tokens[: figure_at(following)]]
    if not leading and following.mark in (*COMMA, *SEMICOLON):
        return False
    lexicon = place.lexicon
    joined = all(word in lexicon.vocabulary.joins for word in leading)
    return joined and following.words.isdisjoint(lexicon.predicates | lexicon.topic_of.keys())


def _counts_what_is_disputed(place: Place) -> bool:
    """Tell whether it counts what disputes are about: 3件申请办结后提起复议."""
    following = place.clause.tokens[figure_at(place.clause) + 1 :][:1]
    nouns = (place.lexicon.topic_of.get(token.text, place.told.about) for token in following)
    return any(noun != place.told.about for noun in nouns)


def _is_among_others(place: Place) -> bool:
    """Tell whether it counts some of others: 6件被复议申请中，2件为不予公开类."""
    about, linked = place.told.about, place.lexicon.linked
    return any(
        clause.tokens[-1].text.endswith(_AMONG)
        and clause.tokens[-1].text not in place.lexicon.of_which
        and any(topic != about for topic in clause.topics)
        # 被申请行政复议或提起诉讼中，复议7件 says it of all.
        and not (about in clause.topics and (about,) in linked)
        for clause in place.before
        if clause.tokens
    )


def _is_of_a_row(place: Place) -> bool:
    """Tell whether a result may be of any of several disputes: 复议10件，诉讼0件，维持2件."""
    told, lexicon = place.told, place.lexicon
    if (told.about,) not in lexicon.linked or told.about in place.clause.topics:
        return False
    results = lexicon.said_about(told.about) - lexicon.harmless
    counted: set[str] = set()
    for earlier in reversed(place.before):
        if not earlier.topics and not counted:
            continue
        disputes = {topic for topic in earlier.topics if (topic,) in lexicon.linked}
        if earlier.figure is None or earlier.words & results or not disputes:
            break
        counted |= disputes
        if earlier.mark in SEMICOLON:
            break
    return len(counted) > 1


def _counts_pieces(place: Place) -> bool:
    """Tell whether what was asked for is counted piece by piece: 申请信息86条，予以公开41条."""
    measure = place.figure.measure if place.figure else ""
    if not place.told.result or measure not in _OF_PIECES:
        return False
    lexicon = place.lexicon
    alike = (clause for clause in place.before if place.is_counted_alike(clause))
    words = (word for clause in alike for word in right_before(clause))
    pieces = lexicon.vocabulary.pieces
    return any(word.endswith(pieces) and word not in lexicon.topic_of for word in words)


def _is_told_of_others(place: Place) -> bool:
    """Tell whether the same is told beside it, of others or otherwise: 本级收到2件，部门收到3件.

    What follows a word such as 其中 is a part of it.
    """
    lexicon = place.lexicon
    parts = lexicon.of_which | lexicon.divided
    after = list(takewhile(lambda clause: parts.isdisjoint(clause.words), place.after))
    if any(_is_said_of_others(place, other) for other in (*place.before, *after)):
        return True
    # 县政府收到21件，各部门23件: the verb is that of the first.
    row = takewhile(lambda clause: lexicon.predicates.isdisjoint(clause.words), after)
    return any(
        not other.bracket
        and other.topic == place.told.about
        and place.is_counted_alike(other)
        and any(_is_an_office(token, lexicon) for token in other.tokens[: figure_at(other)])
        for other in row
    )


def _is_said_of_others(place: Place, other: SentenceClause) -> bool:
    if other.bracket or other.topic != place.told.about or not place.is_counted_alike(other):
        return False
    again = not other.words.isdisjoint(place.said) if place.said else bool(other.topics)
    leading = other.tokens[: figure_at(other)]
    # 复议5件，正在复议1件: what follows may be a part of it.
    part = not place.said and other.index > place.clause.index
    unknown = (token.kind is TokenKind.UNKNOWN for token in (*place.clause.tokens, *leading))
    return again and (
        (not part and any(unknown))
        or any(token.text in place.lexicon.portion for token in leading)
        or any(_is_an_office(token, place.lexicon) for token in leading)
    )


def _is_of_some_offices(place: Place) -> bool:
    """Tell whether it is of some offices of an area, not of all: 各乡镇收到3件."""
    areas = place.clause.words & (place.lexicon.areas | place.lexicon.selves)
    return len(areas) == 1 and not any(
        word.startswith(ALL_OF) or word in place.lexicon.selves for word in areas
    )


def _is_one_of_many_services(place: Place) -> bool:
    """Tell whether it stands in a list of what was done for people: 接待群众410人次，受理3件."""
    people = place.lexicon.vocabulary.people
    return any(
        clause.figure is not None and clause.figure.measure in people and not clause.bracket
        for clause in place.since_semicolon
    )


def _is_published(place: Place) -> bool:
    """Tell whether it may be of what was published: 主动公开许可决定12件，处罚决定3件.

    That is so, too, in a list of what was published, and where the verb only says so: 发布2件.
    """
    lexicon, matters = place.lexicon, place.lexicon.other_matters - {OTHER_TOPIC}
    if place.told.about not in matters or place.told.unit in lexicon.vocabulary.money:
        return False
    before = place.since_semicolon
    begins = place.clause.tokens[0].text in lexicon.topic_of
    for clause in before if begins else ():
        published = (
            OTHER_TOPIC in clause.topics or clause.tokens[0].text in lexicon.vocabulary.publishing
        )
        if clause.figure and published and matters.intersection(clause.topics):
            return True
    parts = (n for n, c in enumerate((*before, place.clause)) if c.words & lexicon.of_which)
    wholes = (c for c in before[: next(parts, 0)] if c.figure)
    if any(place.told.about not in clause.topics for clause in wholes):
        return True
    said = frozenset[str]().union(*(c.words & place.said for c in (*before, place.clause)))
    listed = any(c.figure and c.words & lexicon.predicates - place.said for c in place.around)
    named = any(place.told.about in clause.topics for clause in before)
    return bool(said) and all(_ISSUE_OR_PUBLISH in word for word in said) and not (listed or named)


def _denies_another(place: Place) -> bool:
    """Tell whether it is of another verb that there was none: 办结依申请公开0件."""
    clause, said = place.clause, place.said
    if place.figure is None or place.figure.value != 0 or not said.isdisjoint(clause.words):
        return False
    named = place.told.about in clause.topics
    return bool(said) and named and not place.lexicon.predicates.isdisjoint(clause.words)


def _is_negated(place: Place) -> bool:
    """Tell whether it counts what was not done: 不作为政府信息公开申请处理11件."""
    if place.figure is None or place.figure.value == 0:
        return False
    return any(token.text == _NOT[0] for token in place.clause.tokens[: figure_at(place.clause)])


def _is_vague(place: Place) -> bool:
    """Tell whether others may have done it, and nothing says what was counted: 调解受理31件."""
    clause, lexicon = place.clause, place.lexicon
    several = not lexicon.of_several.isdisjoint(clause.words & place.said)
    named = any(place.told.about in c.topics for c in (*place.before, clause))
    return bool(clause.unknown) and several and place.told.alone and not named


def _is_an_office(token: Token, lexicon: Lexicon) -> bool:
    if token.kind is TokenKind.UNKNOWN:
        return lexicon.may_name_an_office(token.text)
    return token.text in lexicon.areas and not token.text.startswith(ALL_OF)


_KINDS: tuple[Callable[[Place], bool], ...] = (
    _is_narrowed_in_brackets,
    _goes_on,
    _counts_what_is_disputed,
    _is_among_others,
    _is_of_a_row,
    _counts_pieces,
    _is_told_of_others,
    _is_of_some_offices,
    _is_one_of_many_services,
    _is_published,
    _denies_another,
    _is_negated,
    _is_vague,
)
