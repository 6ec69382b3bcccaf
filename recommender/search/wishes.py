"""Finds the genres that a question asks for, and the share of its words that name them.

"A funny western" is only two genres; "a weatherman lives the same funny day again" is a plot with a hint
of a genre. People name genres by mood (scary, a good cry), so each genre has a vocabulary. It is English,
like the model's training data and the bundled catalogue.
"""

import re
from collections.abc import Iterable
from functools import cache

from recommender.search.result import Wish

_VOCABULARY = {
    "Action": r"action|fight scenes?|shoot[- ]?outs?|explosions?|blow(?:ing|s)? up|martial arts|"
    r"kung[- ]fu|(?:car )?chases|adrenaline|stunts",
    "Adventure": r"adventur\w+|quests?|treasure hunts?|expeditions?|swashbuckl\w+|explorers?|jungles?|"
    r"lost (?:temples?|cit(?:y|ies)|worlds?)|voyages?",
    "Animation": r"animat\w+|cartoons?|anime|claymation|stop[- ]motion|(?:hand[- ])?drawn",
    "Comedy": r"comed\w+|comic|rom-?coms?|funny|funniest|hilarious\w*|laugh\w*|humou?r\w*|giggl\w+|"
    r"silly|goofy|spoofs?|parod\w+|slapstick|satir\w+|witty|jokes?|cheer me up",
    "Crime": r"crimes?|criminals?|gangsters?|mafia|mob(?:sters?)?|heists?|robber(?:y|ies|s)|thieves|"
    r"con (?:men|man|artists?)|cops|underworld|drug (?:dealers?|lords?)|"
    r"murder myster(?:y|ies)|detectives?",
    "Documentary": r"documentar\w+",
    "Drama": r"dramas?|dramatic|serious|tear-?jerkers?|sad|cry|emotional|moving|touching|tragic|"
    r"heart-?breaking|weep\w*|poignant",
    "Family": r"famil(?:y|ies)|kids?|child(?:ren)?|little ones|toddlers?|grand-?kids|"
    r"(?:year|yr)s?[- ]olds?|all ages",
    "Fantasy": r"fantas(?:y|ies|tical)|magic\w*|wizards?|witch(?:es)?|dragons?|fair(?:y|ies)|"
    r"fairy ?tales?|elves|spells?|enchant\w+|sorcer\w+|mythical|unicorns?|imaginary worlds?",
    "History": r"histor\w+|period (?:pieces?|dramas?|films?|movies?)|costume dramas?|true stor(?:y|ies)|"
    r"(?:true|real)(?:[- ]life)? events|biopics?|biograph\w+",
    "Horror": r"horror|scar(?:y|ed|es?|iest)|creep\w+|terrif\w+|frighten\w+|spook\w+|haunt\w+|ghosts?|"
    r"nightmares?|slashers?|gor[ey]|zombies?|vampires?|chilling|demons?|possessed|monsters?",
    "Music": r"music|musicals?|musicians?|songs?|sing(?:ing|ers?)?|bands?|rock ?stars?|concerts?|"
    r"danc(?:e|ing)",
    "Mystery": r"myster\w+|who-?dun+-?its?|puzzl\w+|clues?|unsolved|guessing|detectives?|riddles?",
    "Romance": r"roman(?:ce|ces|tic)|rom-?coms?|love|lovers?|date night|sweethearts?",
    "Science Fiction": r"sci[- ]?fi|science[- ]fiction|sf|space\w*|aliens?|robots?|androids?|futur\w+|"
    r"time travel\w*|dystopia\w*|galax\w+|cyber\w+|planets?|technology",
    "Thriller": r"thrill\w+|suspens\w+|tens(?:e|ion)|edge of (?:my|your|the) seat|gripping|"
    r"nail[- ]?bit\w+|on edge",
    "War": r"wars?|soldiers?|battles?|battlefields?|trench(?:es)?|military|ww(?:i|ii|1|2)|troops|army",
    "Western": r"westerns?|cowboys?|wild west|gunslingers?|outlaws?|saloons?|frontier|gunfights?",
}


FILLER = frozenset(
    """
    a about after also am an and any anyone anything are as at bad be been before bit both but by
    can classic could do does don't dont evening feel feeling film film's films flick for friday
    friends from full fun get give go good great had has have he her him his how i i'd i'll i'm if
    im in into is it it's its just kind let like little looking lot lots lovely made make makes
    maybe me mind mood more most movie movies my need nice night no not of old older on one ones or
    our out over own picture please proper properly really recommend ride saturday see set she show
    so some someone something somewhere stories story suggest suggestion suggestions sunday than
    that that's thats the their them then there they things this to tonight too up us very wanna
    want watch we weekend what when where which while who will with would you your
    """.split()  # noqa: SIM905
)
"""Words of a wish that say nothing about the movie."""
_LONGEST_WISH = 2_000
"""Characters. A longer description is a plot; only its beginning is read."""
_WORD = re.compile(r"[\w'’-]+")


def find_wish(question: str, genres: Iterable[str]) -> Wish:
    """The wish in ``question`` for some of ``genres``, the catalogue's own genre names."""
    question = question[:_LONGEST_WISH]
    words = [(match.start(), match.end(), match[0].lower()) for match in _WORD.finditer(question)]
    asked = []
    about_genres: set[int] = set()
    for genre in sorted(set(genres)):
        for match in _pattern(genre).finditer(question):
            asked.append(genre)
            about_genres |= {start for start, end, _ in words if start < match.end() and end > match.start()}
    telling = [start for start, _, word in words if start in about_genres or word not in FILLER]
    share = len(about_genres & set(telling)) / len(telling) if telling else 0.0
    return Wish(tuple(dict.fromkeys(asked)), share)


def telling_share(part: str, whole: str) -> float:
    """The share (0 to 1) of the meaningful words of a question that are in a part of it."""
    words = [word.lower() for word in _WORD.findall(whole[:_LONGEST_WISH]) if word.lower() not in FILLER]
    kept = [word.lower() for word in _WORD.findall(part[:_LONGEST_WISH]) if word.lower() not in FILLER]
    return min(len(kept) / len(words), 1.0) if words else 1.0


def genres_called(name: str, known: Iterable[str]) -> list[str]:
    """The genres in ``known`` that a catalogue may call ``name``: "Sci-Fi" is Science Fiction."""
    words = _VOCABULARY.get(name, re.escape(name))
    same = [genre for genre in known if genre.casefold() == name.casefold()]
    return same or [genre for genre in known if re.fullmatch(words, genre, re.IGNORECASE)]


@cache
def _pattern(genre: str) -> re.Pattern[str]:
    """Matches a genre's name and its vocabulary; "Sci-Fi" gets the vocabulary of Science Fiction."""
    known = [words for words in _VOCABULARY.values() if re.fullmatch(words, genre, re.IGNORECASE)]
    return re.compile(rf"\b(?:{'|'.join([re.escape(genre), *known])})\b", re.IGNORECASE)
