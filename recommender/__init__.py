"""Find movies from a description in plain words."""

__version__ = "0.1.0"
