import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ingest.clusters import MAX_CLUSTERS, cluster_count, cluster_genre_keys, describe_clusters
from recommender.search.routing import choose_probes
from recommender.vectors import group_means, normalised


def unit_rows(seed, count, dimension=12):
    return normalised(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 12))
def test_every_genre_key_is_in_one_cluster_and_no_cluster_is_empty(seed, keys, count):
    labels = cluster_genre_keys(
        unit_rows(seed, keys), unit_rows(seed + 1, keys), np.ones(keys, dtype=np.int64), count
    )
    assert labels.shape == (keys,)
    assert set(labels.tolist()) == set(range(labels.max() + 1))
    assert labels.max() < max(count, 1)


def test_clustering_is_repeatable_and_finds_obvious_groups():
    centres = np.eye(3, 12, dtype=np.float32)
    points = normalised(np.repeat(centres, 10, axis=0) + 0.05 * unit_rows(1, 30))
    weights = np.arange(1, 31)
    labels = cluster_genre_keys(points, points, weights, 3)
    assert [len(set(labels[start : start + 10].tolist())) for start in (0, 10, 20)] == [1, 1, 1]
    assert len(set(labels.tolist())) == 3
    assert np.array_equal(labels, cluster_genre_keys(points, points, weights, 3))


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(1, 6))
def test_means_are_unit_vectors_whatever_the_order(seed, rows, count):
    rng = np.random.default_rng(seed)
    vectors, groups = unit_rows(seed, rows), rng.integers(0, count, rows)
    means = group_means(vectors, groups, count)
    lengths = np.linalg.norm(means, axis=1)
    present = np.isin(np.arange(count), groups)
    np.testing.assert_allclose(lengths[present], 1, atol=1e-5)
    np.testing.assert_array_equal(lengths[~present], 0)
    order = rng.permutation(rows)
    np.testing.assert_allclose(group_means(vectors[order], groups[order], count), means, atol=1e-5)


def test_a_group_mean_is_the_mean():
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    means = group_means(vectors, np.array([0, 0, 1]), 2)
    np.testing.assert_allclose(means, [[0.5**0.5, 0.5**0.5], [0, 1]], atol=1e-6)


routes = st.lists(st.tuples(st.floats(-1, 1, width=32), st.integers(1, 50)), min_size=1, max_size=30)
shares = st.floats(0, 1)


@given(routes, shares)
def test_probes_are_the_nearest_and_stay_within_the_budget(clusters, budget):
    similarities = np.array([similarity for similarity, _ in clusters])
    sizes = [size for _, size in clusters]
    chosen = choose_probes(similarities, sizes, budget)
    assert len(set(chosen)) == len(chosen) >= 1
    assert len(chosen) == 1 or sum(sizes[index] for index in chosen) <= budget * sum(sizes) * (1 + 1e-6)
    left_out = set(range(len(sizes))) - set(chosen)
    assert all(similarities[index] <= min(similarities[chosen]) for index in left_out)
    assert list(similarities[chosen]) == sorted(similarities[chosen], reverse=True)


@given(routes, shares, shares)
def test_a_larger_budget_only_adds_probes(clusters, first, second):
    similarities = np.array([similarity for similarity, _ in clusters])
    sizes = [size for _, size in clusters]
    small = choose_probes(similarities, sizes, min(first, second))
    large = choose_probes(similarities, sizes, max(first, second))
    assert large[: len(small)] == small


@given(routes)
def test_the_whole_budget_takes_everything(clusters):
    sizes = [size for _, size in clusters]
    assert len(choose_probes(np.array([s for s, _ in clusters]), sizes, 1.0)) == len(sizes)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=20), shares, st.randoms())
def test_the_order_of_the_clusters_does_not_matter(sizes, budget, random):
    similarities = np.linspace(-1, 1, len(sizes))
    order = list(range(len(sizes)))
    random.shuffle(order)
    straight = choose_probes(similarities, sizes, budget)
    shuffled = choose_probes(similarities[order], [sizes[index] for index in order], budget)
    assert [order[index] for index in shuffled] == straight


def test_labels_name_the_main_genres_and_differ():
    movies = {"Comedy|Drama": 5, "Comedy|Romance": 9, "Comedy|Drama|Family": 4, "Western": 2}
    clusters = describe_clusters(
        {"Comedy|Romance": 0, "Comedy|Drama": 1, "Comedy|Drama|Family": 2, "Western": 3}, movies
    )
    assert [cluster.label for cluster in clusters] == [
        "Comedy · Romance",
        "Comedy · Drama",
        "Comedy · Drama · Family",
        "Western",
    ]
    assert [cluster.movie_count for cluster in clusters] == [9, 5, 4, 2]
    assert [cluster.genre_keys for cluster in clusters][2] == ("Comedy|Drama|Family",)


@pytest.mark.parametrize(
    ("movies", "keys", "expected"),
    [(1, 1, 1), (120, 50, 24), (1_200, 331, 200), (45_000, 3_000, MAX_CLUSTERS), (900, 4, 4)],
)
def test_the_number_of_clusters(movies, keys, expected):
    assert cluster_count(movies, keys) == expected
