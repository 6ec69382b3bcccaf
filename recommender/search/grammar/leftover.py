"""The text of a question without what was understood."""

import re
from collections.abc import Sequence
from dataclasses import replace

from recommender.search.grammar.reading import Reading
from recommender.search.wishes import FILLER

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_CHATTER = FILLER | frozenset(
    """
    pls plz thanks thank cheers ta hi hello hey yo ok okay um uh er well yes no so dear mate lads guys lol
    haha
    omg tho btw please recommendations recommend anything either fine sure nothing others other else next
    next got else's say says said tell told know known heard seen watched watching looking search searching
    find fancy fancying wanting needing after before one's two three couple few some such sort kind kinda type
    thing things way time times today this these those any every each all both job done yep nope must should
    shall may might were are's i've we've you've they've there's here here's ya u ur r im ive cant wont
    flicks flick pics pic pictures pictures cinema kino titles title features feature ones stuff whatever
    english-speaking speaking language languages same similar vibe vibes stars starring star director directed
    actor actress made released come out came works work mine ours yours just really quite rather even still
    again already yet only also too vs via per etc eg ie whats what's who's which's how hows how's could
    earlier later older newer obvious usual latter former it's wait must whatever bunch rest lot ago before
    haven't hasn't
    don't doesn't won't can't isn't wasn't round decade era feature double night till peak proper
    you'd kind be so i'd if won't
    dad mum mom wife husband girlfriend boyfriend partner nan gran granddad grandad mates roommates free whole
    weekend what've crossover hybrid born year team together
    remember anybody dearly half
    would've pick picks give gimme show tell suggest suggestions name names put play stream offer available
    """.split()  # noqa: SIM905
)
_CHANGES = re.compile(
    r"[\s,;:.–—-]*(?:and\s+|maybe\s+|just\s+)*(?:but|only|except|just|though|yet|if\s+(?:it|they)|with|in|on|at|about|set|"
    r"where|which|that|who|as|more|less|from|involving|featuring|plus|for|\w+er\b)",
    re.IGNORECASE,
)
_MOST_LEADING = 5
"""Words in front of an example that may say what kind of film it is."""
_FEW_WORDS = 2
_SCENE = re.compile(
    r"\b(?:on|in|about|where|who|which|when|at|into|inside|aboard|set|during|against|between|with|whose|"
    r"under|of)\s+(?:(?:a|an|the|some|his|her|their|two|three)\s+)?([\w']+)",
    re.IGNORECASE,
)
"""A word for a place or a person in the plot, with what leads to it."""
_CLAUSE = re.compile(
    r"(?:[^.!?;,]|,(?!\s+(?:and\s+|but\s+|so\s+|because\s+|cos\s+)?(?:i|i'm|i've|i'd|im|ive|we|we're|we've|my|our)\b))+"
    r"[.!?;,]*",
    re.IGNORECASE,
)
"""A sentence, or the part of one in which somebody goes on to speak of himself."""
_ABOUT_ME = re.compile(
    r"\b(?:(?<!\.)i(?!\.\w)|i'm|i've|i'd|im|ive|we|we're|we've|my|our|me|us|mum|granddad|grandad|hubby)\b|"
    r"^\W*(?:what\s+(?:should|next|do)|recommend|suggest|please|sorry|thank|any\s+ideas|surprise)",
    re.IGNORECASE,
)
_TELLS_A_PLOT = re.compile(
    r"\b(?:where|about|in\s+which|film|movie|with|who|when|story|remember|something)\b|:", re.IGNORECASE
)
_LONGEST_ASIDE = 16
"""Words. A longer sentence tells more than what somebody thinks."""
_DANGLING_END = re.compile(r"(?:[\s,;:(\[–—-]+(?:and|but|or|nor|of|with|by|from))+$", re.IGNORECASE)
_DANGLING_START = re.compile(r"^(?:[\s,;:.!?)\]–—-]|(?:and|but|or|nor)\s)+", re.IGNORECASE)


def leftover(text: str, readings: Sequence[Reading]) -> str:
    """The words of ``text`` that no reading has taken away, with the punctuation between them."""
    pieces: list[str] = []
    place = 0
    for reading in sorted(readings, key=lambda one: (one.start, one.end)):
        if reading.kept or reading.end <= place:
            continue
        pieces.append(text[place : max(place, reading.start)])
        place = reading.end
    pieces.append(text[place:])
    if len(pieces) == 1:
        return text
    kept = [pieces[0], *(_DANGLING_START.sub("", piece) for piece in pieces[1:])]
    joined = " ".join(piece.strip() for piece in kept if _WORD.search(piece))
    tidy = re.sub(r"\s+([,;:.!?])", r"\1", joined).strip(" ,;:–—-([")
    return _DANGLING_END.sub("", tidy)


def chatter(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """The sentences in which people speak of themselves and not of a film."""
    found = []
    for match in _CLAUSE.finditer(text):
        said = match[0]
        if (
            _ABOUT_ME.search(said)
            and not _TELLS_A_PLOT.search(said)
            and len(_words(said)) <= _LONGEST_ASIDE
            and not any(one.overlaps(*match.span()) for one in readings)
        ):
            start = match.start() + len(said) - len(said.lstrip())
            found.append(Reading(start, match.end(), "aside", (), 0.0))
    return found


def beside_examples(text: str, readings: Sequence[Reading], examples: Sequence[Reading]) -> list[Reading]:
    """What says nothing about the film, where a movie is named: what neither leads to it nor changes it.

    "An underdog story like Rocky", "Alien, but on a submarine".
    """
    found = []
    for start, end in _pieces(text, readings):
        said = text[start:end]
        changes = any(one.end <= start for one in examples) and _CHANGES.match(said)
        leads = any(end <= one.start for one in examples) and _leads(said)
        if not (changes or leads) and _WORD.search(said):
            lead = len(said) - len(said.lstrip())
            found.append(Reading(start + lead, start + len(said.rstrip()), "aside", (), 0.0))
    return found


def _leads(said: str) -> bool:
    """Whether words in front of an example say what kind of film: "heist movies like"."""
    return len(_words(said)) <= _MOST_LEADING and not _ABOUT_ME.search(said) and is_telling(said)


def _pieces(text: str, readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """The parts of the text between readings, cut at the ends of sentences."""
    cuts, place = [], 0
    for reading in sorted(readings, key=lambda one: (one.start, one.end)):
        if reading.start > place:
            cuts.append((place, reading.start))
        if not reading.kept:
            place = max(place, reading.end)
    cuts.append((place, len(text)))
    return [
        (begin + match.start(), begin + match.end())
        for begin, end in cuts
        for match in _CLAUSE.finditer(text[begin:end])
    ]


def is_telling(text: str) -> bool:
    """Whether a text says anything about a film."""
    return bool(telling(text))


def telling(text: str) -> list[str]:
    """The words of a text that say something about a film."""
    return [word for word in _words(text) if word not in _CHATTER]


def tells_a_plot(text: str, readings: Sequence[Reading]) -> bool:
    """Whether the words besides facts and genres are so many, or so joined, that they tell of a plot.

    "A thriller on a bus" does; "a thriller for the weekend" does not.
    """
    left = leftover(text, [replace(reading, kept=False) for reading in [*readings, *chatter(text, readings)]])
    if len(telling(left)) > _FEW_WORDS:
        return True
    return any(match[1].lower() not in _CHATTER for match in _SCENE.finditer(left))


def _words(text: str) -> list[str]:
    return [match[0].lower().replace("’", "'") for match in _WORD.finditer(text)]
