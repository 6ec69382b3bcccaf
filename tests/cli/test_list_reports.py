"""What the command line says about lists of movies."""

import json


def test_lists_are_reported_on_stderr(invoke, tmp_path, monkeypatch):
    listed = tmp_path / "seen.txt"
    listed.write_text("Cast Away (2000)\nNobody Ever Made This (1951)\n")
    result = invoke("query", "talks to Wilson, a volleyball", "--seen", str(listed))
    assert "Cast Away" not in result.stdout
    assert (
        f"--seen {listed}: 1 of 2 rows match no stored movie (Nobody Ever Made This (1951))" in result.stderr
    )
    monkeypatch.setenv("RECOMMENDER_SEEN", str(listed))
    assert invoke("query", "talks to Wilson, a volleyball").stdout == result.stdout


def test_what_a_list_does_not_say_is_reported_on_stderr(invoke, tmp_path):
    listed = tmp_path / "history.csv"
    listed.write_text(
        'Title,Type,Year\nDune,movie,\n"Cast Away",movie,2000\nLost,TV Series,2004\nTom Hanks,person,\n'
        "https://boxd.it/a,movie,\nAlien,movie,1979,a,b\n"
    )
    result = invoke("query", "talks to Wilson, a volleyball", "--seen", str(listed), "--json")
    told = [line.removeprefix(f"--seen {listed}: ") for line in result.stderr.splitlines()]
    assert told == [
        "1 row fits several movies: Dune (1984), Dune (2021)",
        "2 rows are no films (series 1, people 1)",
        "1 row could not be read (line 7: too many fields)",
        "1 address does not tell which movie it is about (https://boxd.it/a)",
    ]
    (counts,) = json.loads(result.stdout)["selection"]["lists"]
    assert counts == {
        "field": "seen", "file": str(listed), "rows": 2, "matched": 3, "unmatched": [],
        "ambiguous": [{"row": "Dune", "movies": ["Dune (1984)", "Dune (2021)"]}],
        "not_films": {"series": 1, "people": 1},
        "unresolved": ["https://boxd.it/a"],
        "unread": ["line 7: too many fields"],
        "unticked": 0,
        "guessed": None,
    }  # fmt: skip


def test_a_task_that_is_not_done_is_not_seen_but_can_be_owned(invoke, tmp_path):
    listed = tmp_path / "films.md"
    listed.write_text("- [x] Alien\n- [ ] Cast Away\n")
    seen = invoke("query", "talks to Wilson, a volleyball", "--seen", str(listed))
    assert "Cast Away" in seen.stdout
    assert f"--seen {listed}: 1 row without a tick does not count as seen" in seen.stderr
    only = invoke("query", "talks to Wilson, a volleyball", "--only", str(listed))
    assert "Cast Away" in only.stdout
    assert "tick" not in only.stderr
