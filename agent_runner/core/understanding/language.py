"""Which of four languages a text is in, by its small words; the locale decides where they tie."""

from __future__ import annotations

import re

from agent_runner.core.understanding.model import Found, Language
from agent_runner.core.understanding.page import Page


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
    scores: dict[Language, float] = {each: 0.0 for each in _SMALL_WORDS}
    for word in words:
        speakers = [each for each, known in _SMALL_WORDS.items() if word in known]
        for each in speakers:
            scores[each] += 1.0 if len(speakers) == 1 else _SHARED
    tag = locale[:2].lower()
    home: Language = next((each for each in _SMALL_WORDS if each == tag), "en")
    best: Language = max(scores, key=lambda each: (scores[each], each == home, each == "en"))
    total = sum(scores.values())
    if total == 0:
        return Found(value=home, sure=0.4)
    return Found(value=best, sure=round(min(0.99, 0.4 + 0.6 * scores[best] / total), 2))
