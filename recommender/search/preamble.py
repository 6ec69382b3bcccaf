"""The essence of a question: what it says without a preamble."""

import re

_LONGEST_PREAMBLE = 300
"""Characters. On a long row of "please" the pattern would backtrack for too long."""


# Words before the plot itself, such as "I'm looking for a film where". They match nothing in an overview.
_PREAMBLE = re.compile(
    r"""^\W*
    (?:(?:hi|hello|hey|please|um|so|ok|okay|help)\W+)*
    (?:(?:can|could)\s+(?:you|anyone|someone|anybody|somebody)\s+)?
    (?:(?:please|help\s+me(?:\s+to)?)\s+)*
    (?:(?:find|recommend|suggest|name|remember|identify)\s+(?:me\s+)?|what(?:'s|\s+is|\s+was)\s+|which\s+|
       (?:i'?m|i\s+am|we'?re)\s+(?:looking|searching|trying)\s+(?:for|to\s+(?:find|remember|think\s+of))\s+|
       (?:looking|searching)\s+for\s+|trying\s+to\s+(?:find|remember)\s+|i\s+(?:want|need)(?:\s+to\s+(?:see|watch|find))?\s+|
       there'?s\s+|there\s+(?:is|was)\s+)?
    (?:the\s+name\s+of\s+)?
    (?:a|an|the|that|this|some|one)?\s*(?:film|movie|one|flick|picture)s?
    \s+(?:in\s+which|where|when|with|about|that\s+has)\s+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)


def essence(question: str) -> str:
    """The question without a preamble such as "I'm looking for a film where"."""
    return _PREAMBLE.sub("", question[:_LONGEST_PREAMBLE], count=1) + question[_LONGEST_PREAMBLE:]
