"""Reads one question with all readers, in an order in which each can use what the others have found."""

from collections.abc import Sequence
from dataclasses import replace

from recommender.search.facets import Facets
from recommender.search.grammar import genres, likes, measures, origins, people, refusals, times
from recommender.search.grammar.names_in import NamesIn
from recommender.search.grammar.reading import CERTAIN, CLEAR, LIKELY, Reading
from recommender.search.grammar.refused import refused, resolves
from recommender.search.grammar.sentence import Context, Sentence
from recommender.search.grammar.titles_in import TitlesIn

_PASSES = 3
"""A fact can make its neighbour one ("nineties action"): the readers run again until nothing changes."""
_PRONOUNS = frozenset({"his", "him", "her", "hers", "them", "theirs"})


class Reader:
    """Reads one question. Each step leaves alone what an earlier one has taken."""

    def __init__(self, sentence: Sentence, titles: TitlesIn, facets: Facets) -> None:
        """Find what may be a fact, so that neighbours can be read by it."""
        self._sentence = sentence
        self._titles = titles
        self._names = NamesIn(sentence.text, facets)
        self._facets = facets
        self._taken: list[Reading] = []
        self._settled: list[Reading] = []
        """What examples and refusals have taken: a refusal leaves them alone, and takes other words back."""
        self._languages = sorted(
            origins.origins(sentence, frozenset(facets.languages)), key=lambda one: one[0].start - one[0].end
        )
        self._vague = [*times.preferences(sentence), *measures.preferences(sentence)]
        self._plain = list(times.plain(sentence))
        self._named_genres = sorted(
            genres.genres(sentence, facets.genres), key=lambda one: (one[0].start - one[0].end, one[0].start)
        )
        adjectives = (reading for reading, kind in self._languages if kind not in ("from", "in", "place"))
        dates = (reading for reading, _, from_ in self._plain if not from_)
        for one in (*adjectives, *dates, *self._vague):
            sentence.note(one.start, one.end)
        for one, kind in self._named_genres:
            # "A nineties kid" is nobody's film.
            if kind != "weak" or "Family" not in one.values:
                sentence.note(one.start, one.end, head=kind == "strong")

    def read(self) -> list[Reading]:
        """Everything that was understood."""
        examples = likes.likes(self._titles)
        for example in examples:
            self._take(_example(example, self._facets))
        self._settled = list(self._taken)
        self._genres()
        self._facts()
        self._refuse()
        for _ in range(_PASSES):
            before = len(self._taken)
            self._facts()
            self._genres()
            if len(self._taken) == before:
                break
        self._preferences()
        self._count()
        self._series(examples)
        return self._taken

    def _is_taken(self, start: int, end: int) -> bool:
        return any(one.overlaps(start, end) for one in self._taken)

    def _take(self, reading: Reading | None) -> bool:
        if reading is None or self._is_taken(reading.start, reading.end):
            return False
        self._taken.append(reading)
        self._sentence.mark(reading.start, reading.end)
        return True

    def _take_beside(self, reading: Reading) -> None:
        """Take a second meaning of the same words too: "anime" is a genre and a language."""
        same = [one for one in self._taken if (one.start, one.end) == (reading.start, reading.end)]
        if same and all(one.field == "genre" for one in same):
            self._taken.append(reading)
        else:
            self._take(reading)

    def _before(self, reading: Reading) -> Context:
        return self._sentence.film_before(reading.start)

    def _after(self, reading: Reading) -> Context:
        return self._sentence.film_after(reading.end)

    def _genres(self) -> None:
        for reading, kind in self._named_genres:
            if genres.qualifies(self._sentence, reading, kind, self._before(reading), self._after(reading)):
                self._take(reading)

    def _refuse(self) -> None:
        series = likes.no_sequels(self._sentence)
        for refusal in refusals.refusals(self._sentence, lambda what: resolves(what, self._facets)):
            if series and refusal.start < series[1] and series[0] < refusal.end:
                continue
            if any(one.overlaps(refusal.start, refusal.end) for one in self._settled):
                continue
            self._taken = [
                one for one in self._taken
                if one in self._settled or not one.overlaps(refusal.start, refusal.end)
            ]  # fmt: skip
            found = [self._person_before(refusal)] if refusal.what.lower() in _PRONOUNS else None
            wanted = {genre for one in self._taken if one.field == "genre" for genre in one.values}
            readings = found or list(refused(refusal, self._facets, wanted))
            for reading in filter(None, readings):
                self._taken.append(reading)
                self._sentence.mark(reading.start, reading.end)
            self._settled += filter(None, readings)

    def _person_before(self, refusal: refusals.Refusal) -> Reading | None:
        """Whom "none of his" refuses: the person who was named last."""
        named = [one for one in self._taken if one.field == "person" and one.end <= refusal.start]
        if not named:
            return None
        self._taken.remove(named[-1])
        return Reading(refusal.start, refusal.end, "not_person", named[-1].values, CERTAIN)

    def _facts(self) -> None:
        sentence = self._sentence
        for reading in (*times.limits(sentence), *measures.ratings(sentence), *measures.lengths(sentence)):
            dated = reading.field != "year" or times.is_dated(sentence, reading)
            if dated or self._before(reading) is not Context.PLOT:
                self._take(reading)
            elif self._sentence.browses and self._after(reading) is Context.EDGE:
                self._take(replace(reading, certainty=LIKELY))
        self._people()
        self._origins()
        for reading, made, from_ in self._plain:
            self._take(replace(reading, certainty=CLEAR) if made else self._dated(reading, from_))
        for reading in times.in_decades(sentence):
            if self._before(reading) is Context.FILM:
                self._take(reading)

    def _preferences(self) -> None:
        for reading in self._vague:
            after = self._after(reading)
            alone = after is Context.EDGE and self._before(reading) is not Context.PLOT
            if after is Context.FILM or alone:
                self._take(reading)

    def _people(self) -> None:
        named = people.people(self._sentence, self._names)
        found = [one for one in named if not self._is_taken(one.start, one.end)]
        for reading in people.alternatives(self._sentence, found):
            if self._take(reading):
                self._take(people.period(self._sentence, self._facets, reading))

    def _origins(self) -> None:
        for reading in genres.unwanted(self._sentence, self._facets.genres):
            if self._sentence.browses and reading not in self._taken:
                self._taken.append(reading)
        for reading, kind in self._languages:
            before, after = self._before(reading), self._after(reading)
            if origins.qualifies(self._sentence, reading, kind, before, after):
                sure = Context.FILM in (before, after) or kind in ("named", "foreign")
                self._take_beside(reading if sure else replace(reading, certainty=LIKELY))

    def _dated(self, reading: Reading, from_: bool) -> Reading | None:
        """A year or decade alone, if it may be when the film was made and not when its plot happens."""
        after, before = self._after(reading), self._before(reading)
        if (after is Context.FILM and not from_) or (from_ and before is Context.FILM):
            return replace(reading, certainty=CLEAR)
        told = reading.field == "silent" and not self._sentence.browses
        if Context.PLOT in (after, before) or told:
            return None
        return replace(reading, certainty=LIKELY)

    def _count(self) -> None:
        if not self._sentence.browses:
            return
        for reading in measures.counts(self._sentence):
            for word in self._sentence.words[self._sentence.first_word(reading.end) :]:
                if measures.is_plural(word.text):
                    self._take(reading)
                    break
                known = self._sentence.is_marked(word.start, word.end) or self._sentence.is_passable(word)
                if self._sentence.breaks(reading.end, word.start) or not known:
                    break
            else:
                self._take(reading)

    def _series(self, examples: Sequence[likes.Like]) -> None:
        """Leave out the other movies of a series, if the question says so or changes the example."""
        said = likes.no_sequels(self._sentence)
        changed = [example for example in examples if example.series or (said and not example.unlike)]
        others = tuple(
            dict.fromkeys(
                other for one in changed for id_ in one.ids for other in self._facets.titles.series(id_)
            )
        )
        if said:
            place, field = said, "not_title" if others else "no_sequels"
            self._take(Reading(*place, field, others or ("yes",), CERTAIN))
        elif others:
            self._taken.append(Reading(changed[0].start, changed[0].end, "not_title", others, CERTAIN))


def _example(example: likes.Like, facets: Facets) -> Reading:
    directors = facets.movie(example.ids[0]).directors
    if example.director and directors:
        return Reading(example.start, example.end, "director_of", (directors[0], *example.ids), CERTAIN)
    return Reading(example.start, example.end, "unlike" if example.unlike else "like", example.ids, CERTAIN)
