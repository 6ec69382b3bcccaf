# make demo: install the program and answer one query. make test: install the test tools and run all checks.
# make bench: measure quality and speed (options in BENCH=). make picture: redraw the README's picture.
# make campaign MINUTES=30: kill ingests and mutate files at random (CAMPAIGN="--seed 7" repeats a run).
# make data: rebuild the graph and the vectors in data/ after the catalogue or the model changed.
PYTHON ?= python3
MINUTES ?= 5
QUERY ?= Alien, but on a submarine
BIN := .venv/bin

.PHONY: demo test bench campaign picture data

demo: .venv/installed
	$(BIN)/python query.py "$(QUERY)"

test: .venv/installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit -q -ll -c pyproject.toml -r recommender
	-$(BIN)/python -m tests.audit
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile

bench: .venv/installed
	$(BIN)/python -m tests.benchmarks $(BENCH)

campaign: .venv/installed-tests
	$(BIN)/python -m tests.campaign --minutes $(MINUTES) $(CAMPAIGN)

picture: .venv/installed
	$(BIN)/python docs/picture.py

data: .venv/installed
	$(BIN)/python data/prepare.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-tests: tests/requirements.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@
