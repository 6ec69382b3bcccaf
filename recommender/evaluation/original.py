"""The original system's routing. Only the evaluation uses it, for comparison."""

import numpy as np

from recommender.model.encoder import Encoder
from recommender.movie import genre_key_text
from recommender.vectors import Vectors, normalised

SIMILAR_NAMES = 0.75
SMALLEST_GROUP = 10
NEAREST_KEYS = 5


class OriginalRouting:
    """Routes a question to one group of genre keys with similar names, and to its five nearest keys.

    ``sentence_transformers.util.community_detection`` makes the groups, as in the original. A genre key in
    no group can never be reached.
    """

    def __init__(self, genre_keys: list[str], encoder: Encoder) -> None:
        """Group ``genre_keys`` by the embeddings of their names.

        They are embedded like questions, as in the original, where one function embedded both.
        """
        from sentence_transformers.util import community_detection

        self._keys = genre_keys
        self._names = encoder.encode_query([genre_key_text(key) for key in genre_keys])
        self._groups: list[list[int]] = community_detection(
            self._names, threshold=SIMILAR_NAMES, min_community_size=SMALLEST_GROUP
        )
        means = [self._names[group].mean(axis=0) for group in self._groups]
        self._centroids = normalised(np.array(means, dtype=np.float32)) if means else None

    @property
    def reachable(self) -> set[str]:
        """The genre keys that are in a group."""
        return {self._keys[index] for group in self._groups for index in group}

    def nearest_keys(self, vector: Vectors) -> list[str]:
        """The five keys of the nearest group whose names are nearest to ``vector`` (d,)."""
        if self._centroids is None:
            return []
        group = np.array(self._groups[int(np.argmax(self._centroids @ vector))])
        order = np.argsort(-(self._names[group] @ vector), kind="stable")
        return [self._keys[index] for index in group[order[:NEAREST_KEYS]]]
