"""Words by which a text says what it is doing: stating its aim, defining, concluding, digressing.

After the rhetorical zones of Teufel & Moens 2002: a sentence that states the text's own aim or
claim sums it up best, one on background or on others' work least. English, German, Spanish, French.
"""

from __future__ import annotations

import re
from typing import Final

_WE = (
    r"(?:we|I|our\s+(?:paper|work|study|approach|method|framework|model|algorithm)"
    r"|(?:this|the\s+present)\s+(?:paper|work|study|article|chapter|section|book|report|thesis)"
    r"|the\s+authors?)(?:\s+(?:therefore|thus|hence|first|instead|now|here|\w+ly))*"
)
_AIM: Final = re.compile(
    rf"""
    \b{_WE}\s+(?:propose|present|introduce|develop|design|devise|formulate|derive|describe|suggest
        |offer|construct|build|extend|explore|investigate|argue|prove|establish|aim|seek
        |advocate)(?:e?s)?\b
    | \bis\s+(?:proposed|presented|introduced|developed)\b
    | \b(?:goal|aim|purpose|objective|contributions?)\s+(?:of\s+(?:this|our|the)\s+\w+\s+)?
        (?:is|are)\b
    | \bwir\s+(?:stellen|schlagen|präsentieren|entwickeln|entwerfen|untersuchen|beschreiben)\b
    | \bziel\s+(?:dieser|der|dieses|des|ist)\b
    | \b(?:proponemos|presentamos|desarrollamos|describimos|introducimos)\b
    | \bel\s+objetivo\s+(?:de\s+est[ea]|es)\b
    | \bnous\s+(?:proposons|présentons|développons|décrivons|introduisons)\b
    | \bl['’]objectif\s+(?:de|est)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLAIM: Final = re.compile(
    rf"""
    \b{_WE}\s+(?:study|studies|address|examine|show|demonstrate|find|discuss|explain|provide
        |revisit|conclude)(?:e?s)?\b
    | \bin\s+this\s+(?:paper|work|study|article|chapter|section|report|thesis|book)\b
    | \b(?:in\s+(?:summary|conclusion|short)|to\s+sum(?:marize|\s+up))\b
    | \b(?:is|are)\s+(?:defined\s+as|called|known\s+as|the\s+(?:study|process|ability|idea)\b)
    | \bin\s+dieser?m?\s+(?:arbeit|studie|artikel|beitrag|kapitel|abschnitt|aufsatz|buch)\b
    | \b(?:zusammenfassend|insgesamt|kurz\s+gesagt|wir\s+zeigen)\b
    | \b(?:als\s+\S+|man\s+\S+)\s+bezeichnet\b
    | \ben\s+est[ea]\s+(?:trabajo|artículo|estudio|capítulo|sección|libro)\b
    | \b(?:en\s+resumen|en\s+conclusión|en\s+definitiva|mostramos|se\s+define\s+como)\b
    | \bdans\s+(?:cet?|cette)\s+(?:article|travail|étude|chapitre|section|livre)\b
    | \b(?:en\s+résumé|en\s+conclusion|en\s+somme|nous\s+montrons|est\s+défini\w*\s+comme)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"""\b(?:we|our|this\s+(?:paper|work|study|article|chapter)|wir|unsere?\w*|nosotros|nuestr[ao]s?
      |nous|notre|nos)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TESTING: Final = re.compile(
    r"\b(?:experiment\w*|evaluat\w+|empirical\w*|validat\w+|dataset\w*|benchmark\w*)\b",
    re.IGNORECASE,
)
_ADDS = (
    r"(?:also|additionally|moreover|furthermore|further|finally|in\s+addition|then|außerdem|zudem"
    r"|schließlich|además|también|finalmente|por\s+último|de\s+plus|en\s+outre|enfin|aussi)"
)
_ADDITION: Final = re.compile(rf"{_ADDS}\b|.*\b(?:we|this\s+\w+)\s+{_ADDS}\b", re.IGNORECASE)
_LEANS: Final = re.compile(
    r"""['"“(]*
    (?: however | but | yet | unfortunately | nevertheless | nonetheless | moreover | furthermore
      | additionally | in\s+addition | also | therefore | thus | hence | consequently | then | so
      | for\s+(?:example|instance) | e\.g\. | similarly | likewise | in\s+contrast | conversely
      | on\s+the\s+other\s+hand | instead | otherwise | besides | still | and | or | such | again
      | these | those | they | it | he | she | this | that | its | their | his | her | here | there
      | jedoch | aber | darüber\s+hinaus | heute | zusätzlich
      | außerdem | zudem | daher | deshalb | dagegen | zum\s+beispiel | ferner
      | dies\w* | sie | er | es | ihr\w* | und | oder | dann | dabei | hier | dort | somit
      | sin\s+embargo | pero | además | por\s+(?:ejemplo|tanto|lo\s+tanto|eso) | est[eao]s?
      | es[eao]s? | ell[oa]s? | y | o | así | también | entonces | aquí
      | cependant | mais | toutefois | de\s+plus | en\s+outre | par\s+exemple | donc | ainsi
      | ceci | cela | ces? | cette | cet | ils? | elles? | leurs? | et | ou | puis | ici
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"""['"“(]*
    (?: it | its | they | their | them | he | his | she | her | this | that | these | those | such
      | here | there | both | some | many | others? | one | another | each | which | we | you | your
      | er | sie | es | ihre?\w* | dies\w* | jene\w* | hier | dort | beide | das | man | wir
      | est[eao]s? | es[eao]s? | aquel\w* | ell[oa]s? | él | sus? | aquí | ambos | nosotros
      | ils? | elles? | leurs? | ce | cela | ceci | cette | cet | ces | c['’] | on | nous | vous
    )(?:\b|(?<=['’]))""",
    re.VERBOSE | re.IGNORECASE,
)


_INSTRUCTION: Final = re.compile(
    r"""['"“(]*
    (?: note | use | write | analy[sz]e | consider | explain | describe | see | try | run |
      compute | find | determine | identify | create | choose | select | calculate | draw | list
      | name | show | prove | let | suppose | assume | recall | remember | imagine | think |
      discuss | compare | complete | fill | download | click | open | enter | type | check |
      review | answer | solve | give | make | state | refer | please | do | don['’]t | be | hint
      | tip | exercise | look | read | ex | e\.g | beachten? | schreiben? | berechnen? |
      erklären? | nennen? | zeigen? | überlegen? | betrachten? | calcul[ae] | escrib[ae] |
      explica | considera | observa | indica | not[ae] | calculez | écrivez | expliquez |
      considérez | montrez | notez
    )\b(?!\s+(?:is|are|was|ist|sind|es|est)\b)""",
    re.VERBOSE | re.IGNORECASE,
)


def zone(text: str) -> float:
    """How far the sentence sums up the text it stands in, as far as its wording says: 0 to 1.

    1 for its aim, 0.6 for a claim, definition or conclusion, 0.3 for own work told otherwise, 0 for
    the rest; half where the wording says that it comes on top of something else.
    """
    if _AIM.search(text) is not None:
        value = 1.0
    elif _CLAIM.search(text) is not None:
        value = 0.6
    else:
        own = _OWN.search(text) is not None and _TESTING.search(text) is None
        value = 0.3 if own else 0.0
    return value / 2 if _ADDITION.match(text) is not None else value


def leans_on_others(text: str) -> bool:
    """Whether the sentence opens with a word that needs the sentence before it."""
    return _LEANS.match(text) is not None


def opens_with_pronoun(text: str) -> bool:
    """Whether it is not clear from the sentence alone what its first word stands for."""
    return _PRONOUN.match(text) is not None


def gives_instruction(text: str) -> bool:
    """Whether the sentence tells the reader to do something, as exercises and notes do."""
    return _INSTRUCTION.match(text) is not None
