"""Links in a text, whole or in the making: what a model writes may lead nowhere.

Addresses are known by the answer's own fields (`reading`, `resources`); in free text a link is how
a planted instruction would send data out, so none is let through, not even a good one.
"""

from __future__ import annotations

import re

_SCHEMES = ("http", "https", "hxxp", "hxxps", "ftp", "mailto", "javascript")
_ALSO_WORDS = ("data", "file", "tel")
"""Schemes that are words too: "the data: 3, 4" leads nowhere."""
_LINK = re.compile(
    rf"""
      \b(?:{"|".join(_SCHEMES)})\s*(?::|\[:\])\s*(?://|\S{{2}})  # a scheme, also a broken one
    | \b(?:{"|".join(_ALSO_WORDS)}):\S
    | \bwww\s?[.\[]
    | \]\s*\(                                         # [text](…)
    | !\s?\[                                          # ![picture]
    | ^\s*\[[^\]]+\]:                                 # [1]: …
    | <\s*/?\s*[a-z!?][^<>]*>                         # any tag
    | <\s*(?:a|img|script|iframe|svg|link|meta|object|form|input)\b
    | [\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.|\s?\[?\(?dot\)?\]?\s?)\w+  # mail
    | \b[\w-]+(?:\.|\[\.\]|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)
      (?:com|org|net|io|dev|app|info|biz|xyz|top|site|online|example|invalid|test|ru|cn|de|fr|es|uk
        |me|co|ai|gg|ly|to|sh|onion)\b(?![\w'])
    | \b[\w-]+\.[a-z]{{2,}}/\S                        # evil.tld/path
    | \b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b               # an IP address
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_BEGINNINGS = (*_SCHEMES, *_ALSO_WORDS, "www.")
_SUSPICIOUS = re.compile(r"[\[\]<>!@/:\\]|\w[.(]\w|\.$")


def has_link(text: str) -> bool:
    """Whether there is anything in the text that leads, or could be made to lead, somewhere."""
    return _LINK.search(text) is not None


def may_become_link(word: str) -> bool:
    """Whether a word that is not finished yet may turn out to be the beginning of a link."""
    lower = word.lower().lstrip("\"'(*_`“„")
    if not lower:
        return False
    if any(lower.startswith(start) or start.startswith(lower) for start in _BEGINNINGS):
        return True
    return _SUSPICIOUS.search(word) is not None
