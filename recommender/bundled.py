"""The location of the bundled files, in an installation or a checkout."""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("recommender")))
INSTALLED = (_PACKAGE / "data").is_dir()
"""Whether this is an installed copy: its data is inside the package, that of a checkout beside it."""
DATA = _PACKAGE / "data" if INSTALLED else _PACKAGE.with_name("data")
