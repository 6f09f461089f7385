"""What the learner says of their level, of what they know, and of what to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_runner.core.understanding.model import Found, Level
from agent_runner.core.understanding.page import TAKEN, Page, overlapping
from agent_runner.core.understanding.phrases import items_of

_REST = rf"(?P<rest>[^.!?;\n{TAKEN}()]{{1,90}})"
_KNOWN = re.compile(
    r"(?:\bi (?:(?:already|do|really|now|also) )*(?:know|understand|master(?:ed)?|"
    r"get)(?: (?:about|the))?|"
    r"\bi(?:'m| am) (?:already |quite |pretty |very |fairly )*(?:comfortable|familiar|"
    r"confident|fluent|good|solid|"
    r"ok|okay|fine|happy|strong|experienced) (?:with|in|at|on)|"
    r"\b(?:already |quite |pretty )?(?:comfortable|familiar|confident) with|"
    r"\bi(?:'ve| have)? (?:already |just |previously )*(?:done|learned|learnt|studied|finished|"
    r"covered|mastered|"
    r"taken|completed|passed|took)|"
    r"\bi can already(?: do)?|\balready (?:know|done|did|covered|finished|learned|mastered|"
    r"comfortable with)|"
    r"\b(?:good |solid |strong )?(?:background|experience|knowledge) (?:in|with|of)|"
    r"\bassum(?:e|ing) (?:that )?i know|\bknowing|\bi don't need to (?:review|revise|relearn)|"
    r"\bich (?:kann|kenne|weiss|beherrsche|verstehe)(?: (?:schon|bereits))?|"
    r"\bje (?:connais|maitrise|sais|comprends)(?: (?:deja|bien))?|"
    r"\b(?:ya )?(?:se|conozco|domino|entiendo)(?: ya)?) " + _REST
)
_CHAPTERS = re.compile(
    r"\b(?:i(?:'ve| have)? (?:(?:already|just) )*(?:know|understand|read|done|finished|covered|"
    r"studied|learned|learnt|worked through|gone through)|ich (?:kenne|kann|habe)(?: schon)?|"
    r"je connais(?: deja)?|j'ai (?:deja )?(?:lu|vu)|(?:ya )?(?:conozco|he leido)(?: ya)?) "
    r"(?:the |die |les |los )?(?P<rest>(?:chapters?|kapitel|chapitres?|capitulos?|sections?|"
    r"abschnitte?) \d{1,2}(?:\.\d{1,2})*"
    r"(?:(?: ?(?:,|&|-|to|through|bis|and|und|et|y|a) ?)+"
    r"(?:(?:chapter|kapitel|chapitre|capitulo|section|abschnitt) )?\d{1,2}(?:\.\d{1,2})*\b)*)"
)
"""Chapters by number: a list or a range of them is one thing known."""
_KNOWN_BEFORE_VERB = re.compile(
    r"(?:^kann |(?<=[,.;] )|^)(?P<rest>[\w+# -]{2,40}?) (?:(?:kann|kenne) ich )?(?:schon|"
    r"bereits)(?!\w)"
)
_TURN = re.compile(r"\b(?:but|except|aber|mais|pero|though|although|however)\b")
_NOT_KNOWN = re.compile(
    r"\b(?:don't|dont|do not|not|never|didn't|haven't|nothing|little|hardly|barely|nicht|pas|"
    r"no|wish|how well|"
    r"should|will|want to|what|everything|until|so that|before|once|when|"
    r"(?<!remember )(?<!note )(?<!save )(?<!assume )(?<!mind )(?<!given )that|make sure|if|"
    r"whether|unless)\s+"
    r"(?:yet |really |think |sure )?$"
)
_NO_TOPIC = re.compile(
    r"(?:i|that|what|how|where|why|who|when|which|if|whether|it|this|nothing|you|we|he|she|"
    r"they|there|to|so|"
    r"enough|some|a bit|a little|little|not|all|everything|most|many|much|about|my|something|"
    r"anything|very|"
    r"none|nichts|rien|nada|que|was|wie|dass|ein bisschen|un peu|un poco|wenig|better|well|up|"
    r"on|one|two|"
    r"distracted|bored|stuck|confused|tired|stressed|anxious|nervous|lost|the answers?|the feeling|"
    r"your|his|her|an?|him|them|quoi|comment|es|das|algo|qu)\b"
)
_EXCLUDED = re.compile(
    r"(?:\b(?:please )?(?:skip(?:ping)?|leave out|leaving out|exclud(?:e|ing)|without(?: any)?|"
    r"omit|omitting|"
    r"ignore|ignoring|avoid(?:ing)?|drop)|\bnot interested in|\b(?:i )?don't (?:need|want|"
    r"care about|include)"
    r"(?: (?:to (?:study|learn|cover|do)|any))?|\bdo not (?:need|want|"
    r"include)(?: (?:to (?:study|learn|cover|do)|"
    r"any))?|\beverything (?:except|but)(?: for)?|\bexcept(?: for)?|\bapart from|"
    r"(?P<contrast>\bbut (?:not|no)(?: with| in| at| on)?|"
    r"\baber (?:nicht|keine?)|\bmais pas(?: de| d'| les| la| le)?|\bpero no)|\bno need (?:for|"
    r"to cover)|\bohne|\bausser|\baußer|\bsans|\bsauf|\bhormis|\bsin|\bexcepto|\bsalvo|\bnot) "
    + _REST
)
_LEVELS: tuple[tuple[Level, float, re.Pattern[str]], ...] = (
    (
        "intermediate",
        0.85,
        re.compile(
            r"\bnot (?:a|an) (?:complete |total |absolute )?beginner|\bintermediate(?= level|$|"
            r"[ ,.;!?])|"
            r"\bi (?:already )?know the basics|\bsome (?:prior |previous |"
            r"basic )?(?:experience|knowledge)|"
            r"\brefresher|\bbrush up|\bfortgeschrittene anfanger|\bmittelstufe|"
            r"\bniveau intermediaire|"
            r"\bintermediaire|\bnivel intermedio|\bintermedio|\bgrundkenntnisse|"
            r"\bi know a (?:bit|little)|\brusty"
        ),
    ),
    (
        "beginner",
        0.9,
        re.compile(
            r"\b(?:complete |total |absolute |true )?beginners?\b|\bfrom (?:scratch|zero|"
            r"the ground up|"
            r"the (?:very )?beginning)|\b(?:never|haven't|have not) (?:really |"
            r"ever )?(?:studied|learned|learnt|"
            r"done|taken|programmed|coded)(?: (?:it|this|any(?:thing)?|much|before))*|"
            r"\bno (?:prior |previous )?"
            r"(?:knowledge|experience|background|idea)|\bzero (?:knowledge|experience|"
            r"background)|\b(?:totally |"
            r"completely |brand )?new to|\bknow (?:absolutely )?nothing|\b(?:total )?(?:newbie|"
            r"noob|novice)|"
            r"\bdon't know anything|\banfanger(?:in)?|\bvon (?:null|grund) (?:an|auf)|"
            r"\bohne vorkenntnisse|"
            r"\bdebutante?|\ba partir de zero|\bpartir de zero|\bprincipiante|\bdesde cero|"
            r"\bclueless"
        ),
    ),
    (
        "advanced",
        0.85,
        re.compile(
            r"\bi(?:'m| am) (?:already )?(?:an? )?(?:advanced|expert|experienced)(?: student|"
            r" learner)?|\b(?:at |an |for )*(?:advanced|"
            r"expert|graduate|phd|masters?|postgraduate)(?:[- ]level| learner| student)|"
            r"\badvanced\s*$|"
            r"\bfortgeschritten(?:er|e)?\b|\bniveau avance|\bavancee?\b|\bnivel avanzado|"
            r"\bavanzado|\bin depth"
        ),
    ),
)  # fmt: skip


def read_level(page: Page) -> Found[Level] | None:
    """The level, where the learner names it; it is claimed only where it is no part of a topic."""
    for level, sure, pattern in _LEVELS:
        match = pattern.search(page.free)
        if match and not re.search(r"\bnot (?:a |an )?$", page.free[: match.start()]):
            start, end = match.start(), match.end()
            lead = re.search(
                r"(?:(?:,\s*)?\b(?:i'm|i am|as|for|at|ich bin|je suis|soy|als|para|i have|"
                r"i've got)\s+"
                r"(?:a |an |still |just |only |ein |eine |un |une |uno |kompletter |kein )*)$",
                page.free[max(0, start - 30) : start],
            )
            left = start - (len(lead[0]) if lead else 0)
            if not _NEEDS_ITS_OBJECT.match(match[0]):
                page.claim(left, end)
            return page.found(level, start, end, sure)
    return None


_NEEDS_ITS_OBJECT = re.compile(r"refresher|brush up|new to|know (?:absolutely )?nothing")


def read_known(page: Page) -> tuple[Found[str], ...]:
    """The topics the learner says they know; what is known a bit, or not, is left out."""
    found: list[Found[str]] = []
    for match in _CHAPTERS.finditer(page.free):
        if not _NOT_KNOWN.search(page.free[max(0, match.start() - 30) : match.start()]):
            found.append(page.phrase(match.start("rest"), match.end("rest"), 0.9))
            page.claim(match.start(), match.end())
    for pattern in (_KNOWN, _KNOWN_BEFORE_VERB):
        for match in overlapping(pattern, page.free):
            if _NOT_KNOWN.search(page.free[max(0, match.start() - 30) : match.start()]):
                continue
            start = match.start("rest")
            rest = _TURN.split(match["rest"])[0]
            if _NO_TOPIC.match(rest.strip()):
                continue
            items = list(_topics(page, start, rest, 0.9))
            found += items
            if items:
                page.claim(match.start(), max(item.end for item in items))
    return tuple(found)


def read_excluded(page: Page) -> tuple[Found[str], ...]:
    """The topics to leave out."""
    found: list[Found[str]] = []
    for match in _EXCLUDED.finditer(page.free):
        rest = match["rest"]
        if match["contrast"] and _KNOWN.search(
            page.folded[max(0, match.start() - 90) : match.start()]
        ):
            page.claim(match.start(), match.start("rest") + _first_item_ends(rest))
            continue
        if _NO_TOPIC.match(rest.strip()) or re.match(
            r"(?:sure|able|only|in|on|at|before|after|much|too|good|great|really|getting|doing|"
            r"going|enough|"
            r"time|work|fail|failing|the end|stress\w*|help|problem|just|class|school|have|be|"
            r"know|understand|"
            r"want|feel\w*|like|ready|prepared|confident|motivat\w*|any time|falling|losing|"
            r"cheating|trick\w*)\b",
            rest.strip(),
        ):
            continue
        lead_in = match[0][: match.start("rest") - match.start()].strip()
        items = list(_topics(page, match.start("rest"), rest, 0.75 if lead_in == "not" else 0.9))
        found += items
        if items:
            page.claim(match.start(), max(item.end for item in items))
    return tuple(found)


def _first_item_ends(rest: str) -> int:
    """Where the first item of a list ends; "but not trigonometry" is no wish, only not known."""
    return next((right for _, right in items_of(rest)), 0)


def _topics(page: Page, start: int, rest: str, sure: float) -> Iterator[Found[str]]:
    for left, right in items_of(rest):
        found = page.phrase(start + left, start + right, sure)
        if not _NO_TOPIC.match(found.value.lower()):
            yield found
