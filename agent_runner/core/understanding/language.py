"""Which of four languages a text is in, by its small words; the locale decides where they tie."""

from __future__ import annotations

import re

from agent_runner.core.understanding.model import Found, Language
from agent_runner.core.understanding.page import Page

_LANGUAGES: tuple[Language, ...] = ("en", "de", "es", "fr")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL_WORDS: dict[Language, frozenset[str]] = {
    "en": _set(
        "the a an i i'm my me to for of on in at and but not with is are have has want need help "
        "study learn learning by before exam what how can could would please am about it this that "
        "teach explain hour day week from do don't know tomorrow"
    ),
    "de": _set(
        "der die das ein eine einen ich mir mich mein meine meinen zu zum zur fur auf im am und "
        "aber nicht mit ist sind habe hat will mochte muss hilf lernen lerne bis vor prufung was "
        "wie kann bitte uber klausur stunde stunden tag woche wochen schon nur kein keine bei "
        "erklar erklare mach bin sonntags morgen anfanger jeden prufe ab den dem"
    ),
    "es": _set(
        "el la los las un una yo me mi mis para por de del en y pero no con es son tengo quiero "
        "necesito ayudame estudiar aprender antes examen que como puedo sobre hora horas dia "
        "semana semanas ya solo los hasta cada soy manana al se estoy dias explicame"
    ),
    "fr": _set(
        "le la les un une je j'ai mon ma mes me pour de du des en et mais pas avec est sont ai "
        "veux voudrais dois aide-moi aidez-moi etudier apprendre avant examen que comment sur "
        "heure heures jour semaine semaines deja jusqu'au chaque suis demain au aux ne dans "
        "reviser l'examen d'ici vous qui explique partir c'est"
    ),
}
_SHARED = 0.5
"""What a word is worth that several languages have."""


def language_of(page: Page, locale: str) -> Found[Language]:
    """The language of a page; the locale's where nothing tells, English where that is another."""
    words = re.findall(r"[a-zß']+(?:-moi)?", page.folded)[:200]
    scores = [_score(words, language) for language in _LANGUAGES]
    tag = locale[:2].lower()
    home = [place for place, language in enumerate(_LANGUAGES) if language == tag] or [0]
    if not any(scores):
        return Found(value=_LANGUAGES[home[0]], sure=0.4)
    best = max(range(len(scores)), key=lambda place: (scores[place], place in home, -place))
    sure = round(min(0.99, 0.4 + 0.6 * scores[best] / sum(scores)), 2)
    return Found(value=_LANGUAGES[best], sure=sure)


def _score(words: list[str], language: Language) -> float:
    own = _SMALL_WORDS[language]
    others = [known for each, known in _SMALL_WORDS.items() if each != language]
    return sum(
        _SHARED if any(word in known for known in others) else 1.0 for word in words if word in own
    )
