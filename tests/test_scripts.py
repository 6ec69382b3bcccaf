"""The real scripts with the real model, run as a user runs them."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pexpect
import pytest


def test_the_first_query_makes_the_store(first_query):
    answer, messages = first_query
    assert "There is no store yet: ingesting the bundled catalogue first" in messages
    assert re.search(
        r"; 0 (overviews|texts) embedded, 0 vectors from the cache, [1-9]\d+ shipped\n", messages
    )
    assert "WALL·E" in answer.splitlines()[1]


def test_the_second_query_uses_it(first_query, run):
    done = run("query.py", "old widower ties balloons to his house", "--json")
    assert done.stderr == ""
    assert json.loads(done.stdout)["results"][0]["title"] == "Up"


def test_ingest_again_embeds_nothing(first_query, run):
    done = run("ingest.py")
    assert done.returncode == 0
    assert re.search(r"Nothing changed; no (overview|text) embedded\n", done.stderr)
    assert done.stdout == ""


def test_python_m(first_query, run):
    done = run("-m", "recommender", "inspect", "--json")
    assert json.loads(done.stdout)["manifest"]["model"] == "sentence-transformers/all-mpnet-base-v2"


def test_another_model_is_refused_with_the_remedy(real_store, run, model_files, tmp_path):
    """The same files under another name; test_recommender.py and test_ingest.py test other files."""
    other = tmp_path / "another model"
    other.mkdir()
    for name in model_files.hashes:
        (other / name).parent.mkdir(exist_ok=True)
        (other / name).hardlink_to(model_files.path / name)
    shutil.copytree(real_store, tmp_path / "store")
    done = run("query.py", "a shark", "--model", str(other), "--store", str(tmp_path / "store"))
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    command = done.stderr.split("Run: python ")[1]
    mended = run(*shlex.split(command), "--limit", "5")
    assert mended.returncode == 0
    assert (
        "Rebuilt the store: its vectors were made with sentence-transformers/all-mpnet-base-v2"
        in mended.stderr
    )


def test_environment_variables_name_store_and_source(run, checkout, tmp_path):
    done = run("query.py", "a shark", RECOMMENDER_STORE=str(tmp_path / "elsewhere"))
    assert done.returncode == 3
    assert "elsewhere" in done.stderr
    done = run("ingest.py", RECOMMENDER_SOURCE=str(tmp_path / "nope.csv"))
    assert done.returncode == 1
    assert done.stderr == f"Error: there is no file {tmp_path}/nope.csv. Choose another --source\n"


def test_no_description_and_no_terminal(run):
    done = run("query.py")
    assert done.returncode == 2
    assert "No description given" in done.stderr


def test_a_closed_pipe(first_query, run, checkout, cache):
    command = f"'{sys.executable}' query.py a shark --limit 50 | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=checkout, env={**os.environ, "RECOMMENDER_CACHE": str(cache)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def accept_ctrl_c():
    """Stop ignoring Ctrl-C: a background process of a shell, and its children, ignore it by default."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_during_ingest_keeps_what_was_stored(run, checkout, cache, tmp_path):
    environment = {
        **os.environ,
        "RECOMMENDER_CACHE": str(cache),
        "RECOMMENDER_STORE": str(tmp_path / "store"),
    }
    process = subprocess.Popen(
        [sys.executable, "ingest.py", "--no-cache"],
        cwd=checkout,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=accept_ctrl_c,  # noqa: PLW1509
    )
    deadline = time.monotonic() + 120
    while not (tmp_path / "store" / "chroma.sqlite3").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip().splitlines()[-1].startswith("Error: interrupted; what was computed is kept")
    assert "Traceback" not in errors
    refused = run("query.py", "a shark", RECOMMENDER_STORE=str(tmp_path / "store"))
    assert refused.returncode == 3
    assert "ingest is incomplete (" in refused.stderr


@pytest.fixture
def conversation(first_query, checkout, cache):
    environment = {**os.environ, "RECOMMENDER_CACHE": str(cache), "TERM": "xterm-256color", "NO_COLOR": "1"}
    environment |= {"COLUMNS": "140", "LINES": "50"}
    child = pexpect.spawn(
        sys.executable, ["query.py"], cwd=str(checkout), env=environment, timeout=60, encoding="utf-8",
        dimensions=(50, 140), preexec_fn=accept_ctrl_c, use_poll=True,
    )  # fmt: skip
    child.expect("Movie recommender")
    child.expect("Enter a movie description:")
    yield child
    child.close(force=True)


def test_a_conversation(conversation):
    conversation.sendline("a shark attacks a beach town")
    conversation.expect("Jaws")
    conversation.expect("Route: ")
    conversation.expect("Would you like to search again\\?")
    conversation.sendline("help")
    conversation.expect("more like 2 +more like number 2")
    conversation.sendline("only 90s")
    conversation.expect("Filters: ")
    conversation.expect("description: a shark attacks a beach town · year: 1990..1999")
    conversation.sendline("more")
    conversation.expect("6 +")
    conversation.sendline("not 7")
    conversation.expect("unlike: ")
    conversation.sendline("not 70")
    conversation.expect("there is no number 70; the last is 5")
    conversation.sendline("only 1900")
    conversation.expect("no movie is left: ")
    conversation.sendline("back")
    conversation.expect("Route: ")
    conversation.expect("unlike: ")
    conversation.sendline("back")
    conversation.expect("Route: ")
    conversation.expect("year: 1990..1999\r\n")
    conversation.sendline("a robot learns to love")
    conversation.expect("Route: ")
    conversation.sendline("more like 2")
    conversation.expect("like: ")
    conversation.sendline("\x1b[A\x1b[A")
    conversation.expect("description: a robot learns to love")
    conversation.sendline("y")
    conversation.expect("Enter a movie description:")
    conversation.sendline("")
    conversation.expect("the description is empty")
    conversation.expect("search again\\?")
    conversation.sendline("n")
    conversation.expect("Goodbye")
    conversation.expect(pexpect.EOF)
    conversation.close()
    assert conversation.exitstatus == 0


def test_a_conversation_in_plain_words(conversation):
    conversation.sendline("two strangers in love, from before 2000")
    conversation.expect("Understood: before 2000 · looking for: two strangers in love\r\n")
    conversation.expect("search again\\?")
    for said, state in (
        ("from the 90s", "year: 1990..1999\r\n"),
        ("something shorter", r"year: 1990..1999 · max runtime: \d+\r\n"),
        ("not with Tom Cruise", r"max runtime: \d+ · not person: Tom Cruise\r\n"),
        ("also with Meg Ryan", r"person: Meg Ryan · not person: Tom Cruise\r\n"),
    ):
        conversation.sendline(said)
        conversation.expect("Route: ")
        conversation.expect(state)
        conversation.expect("search again\\?")
    conversation.sendline("y")
    conversation.expect("Enter a movie description:")
    conversation.sendline("a shark attacks a beach town")
    conversation.expect("Route: ")
    conversation.sendline("like 2 but funnier")
    conversation.expect("Route: ")
    conversation.expect(r"description: a shark attacks a beach town · genre: Comedy · like: [^·]*\r\n")
    conversation.sendline("more")
    conversation.expect("search again\\?")


@pytest.mark.parametrize("leave", ["\x03", "\x04"])
def test_ways_to_leave(conversation, leave):
    conversation.send(leave)
    conversation.expect("Goodbye")
    conversation.expect(pexpect.EOF)
    conversation.close()
    assert conversation.exitstatus == 0
