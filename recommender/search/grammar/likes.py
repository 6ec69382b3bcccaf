"""Reads movies that are named as examples: "like Jaws but funny", "if you liked Heat", "Alien meets Rocky".

A title counts only where words around it make it an example. Words that clearly do ("similar to") need less
around them than "like", which also stands in plots ("runs like the wind").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from recommender.search.grammar import like_words
from recommender.search.grammar.leftover import telling
from recommender.search.grammar.sentence import Context, Sentence
from recommender.search.grammar.titles_in import Title, TitlesIn

_CLOSES = re.compile(r"[\"”']*\s*[.!?]")
_AFTER = re.compile(r"\s*after\s+")
_SHORTEST = 4
"""Letters of a title that is no mere word."""
_MOST_BEFORE = 5
"""Words that tell something before "like" in its sentence. More of them tell of a plot."""
_MOST_BESIDE = 9
"""The same beside a title that only stands out."""


@dataclass(frozen=True, slots=True)
class Like:
    """A part of a question that names movies as examples."""

    start: int
    end: int
    ids: tuple[str, ...]
    series: bool = False
    """Whether the other movies of its series are no answers either."""
    director: bool = False
    """Whether other movies of its director are wanted, and not movies like it."""
    unlike: bool = False


class _Cue(Enum):
    """Words that make a title an example, in the order in which they are tried."""

    UNLIKE = auto()
    DIRECTOR = auto()
    SIMILAR = auto()
    LOVED = auto()
    LIKE = auto()


_CUES = {
    _Cue.UNLIKE: like_words.UNLIKE,
    _Cue.DIRECTOR: like_words.DIRECTOR,
    _Cue.SIMILAR: like_words.SIMILAR,
    _Cue.LOVED: like_words.LOVED,
    _Cue.LIKE: like_words.LIKE,
}


def likes(titles: TitlesIn) -> list[Like]:
    """The examples, in order."""
    if not titles.sentence.browses:
        return []
    found = list(_after_cues(titles))
    return found or _bare(titles) or _anywhere(titles)


def no_sequels(sentence: Sentence) -> tuple[int, int] | None:
    """Where the question says that it wants no sequels."""
    match = like_words.SEQUELS.search(sentence.lower)
    return match.span() if match else None


def _after_cues(titles: TitlesIn) -> Iterator[Like]:
    sentence = titles.sentence
    cues = [
        (*match.span(), cue) for cue, pattern in _CUES.items() for match in pattern.finditer(sentence.lower)
    ]
    place = 0
    for start, after, cue in sorted(cues, key=lambda one: (one[0], one[2].value)):
        if start < place:
            continue
        loosely = cue is not _Cue.LIKE or sentence.film_before(start) is not Context.PLOT
        title = titles.at(after, loosely=loosely)
        if title is None or not _is_meant(titles, start, cue, title):
            continue
        if cue is _Cue.DIRECTOR:
            found = Like(start, title.end, title.ids, director=True)
        else:
            found = _example(titles, title, start, unlike=cue is _Cue.UNLIKE)
        yield found
        place = found.end


def _example(titles: TitlesIn, title: Title, start: int, *, unlike: bool = False) -> Like:
    """An example with the titles that follow, and what says more about it."""
    sentence = titles.sentence
    ids, end = _more(titles, title)
    if meets := _joined(titles, like_words.MEETS, end):
        ids, end = (*ids, *meets.ids), meets.end
    end = _tail(sentence, end)
    series = like_words.SERIES.match(sentence.lower, end)
    end = series.end() if series else end
    return Like(
        start,
        end,
        ids,
        not unlike and bool(series or like_words.BUT.match(sentence.lower, end)),
        unlike=unlike,
    )


def _is_meant(titles: TitlesIn, start: int, cue: _Cue, title: Title) -> bool:
    """Whether the words before a title mean that answers should be like it."""
    sentence = titles.sentence
    about_film = sentence.film_before(start) is not Context.PLOT
    if cue in (_Cue.DIRECTOR, _Cue.UNLIKE):
        return about_film or cue is _Cue.DIRECTOR
    if len(telling(sentence.text[_sentence_start(sentence, start) : start])) > _MOST_BEFORE:
        return False
    said = sentence.lower[title.start : title.end].strip()
    short = len(said) < _SHORTEST or titles.facets.is_ordinary(said)
    match cue:
        case _Cue.LOVED:
            closes = start == 0 and sentence.breaks(title.end, title.end + 2)
            return about_film and (not short or closes)
        case _Cue.LIKE:
            return about_film or (" " in said and titles.stands_out(title) and not short)
        case _ if said in like_words.PRONOUNS:
            return sentence.text[title.start].isupper() and not sentence.text.isupper()
    return not short or about_film


def _sentence_start(sentence: Sentence, place: int) -> int:
    return max((match.end() for match in re.finditer(r"[.!?;]\s", sentence.lower[:place])), default=0)


def _more(titles: TitlesIn, title: Title) -> tuple[tuple[str, ...], int]:
    """The movies of a list of titles that begins with ``title``, and where the list ends."""
    sentence = titles.sentence
    ids, end = title.ids, title.end
    short = bool(like_words.OF_THAT_SORT.search(sentence.lower, end))
    while following := _joined(titles, like_words.AND, end, short=short):
        ids, end = (*ids, *following.ids), following.end
    return tuple(dict.fromkeys(ids)), end


def _joined(titles: TitlesIn, joint: re.Pattern[str], place: int, *, short: bool = False) -> Title | None:
    """The title behind "and", "meets" and the like; a short word counts only with ``short``."""
    sentence = titles.sentence
    match = joint.match(sentence.lower, place)
    title = titles.at(match.end(), loosely=False) if match else None
    return title if title and (short or not titles.is_short(title)) else None


def _tail(sentence: Sentence, end: int) -> int:
    """The end of the example with a word behind it such as "vibes", and with what brackets say about it."""
    for pattern in (like_words.BEHIND, like_words.BRACKETS):
        match = pattern.match(sentence.lower, end)
        end = match.end() if match else end
    return end


def _bare(titles: TitlesIn) -> list[Like]:
    """Examples without words before them: "Alien, but on a submarine", "Jaws meets Rocky", "Jaws-like"."""
    sentence = titles.sentence
    for index, word in enumerate(sentence.words):
        opens = all(before.text in like_words.OPENERS for before in sentence.words[:index])
        if not opens and sentence.film_before(word.start) is Context.PLOT:
            continue
        title = titles.at(word.start, loosely=opens and bool(like_words.CALLS.search(sentence.lower)))
        if title is None or not (opens or not titles.is_short(title)):
            continue
        if found := _as_example(titles, title, opens=opens):
            return [found]
    return []


def _as_example(titles: TitlesIn, title: Title, *, opens: bool) -> Like | None:
    """A title as an example, if what follows says that it is one; ``opens`` if nothing stands before it."""
    sentence = titles.sentence
    text = sentence.lower
    if meets := _joined(titles, like_words.CROSSED, title.end):
        return Like(title.start, _tail(sentence, meets.end), (*title.ids, *meets.ids), series=True)
    ids, end = _more(titles, title)
    if sort := like_words.OF_THAT_SORT.match(text, end):
        return Like(title.start, sort.end(), ids)
    if maker := like_words.MAKER.match(text, title.end):
        return Like(title.start, maker.end(), title.ids, director=True)
    if like_words.BEHIND.match(text, title.end):
        return Like(title.start, _tail(sentence, title.end), title.ids)
    return _opening(titles, title) if opens else None


def _opening(titles: TitlesIn, title: Title) -> Like | None:
    """A title at the beginning as an example: "Alien, but on a submarine", "Die Hard in a hospital"."""
    text = titles.sentence.lower
    elsewhere = like_words.ELSEWHERE.match(text, title.end) and title.start < _SHORTEST
    if like_words.BUT.match(text, title.end) or (elsewhere and titles.stands_out(title)):
        return Like(title.start, title.end, title.ids, series=True)
    praised = _praised(titles, text, title)
    return Like(0, praised, title.ids) if praised else None


def _praised(titles: TitlesIn, text: str, title: Title) -> int | None:
    """Where the words end that make a first title an example: "Jaws is my favourite. What else?"."""
    favourite = like_words.FAVOURITE.match(text, title.end)
    end = favourite.end() if favourite else title.end
    closes = favourite or _CLOSES.match(text, _tail(titles.sentence, title.end))
    if closes and like_words.ANYTHING_ELSE.search(text, end):
        return end
    return title.end if _AFTER.fullmatch(text[: title.start]) else None


def _anywhere(titles: TitlesIn) -> list[Like]:
    """A title that stands out in a question that compares: "the 1970s answer to L.A. Confidential"."""
    sentence = titles.sentence
    for word in sentence.words:
        title = titles.at(word.start, loosely=False)
        if title is None or not titles.stands_out(title):
            continue
        before, behind = sentence.text[: title.start], sentence.text[title.end :]
        compares = (
            like_words.COMPARES.search(f"{before} {behind}".lower())
            or like_words.ARTICLE.search(before.lower())
            or (like_words.QUOTE.search(before) and sentence.asks)
        )
        if (
            compares
            and not like_words.REFUSED.search(before.lower())
            and len(telling(f"{before} {behind}")) <= _MOST_BESIDE
        ):
            return [_example(titles, title, title.start)]
    return []
