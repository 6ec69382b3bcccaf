#!/usr/bin/env python3
"""Embed a catalogue and store it: ``python ingest.py --help``."""

from recommender.cli.main import ingest

if __name__ == "__main__":
    ingest(prog_name="ingest.py")
