"""A question as the grammar reads it: its words, and what stands around a part of it.

The same words may describe the film or somebody in it: "a French comedy", "a French chef". What follows and
what comes before decides, so most rules ask ``film_after`` or ``film_before``.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from operator import attrgetter

_WORD = re.compile(r"\w+(?:'\w+)*")
_BREAK = re.compile(r"\b(?:comma|full\s+stop|new\s+line)\b|[,;:.!?()\[\]/…\"“”|\n]|(?<=\s)[-–—](?=\s)|[–—]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})

FILM_NOUNS = frozenset(
    """
    film films movie movies flick flicks picture pictures pic pics feature features cinema one ones
    something anything stuff thing things story stories tale classic classics title titles epic epics
    blockbuster blockbusters remake remakes adaptation masterpiece masterpieces gem gems release releases
    movie's film's kino filme oldie oldies talkie talkies indie fare whatever lookalikes counterparts
    crossover version versions equivalent answer smth sth summat owt sumthing crossovers hybrid mashup caper
    capers romp romps yarn yarns recs
    """.split()  # noqa: SIM905
)
_PRONOUNS = frozenset({"one", "ones", "thing", "things"})
"""In front of a phrase they may be anybody: "one has no brain"."""
_TRADE = frozenset(
    """
    star stars actor actress actors director directors producer maker makers crew set studio studios critic
    buff
    theatre theater camera school student festival industry career executive executives writer author novelist
    legend composer queen king hero heroine club fan fans diva host idol singer teacher
    """.split()  # noqa: SIM905
)
_FILMS = frozenset({"film", "films", "movie", "movies", "flick", "flicks"})
_CLEAR_NOUNS = frozenset(
    "film films movie movies flick flicks picture pictures cinema something anything".split()  # noqa: SIM905
)
_LINKS = frozenset(
    """
    less more at up max around longer shorter older newer behind doing being bein with without about where
    when who whose that which from by in on of for to and or but nor not no please under over between before
    after since until like unlike starring featuring directed set made released shot filmed based than as is
    are was were isn't aren't if because except only plus i we you i'm i've we've it's rated rating
    preferably ideally maybe involving pls thanks ta cheers tonight w ft feat having has have while during
    into against through so what how all any anyone though out too would could should will can might also
    either minus sans besides save excluding excl bar apart aside other rather must may mate lads bc lol bro
    guys comma dvd dvds say says again ok okay otherwise instead
    """.split()  # noqa: SIM905
)
_QUALITIES = frozenset(
    """
    good great best better nice really very quite fairly truly decent lovely classic cult old older oldest
    new newer recent modern short shorter long longer big famous popular acclaimed award winning oscar top
    rated underrated obscure dark darker light lighthearted gentle cheerful cosy cozy clever smart sweet
    moving gripping tense creepy spooky scary scariest funny funnier funniest silly sad uplifting feel weird
    strange slow fast gritty epic beautiful dumb fun romantic dramatic historical musical animated scifi sci
    fi black white colour color silent speaking language original independent arthouse art house indie low
    budget violent proper solid entertaining brilliant fantastic amazing awesome excellent wholesome family
    kids kids' children's quirky stylish surreal satirical action contemporary vintage retro early late mid
    more most other few of the a an some any kind sort type bit psychological supernatural erotic political
    courtroom crime period costume spy war heist disaster sports noir western comedy horror drama
    """.split()  # noqa: SIM905
)
_FILLERS_BEFORE = frozenset(
    """
    a an the some any really very quite rather just kind kinda of sort sorta bit maybe perhaps preferably
    ideally also made released that's that which is was it's its it and but or been be were are shot with
    watching watch see seeing there thats filmed produced came come comes coming out ok okay well um uh er
    please only strictly definitely so someone somebody anyone another other others more his her their these
    those do make makes keep run runs running let's lets either possibly probably mainly must should has
    have to needs need want wants
    """.split()  # noqa: SIM905
)
_ASKING = frozenset(
    """
    um uh er okay well right i i'm i'd i'll im we we're we'd me us my our want wanted wanna need looking
    searching look search find show give get recommend suggest see watch feel fancy love like prefer in for
    to the mood hi hello hey can could would you please any some a an tonight maybe something up how what
    what's about there is are got have do anything tell know good let's lets play put on dear mate so ok yo
    gimme but pick enjoy also really very much you've fetch hand grab choose name list
    """.split()  # noqa: SIM905
)


_ASKS = re.compile(
    r"\b(?:(?<!\.)i(?!\.\w)|i'm|im|i've|ive|i'd|i'll|we|we're|we'd|we've|please|plz|pls|recommend|suggest|gimme|(?:help|find|show|give)\s+me)\b"
)
_SHORT = 14
"""Words."""


class Context(Enum):
    """What stands beside a part of a question."""

    FILM = auto()
    """The film: "film", a genre, or a fact about the film that was understood."""
    EDGE = auto()
    """The beginning or the end of the question or of a clause."""
    PLOT = auto()
    """Anything else."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word in lower case, and where it is in the question."""

    text: str
    start: int
    end: int


class Sentence:
    """A question, its words, and the parts of it that are known to be about the film."""

    def __init__(self, text: str) -> None:
        """Split ``text`` into words."""
        self.text = text
        self.lower = "".join(
            low if len(low := character.lower()) == 1 else character for character in text
        ).translate(_QUOTES)
        self.words = [Word(match[0], *match.span()) for match in _WORD.finditer(self.lower)]
        self._film: list[tuple[int, int]] = []
        self._maybe: dict[int, int] = {}
        self._heads: set[int] = set()

    @cached_property
    def browses(self) -> bool:
        """Whether somebody speaks of films, or is short. Otherwise only a plot is told."""
        film = any(word.text in _FILMS for word in self.words)
        return film or self.asks or len(self.words) <= _SHORT

    @cached_property
    def asks(self) -> bool:
        """Whether somebody speaks of himself or asks for something."""
        return bool(_ASKS.search(self.lower))

    def note(self, start: int, end: int, *, head: bool = False) -> None:
        """Note that these characters may be a fact about the film; ``head`` if they may name its genre."""
        self._maybe[start] = max(end, self._maybe.get(start, 0))
        if head:
            self._heads.add(start)

    def mark(self, start: int, end: int) -> None:
        """Note that the characters from ``start`` to ``end`` are about the film."""
        self._film.append((start, end))

    def is_marked(self, start: int, end: int) -> bool:
        """Whether any of these characters is known to be about the film."""
        return any(begin < end and start < stop for begin, stop in self._film)

    def has_film(self) -> bool:
        """Whether any part of the question is clearly about the film."""
        return bool(self._film) or any(word.text in _CLEAR_NOUNS for word in self.words)

    def first_word(self, place: int) -> int:
        """The index of the first word that starts at or after a character."""
        return bisect_left(self.words, place, key=attrgetter("start"))

    def breaks(self, start: int, end: int) -> bool:
        """Whether a clause ends between two characters."""
        return bool(_BREAK.search(self.lower, start, end))

    def is_passable(self, word: Word) -> bool:
        """Whether a word may stand between a number and what it counts: "three good films", "two by"."""
        return word.text in _QUALITIES or word.text in ("by", "with", "from", "more", "other")

    def film_after(self, end: int) -> Context:
        """What the adjectives up to ``end`` describe."""
        index = self.first_word(end)
        place, edge = end, Context.EDGE
        while index < len(self.words):
            word = self.words[index]
            if self.breaks(place, word.start):
                return edge
            if word.text in FILM_NOUNS or self.is_marked(word.start, word.end):
                return Context.PLOT if self._is_of_the_trade(index + 1) else Context.FILM
            if beyond := self._maybe.get(word.start):
                edge = Context.FILM if word.start in self._heads else edge
                place = beyond
                index = self.first_word(beyond)
            elif word.text in _QUALITIES:
                place = word.end
                index += 1
            else:
                return edge if word.text in _LINKS else Context.PLOT
        return edge

    def film_before(self, start: int) -> Context:
        """What a phrase that begins at ``start`` says more about."""
        place = start
        for word in reversed(self.words[: self.first_word(start)]):
            if self.breaks(word.end, place):
                return Context.EDGE
            if self.is_marked(word.start, word.end) or word.text in FILM_NOUNS - _PRONOUNS:
                return Context.FILM
            if word.text in _PRONOUNS:
                place = word.start
                continue
            maybe = any(begin <= word.start < end for begin, end in self._maybe.items())
            if not maybe and word.text not in _FILLERS_BEFORE and word.text not in _QUALITIES:
                return Context.EDGE if self._only_asks(word.end) else Context.PLOT
            place = word.start
        return Context.EDGE

    def leads_on(self, end: int) -> bool:
        """Whether nothing follows a character, or in the same clause a word such as "over"."""
        index = self.first_word(end)
        if index == len(self.words):
            return True
        word = self.words[index]
        return word.text in _LINKS and not self.breaks(end, word.start)

    def _is_of_the_trade(self, index: int) -> bool:
        """Whether a word makes another noun of "film" or of a genre: "film star", "horror writer"."""
        return index < len(self.words) and self.words[index].text in _TRADE

    def _only_asks(self, end: int) -> bool:
        """Whether the clause up to a character only says that somebody looks for a film."""
        place = end
        for word in reversed([word for word in self.words if word.end <= end]):
            if self.breaks(word.end, place):
                return True
            if word.text not in _ASKING:
                return False
            place = word.start
        return True
