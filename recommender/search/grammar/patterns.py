"""Puts patterns together."""


def any_of(*patterns: str) -> str:
    """A pattern that matches what one of these does."""
    return f"(?:{'|'.join(patterns)})"
