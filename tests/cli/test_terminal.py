"""Encodings: what is printed where stdout is not Unicode, and arguments whose bytes Python cannot decode."""

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from recommender.cli import main as cli
from recommender.cli.terminal import SafeCommand, print_json, read_lines
from recommender.errors import InvalidQueryError
from recommender.text import readable
from tests.conftest import PROJECT, error_line
from tests.ingesting import ingest
from tests.making import make_catalogue

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
UTF_8 = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
NOT_UNICODE = ["ascii", "latin-1", "cp1252", "iso-8859-15", "shift_jis", "gb18030"]


def undecoded(data: bytes, encoding: str = "utf-8") -> str:
    """An argument as Python hands it over."""
    return data.decode(encoding, "surrogateescape")


def run(
    *arguments: str | bytes, stdin: bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    env = {**os.environ, "COLUMNS": "100", **environment}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=env, input=stdin, capture_output=True, check=False)


def stdin_of(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data))


@click.command(cls=SafeCommand)
@click.argument("description", nargs=-1)
@click.option("--like", multiple=True, envvar="LIKED")
@click.option("--seen", multiple=True, type=click.Path(), envvar="SEEN")
@click.option("--source", type=click.UNPROCESSED)
@click.option("-n", "--limit", type=int)
def example(**given):
    print_json(given)


def given_to(*arguments, **environment):
    """What a command gets."""
    result = CliRunner().invoke(example, arguments, env=environment)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Am\xc3\xa9lie", "Amélie"),
        (b"Am\xe9lie", "Amélie"),
        (b"\xc9t\xe9\xe0", "Étéà"),
        (b"Don\x92t Look Now", "Don’t Look Now"),
        (b"\xe4\xb8\x83\xe4\xba\xba\xe3\x81\xae\xe4\xbe\x8d", "七人の侍"),
        (b"Jaws", "Jaws"),
        (b"", ""),
        (b"a \x81", "a \ufffd"),
        (b"\xf0\x9f\xa6\x88", "🦈"),
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_arguments_are_read_as_well_as_can_be(data, text, encoding):
    assert readable(undecoded(data, encoding)) == text
    given = given_to(undecoded(data, encoding), "--like", undecoded(data, encoding))
    assert given["description"] == given["like"] == [text]


@given(st.text())
def test_readable_changes_only_stray_bytes(text):
    assert readable(text) == text or any("\udc80" <= c <= "\udcff" for c in text)
    assert not any("\udc80" <= c <= "\udcff" for c in readable(text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_c_locale(text):
    assert readable(undecoded(text.encode(), "ascii")) == text


def test_paths_keep_their_bytes():
    path = undecoded(b"/tmp/\xe9t\xe9.csv")
    given = given_to("--seen", path, "--source", path, "x")
    assert given["seen"] == [path]
    assert given["source"] == path


def test_the_environment_is_read_like_arguments():
    path = undecoded(b"/tmp/\xe9t\xe9.csv")
    given = given_to("x", LIKED=undecoded(b"Am\xe9lie"), SEEN=path)
    assert (given["like"], given["seen"]) == (["Amélie"], [path])


@pytest.mark.parametrize("encoding", NOT_UNICODE)
@pytest.mark.parametrize("text", ["Amélie", "七人の侍", "Am\udce9lie", 'a "quoted" \\ line\n'])
def test_json_is_ascii_where_stdout_is_not_unicode(encoding, text):
    result = CliRunner(charset=encoding).invoke(example, ["--seen", text])
    assert json.loads(result.stdout_bytes.decode("ascii"))["seen"] == [text]


def test_json_is_unicode_where_stdout_is():
    assert '"Amélie 七"' in CliRunner().invoke(example, ["Amélie 七"]).stdout
    assert '"Amélie 七"' in CliRunner(charset="utf-16").invoke(example, ["Amélie 七"]).stdout


def test_json_keeps_a_path_that_unicode_cannot_say():
    path = undecoded(b"\xe9.csv")
    assert json.loads(CliRunner().invoke(example, ["--seen", path]).stdout)["seen"] == [path]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("a robot\nété\n".encode("utf-16"), ["a robot", "été"]),
        (b"\xfe\xff" + "a robot\r\n七人".encode("utf-16-be"), ["a robot", "七人"]),
        ("\ufeffa robot\nété".encode(), ["a robot", "été"]),
        ("été\n".encode() + "été\n".encode("latin-1"), ["été", "été"]),
        ("un été… à Paris".encode("cp1252"), ["un été… à Paris"]),
        (b"\xff\xfea\x00 \x00r", ["a \ufffd"]),
        (b"\n \n a robot \n", [" a robot "]),
    ],
)
def test_descriptions_on_standard_input(monkeypatch, data, lines):
    monkeypatch.setattr("sys.stdin", stdin_of(data))
    assert read_lines() == lines


def test_nothing_on_standard_input(monkeypatch):
    for stdin in (None, stdin_of(b"\xff\xfe\n\x00")):
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(InvalidQueryError, match="standard input has no description"):
            read_lines()


@pytest.mark.parametrize(
    ("argument", "option"),
    [
        ("-5 degrees", "-5"),
        ("-5", "-5"),
        ("-40", "-4"),
        ("- 5 degrees", "- "),
        ("-odd one out", "-o"),
        ("-hello from a cold place", "-e"),
        ("--help me, I am lost", "--help me, I am lost"),
        ("--- a thriller", "--- a thriller"),
    ],
)
@pytest.mark.parametrize("command", ["query", "map"])
def test_a_description_that_begins_with_a_dash(invoke, command, argument, option):
    result = invoke(command, argument)
    assert result.exit_code == 2
    assert error_line(result) == (
        f"Error: No such option {option!r}. If it is part of the description, write -- before it: "
        f"python -m recommender {command} -- {shlex.quote(argument)}"
    )


@pytest.mark.parametrize("argument", ["-not a comedy", "-night train", '-night "train"', "-n-th try"])
def test_a_description_that_begins_like_the_option_for_a_number(invoke, argument):
    told = error_line(invoke("query", argument))
    assert told.startswith("Error: Invalid value for '-n' / '--limit': ")
    assert told.endswith(f" write -- before it: python -m recommender query -- {shlex.quote(argument)}")


def test_the_hint_is_short_and_readable(invoke):
    told = error_line(invoke("query", "-5 " + "degrees " * 1_000))
    assert len(told) < 250
    assert told.endswith("…'")
    assert error_line(invoke("query", undecoded(b"-5 d\xe9gr\xe9s"))).endswith("-- '-5 dégrés'")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--explian"], "No such option '--explian'. (Did you mean one of: '--explain', '--plain'?)"),
        (["--explian=a robot"], "No such option '--explian'. (Did you mean one of: '--explain', '--plain'?)"),
        (["-x", "a robot"], "No such option '-x'."),
        (["-x", "--", "-x ray"], "No such option '-x'."),
        (
            ["-n", "-5 degrees"],
            "Invalid value for '-n' / '--limit': '-5 degrees' is not a valid integer range.",
        ),
    ],
)
def test_a_misspelt_option_gets_no_hint(invoke, arguments, told):
    assert error_line(invoke("query", *arguments)) == f"Error: {told}"


def test_a_command_without_a_description_gets_no_hint(invoke):
    assert error_line(invoke("inspect", "-5 degrees")) == "Error: No such option '-5'."


def test_after_the_dashes_a_description_may_begin_with_one(invoke):
    answer = json.loads(invoke("query", "--json", "--literal", "--", "-5 degrees").stdout)
    assert answer["query"] == "-5 degrees"


@pytest.mark.usefixtures("invoke")
@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_characters_that_the_output_lacks_are_told_once(form):
    asked = ("query", "-", "--format", form, "-n", "1")
    call = CliRunner(charset="latin-1")
    result = call.invoke(cli.main, asked, input="café\n".encode() * 3)
    assert (result.exit_code, result.stderr) == (0, "")
    seven = "七人\n".encode() * 3
    result = call.invoke(cli.main, asked, input=seven)
    assert "??" in result.stdout
    assert (
        result.stderr.splitlines().count(
            "Warning: the output is in iso8859-1, which lacks some characters: they became ?. "
            "PYTHONIOENCODING=utf-8 keeps them, and so does --format json"
        )
        == 1
    )
    result = CliRunner().invoke(cli.main, asked, input=seven)
    assert "七人" in result.stdout
    assert "the output is in" not in result.stderr


@pytest.mark.usefixtures("invoke")
@pytest.mark.parametrize("command", [["inspect", "--movie"], ["query", "--exhaustive", "--like"]])
def test_answers_in_json_survive_any_output(command):
    asked = [*command, "Amélie", "--json"]
    plain, escaped = (CliRunner(charset=name).invoke(cli.main, asked) for name in ("utf-8", "cp1252"))
    assert "é" in plain.stdout
    assert escaped.stdout_bytes.isascii()
    assert json.loads(escaped.stdout) == json.loads(plain.stdout)


def test_files_whose_names_are_not_unicode(invoke, tmp_path):
    seen, source = (tmp_path / os.fsdecode(name) for name in (b"vus-\xe9t\xe9.txt", b"\xe9.csv"))
    seen.write_text("Jaws\nNothing Such\n", encoding="utf-8")
    result = invoke("query", "a shark", "--json", "--seen", str(seen))
    assert "jaws-1975" not in {row["id"] for row in json.loads(result.stdout)["results"]}
    assert "vus-été.txt" in error_line(result)
    source.write_text("title,overview,genres\nA Film,A plot of some length.,Drama\n", encoding="utf-8")
    result = invoke("ingest", "--source", str(source), "--store", str(tmp_path / "store"))
    assert result.exit_code == 0, result.output


def test_the_c_locale(bag_store, tmp_path):
    """Arguments are UTF-8 that Python did not decode: texts are read, and files found."""
    asked = ("-m", "recommender", "inspect", "--movie", "Amélie", "--json", "--store", str(bag_store))
    done = run(*map(os.fsencode, asked), **C_LOCALE)
    (movie,) = json.loads(done.stdout.decode("ascii"))["movies"]
    assert movie["title"] == "Amélie"
    source = tmp_path / "films-é.csv"
    source.write_text("title,overview,genres\n", encoding="utf-8")
    done = run("ingest.py", "--source", os.fsencode(source), **C_LOCALE)
    assert b"has no rows" in done.stderr


@pytest.mark.parametrize("environment", [C_LOCALE, UTF_8], ids=["C", "UTF-8"])
@pytest.mark.parametrize("name", [b"st\xc3\xa9", b"st\xe9"], ids=["utf-8", "latin-1"])
def test_a_store_whose_name_has_any_bytes(tmp_path, encoder, environment, name):
    """The programs open the directory with these bytes, in every locale."""
    store = tmp_path / os.fsdecode(name)
    ingest(make_catalogue(12), encoder, store)
    done = run("-m", "recommender", "inspect", "--json", "--store", os.fsencode(store), **environment)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["collections"]["movies"] == 12
    shown_bytes = shown["path"].encode("utf-8", "surrogateescape")
    assert Path(os.fsdecode(shown_bytes)).samefile(store)
    missing = run("-m", "recommender", "inspect", "--store", os.fsencode(tmp_path / "none-é"), **environment)
    assert b"there is no store in" in missing.stderr
    assert "none-é".encode() in missing.stderr
