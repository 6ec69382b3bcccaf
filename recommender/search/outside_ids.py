"""The ids that the movies of a store have at IMDb and TMDB."""

from functools import cached_property

from recommender.store.facts import Facts


class OutsideIds:
    """Finds movies by their ids at other sites; each index is made at its first use."""

    def __init__(self, facts: Facts) -> None:
        """Does not read anything yet."""
        self._facts = facts

    def movie(self, imdb_id: str | None = None, tmdb_id: str | None = None) -> set[str]:
        """The ids of the movies with one of these ids (``tt0083658``, ``78``): two if they disagree."""
        found = (
            index.get(value)
            for index, value in ((self._imdb, imdb_id), (self._tmdb, tmdb_id))
            if value is not None
        )
        return {id_ for id_ in found if id_ is not None}

    def differs(self, id_: str, imdb_id: str | None, tmdb_id: str | None) -> bool:
        """Whether the movie has another id of the same kind as one of these."""
        row = self._facts.row_of[id_]
        return any(
            value is not None and (known := self._facts.value(field, row)) is not None and known != value
            for field, value in (("imdb_id", imdb_id), ("tmdb_id", tmdb_id))
        )

    @cached_property
    def _imdb(self) -> dict[str, str]:
        return self._index("imdb_id")

    @cached_property
    def _tmdb(self) -> dict[str, str]:
        return self._index("tmdb_id")

    def _index(self, field: str) -> dict[str, str]:
        known = zip(self._facts.all(field), self._facts.ids, strict=True)
        return {value: id_ for value, id_ in known if value}
