"""The files that come with the program, installed or in a checkout."""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("recommender")))
INSTALLED = (_PACKAGE / "data").is_dir()
"""Whether this is an installed copy: it has its data inside, a checkout has them beside the package."""
DATA = _PACKAGE / "data" if INSTALLED else _PACKAGE.with_name("data")
