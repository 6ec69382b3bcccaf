"""Reads words that name a genre of the film: "a thriller", "rom-com", "war film", "something funny"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from recommender.search.grammar.reading import CLEAR, LIKELY, Reading
from recommender.search.grammar.sentence import FILM_NOUNS, Context, Sentence
from recommender.search.wishes import genres_called

_FILM = (
    r"(?:films?|movies?|flicks?|pictures?|features?|cinema|stor(?:y|ies)|tales?|epics?|pics?|one|ones|thing|"
    r"things|stuff)"
)
_STRONG = {
    "Comedy": (
        r"comed(?:y|ies)|com[me]?m?edi?e?[sy]|comdy|comedys|spoofs?|farces?|parod(?:y|ies)|satires?|"
        r"slapstick|screwball(?:s|\s+comed(?:y|ies))?|dramed(?:y|ies)"
    ),
    "Comedy|Romance": r"rom[- ]?coms?|romantic\s+comed(?:y|ies)|comedy\s+romances?",
    "Horror": r"horrors?|horor|horrer|horro|slashers?|creature\s+features?",
    "Thriller": rf"thrill?e?rs?|suspense\s+{_FILM}",
    "Drama": r"dramas?|melodramas?|tear-?jerkers?|weepies?|dramed(?:y|ies)",
    "Romance": r"romances?|love\s+stor(?:y|ies|ys)|romantic\s+(?:films?|movies?|dramas?)|bodice[- ]rippers?",
    "Western": rf"westerns?|spaghetti\s+westerns?|cowboy\s+{_FILM}",
    "Science Fiction": r"sci-?\s?fi|science[- ]fiction|sf|space\s+operas?|cyberpunk",
    "Documentary": r"document[ae]?r(?:y|ies|ys)|docs?",
    "Animation": r"cartoons?|animations?|animated|anime|animes|claymation|stop[- ]motion|pixar",
    "Music": r"musicals?",
    "Mystery": r"who-?\s?dunn?-?\s?its?|murder\s+myster(?:y|ies)",
    "Crime": r"(?:film\s+|neo-?)?noirs?|gangster\s+(?:films?|movies?|flicks?|pictures?|cinema)|gialli|giallo",
    "Fantasy": r"fantas(?:y|ies)",
    "Adventure": r"adventures?|swashbucklers?",
    "Action": r"actioners?|martial\s+arts\s+(?:films?|movies?)|kung[- ]fu\s+(?:films?|movies?|flicks?)",
    "Family": (
        rf"(?:kids?|kids'|kid's|children'?s|childrens|kiddie|family)\s*'?\s+{_FILM}|family[- ]friendly|"
        rf"kid[- ]friendly|(?:film|movie|something|one|good|fun)s?\s+for\s+(?:the\s+|my\s+|"
        rf"our\s+)?(?:(?:whole|entire|little|young|small)\s+)?(?:kids|children|family|kiddies|little\s+ones|"
        rf"toddlers)"
    ),
    "History": r"historicals?|period\s+(?:pieces?|dramas?)|costume\s+dramas?",
}  # fmt: skip
"""Words that name the film's genre wherever they qualify it."""
_WEAK = {
    "War": r"war(?:time)?", "Crime": r"crime|gangster|mob|mafia", "Action": r"action",
    "Family": r"family|kids?|children'?s",
    "History": r"history|historical", "Music": r"music|musical", "Mystery": r"myster(?:y|ies)",
    "Fantasy": r"fantasy", "Adventure": r"adventure", "Romance": r"romantic|romance|love",
    "Animation": r"animated",
    "Science Fiction": r"sci-?\s?fi", "Comedy": r"comic|comedic|comedy",
}  # fmt: skip
"""Words that name a genre beside a word for a film, such as "war film", or alone in a row of facts."""
_TONES = {
    "Comedy": r"funny|funniest|funnier|hilarious|silly|goofy|witty|laugh\w*|comedic|humou?rous",
    "Thriller": r"suspenseful",
    "Horror": r"scary|scared|scariest|scarier|spooky|terrifying|creepy",
    "Romance": r"romantic",
    "Drama": r"serious|dramatic",
}  # fmt: skip


_HEAD = re.compile(
    r"(?:^|[,.;:!?]\s*|\bif\s+(?:it|they)\s+(?:was|were)\s+)(?:a|an|some|any|another|the)\s+(?:[\w'-]+\s+){0,2}$|^(?:[\w'-]+\s+){0,2}$"
)
"""A clause begins with an article and hardly another word: "a nice shadowy thriller"."""
_REFUSED = {
    "Music": r"sing(?:s|ing|ers?|-?alongs?)?|songs?|musical\s+numbers?",
    "Romance": (
        r"lov(?:e|ey[- ]dovey)(?:\s+(?:stuff|story|interest|bits?))?|kissing|mush(?:y\s+stuff)?|"
        r"soppy(?:\s+stuff)?|romantic\s+(?:stuff|bits?|subplots?)"
    ),
    "Western": r"cowboys?", "Animation": r"drawn|cartoony?", "Science Fiction": r"space\s+stuff",
    "War": r"wars?",
    "Horror": r"horror\w*", "Family": r"kiddie|kids'?\s+stuff|children'?s",
    "Crime": r"crime|mobsters?|gangsters?|mafia",
}  # fmt: skip
"""More words that name a genre where they are refused."""


_OPPOSITES = {
    "Animation": re.compile(r"(?<![\w'-])live[- ]action(?![\w'])"),
    "Family": re.compile(
        r"(?<![\w'-])(?:for\s+(?:the\s+)?(?:grown[- ]?ups|adults)|(?:grown[- ]?ups|adults)\s+only|"
        r"adults?[- ]only)(?![\w'])"
    ),
}  # fmt: skip


def genres(sentence: Sentence, known: Sequence[str]) -> Iterator[tuple[Reading, str]]:
    """Genres that the store has (``known``), each with how sure its words are: strong, weak or tone."""
    for names, pattern, kind in _patterns(tuple(known)):
        if kind == "refused":
            continue
        for match in pattern.finditer(sentence.lower):
            yield Reading(*match.span(), "genre", names, LIKELY, kept=True), kind


def unwanted(sentence: Sentence, known: Sequence[str]) -> Iterator[Reading]:
    """Words that refuse a genre without a negation: "live-action", "for adults"."""
    for name, pattern in _OPPOSITES.items():
        for genre in genres_called(name, known):
            for match in pattern.finditer(sentence.lower):
                yield Reading(*match.span(), "not_genre", (genre,), CLEAR)


def refused_genres(sentence: Sentence, known: Sequence[str]) -> Iterator[tuple[Reading, str]]:
    """The same where the words are refused: "singing" means musicals then."""
    for names, pattern, kind in _patterns(tuple(known)):
        for match in pattern.finditer(sentence.lower):
            yield Reading(*match.span(), "genre", names, LIKELY), kind


def qualifies(sentence: Sentence, reading: Reading, kind: str, before: Context, after: Context) -> bool:
    """Whether the words name the film's genre and not something in its plot ("a war hero")."""
    said = sentence.lower[reading.start : reading.end]
    if any(word in FILM_NOUNS for word in re.findall(r"[\w'-]+", said)[1:]):
        return after is not Context.PLOT or before is not Context.PLOT
    if kind == "strong":
        headed = before is not Context.PLOT or after is Context.FILM or said.endswith("s")
        return after is not Context.PLOT and (headed or bool(_HEAD.search(sentence.lower, 0, reading.start)))
    if kind == "tone":
        return after is Context.FILM or (after is Context.EDGE and before is Context.FILM)
    if kind == "weak" and said.startswith(("kid", "child")):
        return after is Context.FILM
    return after is Context.FILM or (after is Context.EDGE and before is not Context.PLOT)


@lru_cache(maxsize=8)
def _patterns(known: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    found = []
    for kind, table in (("strong", _STRONG), ("weak", _WEAK), ("tone", _TONES), ("refused", _REFUSED)):
        for canonical, pattern in table.items():
            names = [genres_called(name, known) for name in canonical.split("|")]
            if all(names):
                values = tuple(dict.fromkeys(genre for several in names for genre in several[:1]))
                found.append((values, _whole(pattern), kind))
    spoken = {genre for names, _, _ in found for genre in names}
    others = [genre for genre in known if genre not in spoken]
    return (*found, *(((genre,), _whole(rf"{re.escape(genre.lower())}s?"), "strong") for genre in others))


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w'])")
