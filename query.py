#!/usr/bin/env python3
"""Find movies from a description: ``python query.py --help``."""

from recommender.cli.query import query

if __name__ == "__main__":
    query(prog_name="query.py")
