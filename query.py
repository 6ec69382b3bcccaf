"""Find movies from a description: ``python query.py --help``."""

from recommender.cli import query

if __name__ == "__main__":
    query(prog_name="python query.py")
