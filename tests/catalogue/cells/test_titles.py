"""Titles with a year or an article behind them, in the languages that sorted lists use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.catalogue.cells.titles import read_title


@pytest.mark.parametrize(
    ("written", "known", "title", "year"),
    [
        ("Porter of Keys, The (1994)", None, "The Porter of Keys", 1994),
        ("Porter of Keys, The", 1994, "The Porter of Keys", 1994),
        ("Porter of Keys [1994]", None, "Porter of Keys", 1994),
        ("Porter of Keys (1994)", 1995, "Porter of Keys", 1995),
        ("Enfer, L' (1994)", None, "L'Enfer", 1994),
        ("Misérables, Les", None, "Les Misérables", None),
        ("Dolce vita, La", None, "La Dolce vita", None),
        ("Vitelloni, I (1953)", None, "I Vitelloni", 1953),
        ("Postino, Il", None, "Il Postino", None),
        ("Boot, Das", None, "Das Boot", None),
        ("weiße Band, Das (2009)", None, "Das weiße Band", 2009),
        ("Orfanato, El", None, "El Orfanato", None),
        ("Cidade, A", None, "A Cidade", None),
        ("Aanslag, De", None, "De Aanslag", None),
        ("sjunde inseglet, Det", None, "Det sjunde inseglet", None),
        ("Postman, The (Postino, Il) (1994)", None, "The Postman (Il Postino)", 1994),
        ("1984", None, "1984", None),
        ("1984 (1956)", None, "1984", 1956),
        ("(1984)", None, "(1984)", None),
        ("2001: A Space Odyssey", 1968, "2001: A Space Odyssey", 1968),
        ("Blade Runner 2049", None, "Blade Runner 2049", None),
        ("Wonder Woman 1984 (2020)", None, "Wonder Woman 1984", 2020),
        ("(500) Days of Summer (2009)", None, "(500) Days of Summer", 2009),
        ("Love (1994) (TV)", None, "Love", 1994),
        ("Love (1994)(V)", None, "Love", 1994),
        ("Love (1994 film)", None, "Love", 1994),
        ("Love (1994/II)", None, "Love", 1994),
        ("Love (2019– )", None, "Love", 2019),
        ("Love (2010–2014)", None, "Love", 2010),
        ("Metropolis (1927)", 2001, "Metropolis (1927)", 2001),
        ("Me, Myself, I", None, "Me, Myself, I", None),
        ("Eat, Sleep, Die", 2012, "Eat, Sleep, Die", 2012),
        ("Girl, Interrupted", None, "Girl, Interrupted", None),
        ("The Good, the Bad and the Ugly", None, "The Good, the Bad and the Ugly", None),
        ("", None, "", None),
    ],
)  # fmt: skip
def test_titles(written, known, title, year):
    assert read_title(written, known) == (title, year)


words = st.text(st.characters(categories=["L"]), min_size=2, max_size=8)


@given(
    st.lists(words, min_size=1, max_size=4),
    st.sampled_from(["The", "A", "Les", "Il", "Der", "Het"]),
    st.integers(1880, 2090),
)
def test_a_sorted_title_is_put_in_order(parts, article, year):
    title = " ".join(parts)
    assert read_title(f"{title}, {article} ({year})", None) == (f"{article} {title}", year)


@given(st.text())
def test_any_text_is_a_title(text):
    title, year = read_title(text, None)
    assert isinstance(title, str)
    assert year is None or 1800 <= year <= 2099
