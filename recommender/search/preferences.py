"""What a preference such as "old" or "good" means: it changes the order and leaves no movie out."""

from datetime import date

from recommender.store.where import AllOf, Condition, Within

_RECENT = 8
"""Years."""
_CLASSIC = 25
"""Years after which a good film is a classic."""
_GOOD = 7.5


def preferred(name: str) -> Condition:
    """The condition on stored facts that one of ``request.PREFERENCES`` stands for."""
    today = date.today().year
    conditions: dict[str, Condition] = {
        "old": Within("year", most=1979),
        "recent": Within("year", least=today - _RECENT),
        "classic": AllOf((Within("year", most=today - _CLASSIC), Within("vote_average", least=_GOOD))),
        "black and white": Within("year", most=1966),
        "good": Within("vote_average", least=_GOOD),
        "short": Within("runtime", most=95),
        "long": Within("runtime", least=150),
    }
    return conditions[name]
