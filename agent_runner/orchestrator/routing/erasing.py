"""Whether a text asks to delete what is kept of the learner. Nothing is deleted on its word.

It is answered with how to do it, for what cannot be taken back is not done on a guess at a text.
"""

from __future__ import annotations

import re
from typing import Final

_DELETE: Final = r"(?:delete|erase|remove|wipe|clear|destroy|purge|get rid of)"
_KEPT: Final = (
    r"(?:(?:whole|entire|own|personal|learning|study|user|stored|saved|old) ){0,2}"
    r"(?:data|account|records?|information|history|profile|answers?|sessions?|conversations?|"
    r"documents?|study plans?|progress|results)|(?:\w+ ){0,2}?(?:mastery|check[- ]?ins?)"
)
_END: Final = r"(?=\W*$|[.!?,;]| (?:and|from|here|please|now|with|that|you|right|for good)\b)"
_ERASURE: Final = re.compile(
    r"\b(?<!don't )(?<!not )(?<!never )"
    rf"(?:{_DELETE}|forget) (?:\w+ )?(?:everything|all|anything|whatever|what)\b.{{0,60}}?"
    r"\b(?:about|on|of|from) me\b|"
    rf"\b{_DELETE} (?:all |all of |everything in )?my (?:{_KEPT}){_END}|"
    rf"^\W*(?:please |can you |could you |i want (?:you )?to |now )*(?:{_DELETE}|forget) "
    r"everything(?: please| now| here)?\W*$|"
    r"\bright to be forgotten\b|"
    r"\b(?:losch\w*|vergiss|entfern\w*) (?:\w+ ){0,2}?(?:alles|alle)\b.{0,60}?"
    r"\b(?:mich|mir|meine\w*)\b|"
    r"\b(?:losch\w*|entfern\w*) (?:bitte |ich |alle )*mein\w* "
    r"(?:daten|konto|account|profil|antworten|dokumente)\b|"
    r"\bmein\w* (?:\w+ )?(?:daten|konto|account|profil) (?:\w+ ){0,2}?losch\w*|"
    r"^\W*(?:bitte )?losch\w* (?:bitte )?alles\W*$|"
    r"\b(?:efface|supprime)\w* (?:\w+ )?(?:tout\w*|mes|mon)\b.{0,60}?\b(?:moi|donnees|compte)\b|"
    r"\b(?:borra|elimina)\w* (?:\w+ )?(?:todo\w*|mis?)\b.{0,60}?"
    r"(?:\b(?:sobre|de) mi\b|\bdatos\b|\bcuenta\b)"
)


def asks_to_erase(plain: str) -> re.Match[str] | None:
    """Where a text in small letters without accents says so, in four languages."""
    return _ERASURE.search(plain)
