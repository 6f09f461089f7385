"""What is to be studied: the noun behind "learn", "exam in", "help me with", never a sentence.

Reads what the other parts have left. It gives phrases; whether they name a known subject is asked
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_runner.core.understanding.goals import COURSE_WORDS, EXAM_WORDS, PROJECT_WORDS
from agent_runner.core.understanding.model import Found
from agent_runner.core.understanding.page import TAKEN, Page, overlapping
from agent_runner.core.understanding.phrases import items_of

SUBJECTS_AT_MOST = 6
LONGEST_WORD = 40
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{7}")
"""Seven signs in a row of a script without spaces are a sentence, not a subject."""
_REST = rf"(?P<rest>[^.!?;:=\n{TAKEN}()]{{1,100}})"
_EVENT = (
    rf"(?:{EXAM_WORDS}|{COURSE_WORDS}|{PROJECT_WORDS}|interview|homework|hw|problem set|"
    rf"assignments?)"
)
_ABOUT = r"(?:in|on|for|about|of|with|uber|zu|zum|zur|fur|en|de|d'|du|sur|sobre|in der|im)"
_TRIGGERS: tuple[tuple[float, re.Pattern[str]], ...] = (
    # "an exam in linear algebra", "my project about plate tectonics"
    (
        0.9,
        re.compile(
            rf"(?<!\w){_EVENT}\s+(?:¦+\s*)?{_ABOUT}\s+(?:the (?:topic|subject) (?:of )?)?{_REST}"
        ),
    ),
    # "a study plan for linear algebra", "topic: thermodynamics", "two exams: micro ..."
    (
        0.93,
        re.compile(
            r"(?<!\w)(?:(?:plan|schedule|timetable|roadmap|curriculum|program(?:me)?|path|"
            r"lernplan|programme|calendario)"
            rf"(?: ¦+)? (?:for|to (?:learn|study|master)|fur|para|pour|on|in|to get into|de|of)"
            r"(?: (?:learning|studying|revising|mastering))?|"
            rf"(?:topic|subject|thema|fach|sujet|tema|theme)\s*(?:is|=|:|ist|est|es)|topic|"
            rf"{_EVENT}\s*:|"
            r"revision (?:for|of|de|du|des)) " + _REST.replace("{1,100}", "{1,100}")
        ),
    ),
    # "quiz me on", "explain", "teach me", "help me with"
    (
        0.9,
        re.compile(
            r"(?<!\w)(?:(?:quiz|test|grill|examine|drill) (?:me|us|my knowledge)(?: (?:on|"
            r"about|in|over|of))|"
            r"(?:explain|teach|teaching|tutor)(?: (?:me|us|to me|myself|"
            r"yourself))?(?: (?:about|in|on|how|why|what))?|"
            r"(?:help|support|assist)(?: me| us)?(?: out)? (?:with|in|on|w/)|questions? (?:on|"
            r"about|from)|"
            r"(?:what (?:is|are)|what's|how (?:do|does|did)|tell me about)|"
            r"frag mich(?: \w+)? (?:zu|uber)|frage mich (?:zu|uber) |erklar(?:e|st)?(?: mir|"
            r" du mir| uns)?(?: bitte| mal)*|"
            r"hilf mir (?:bei|mit|in)|prufe mich (?:in|zu|uber)|was (?:ist|sind)|"
            r"explicame|ensename|que es|que son|hazme preguntas (?:de|sobre)|ayudame con|"
            r"explique(?:-| )moi|qu'est-ce que?|interroge-moi sur|aide(?:z)?-moi (?:avec|en))\s+"
            + _REST
        ),
    ),
    # "learn", "study", "get better at", "struggling with"
    (
        0.92,
        re.compile(
            r"(?<!\w)(?:learn(?:ing)?(?: about| how to)?|study(?:ing)?(?! plan| schedule|"
            r" time| group)(?: for)?|retak(?:e|ing)|resit(?:ting)?|revis(?:e|ing)(?: for)?|"
            r"review(?:ing)?"
            r"(?: for)?|practi[cs](?:e|ing)|prep(?:are|aring|ping)?(?: myself)?(?: for)?|"
            r"master(?:ing)?|understand(?:ing)?|cram(?:ming)?(?: for)?|"
            r"(?:good|better|great|best|bad|terrible|awful|hopeless|behind|weak|rusty|stuck|"
            r"started|proficient|"
            r"fluent|into|lost|improve|improving|struggl(?:e|ing)|catch(?:ing)? up|"
            r"brush(?:ing)? up|deep dive|dive|"
            r"interested|curious|"
            r"fail(?:ing|ed)?|trouble|difficulty|tackle|cover|work(?:ing)?|focus(?:ing)?|new|"
            r"introduction|intro|crash course|"
            r"refresher|beginner|ready|done|finish(?:ed)?|start(?:ed)?|begin|giv(?:e|ing) up|"
            r"get(?:ting)? me through)"
            r"(?: ¦+)?(?: (?:at|in|on|with|to|into|about|for))|finally get|get(?:ting)? me through|"
            r"(?:failing|failed|flunking|hate|love|enjoy)(?! (?:in|at|on)\b)(?! (?:to|it|this|"
            r"that|my|a)\b)|missed (?:\w+ ){0,4}of|refresh(?: my)?(?: knowledge of)?|"
            r"improve(?: my)?|(?:want|need|like) to know(?: about| how)?|get into|go over|"
            r"pick up|plan for|"
            r"lerne|lernen fur|vorbereiten auf|vorbereitung auf|auf|vorbereiten fur|verstehen|"
            r"nachholen in|"
            r"aprender(?: a| sobre)?|estudiar(?: para)?|repasar|entender|preparar(?:me)?(?: para)?|"
            r"apprendre(?: a)?|etudier|reviser(?: pour)?|comprendre|preparer|rattraper|"
            r"maitriser)\s+" + _REST
        ),
    ),
    # "my organic chem final", "ein Mathe-Test"
    (
        0.85,
        re.compile(rf"(?<!\w)(?P<rest>(?:[\w+#&'\"-]+,? ){{0,7}}?[\w+#&'\"-]+)[\s-]{_EVENT}(?!\w)"),
    ),
    # "econ is so boring"
    (
        0.7,
        re.compile(
            r"(?:^|[.,;!?¦]|\bbut|\bbecause|\band|\bthat)\s*(?P<rest>(?:[\w'-]+ ){0,3}[\w'-]+)"
            r" (?:is|are|feels) "
            r"(?:just |so |really |too |very |super |kinda |pretty )*(?:boring|hard|difficult|"
            r"confusing|tough|"
            r"impossible|overwhelming|scary|killing me|a nightmare|my weakness|fun|interesting)"
        ),
    ),
    # "25 minutes a day for world history", "micro on 3 December and macro on 10 December"
    (0.75, re.compile(rf"{TAKEN}\s*(?:for|of|on|with|fur|de|mit|avec|con)\s+" + _REST)),
    (0.75, re.compile(rf"{TAKEN}\s*(?:and|und|et|y)\s+(?P<rest>[\w' -]{{2,40}}?)(?=\s*{TAKEN})")),
    # "Matheklausur"
    (0.8, re.compile(r"(?<!\w)(?P<rest>\w{3,}?)s?(?:klausur|prufung|arbeit|vorlesung|test)(?!\w)")),
    # German puts the verb last: "ich will lineare Algebra lernen"
    (
        0.85,
        re.compile(
            r"(?:\b(?:will ich|mochte ich|muss ich|will|mochte|muss|soll|sollte|wurde gern|"
            r"wollen|werde|mir|bis|fur|und)|^|¦)\s*"
            r"(?:gern |gerne |unbedingt |jetzt )?(?P<rest>(?:[\w'-]+ ){0,4}[\w'-]+) (?:lernen|"
            r"verstehen|"
            r"wiederholen|nachholen|uben|beherrschen)(?!\w)"
        ),
    ),
)
_NO_SUBJECT = re.compile(
    r"(?:me|it|this|that|them|you|us|him|her|everything|anything|something|stuff|things?|"
    r"school|uni|university|"
    r"college|for|to|exams?|tests?|finals?|midterms?|quiz(?:zes)?|my|better|more|hard(?:er)?|"
    r"smart(?:er)?|fast(?:er)?|"
    r"efficiently|effectively|well|plan|plans|schedule|time|study|studying|learning|skills?|"
    r"next|week|day|help|"
    r"(?:a |my |the )?(?:study|learning|revision) (?:plan|schedule|timetable)|course|class|"
    r"semester|homework|how|what|why|"
    r"where|when|who|which|i|and|or|the|a|an|what to \w+|do|start|again|in|on|at|with|not|no|"
    r"much|all|lot|"
    r"(?:a |the )?(?:big|final|new|next|hard|last|important|difficult|upcoming|first|second|"
    r"third)|oral|written|mock|"
    r"fur|mich|mir|klausur|prufung|lernen|plan|zu|die|der|das|examen|para|el|la|un|une|le|mon|"
    r"progress|level|"
    r"(?:\d+|one|two|three|four|five|six|half|both)|maybe|roughly|about|around|approximately|"
    r"lerne|study|weekdays|(?:mon|tues?|wed|thu|fri|sat|sun)\w*|weekends|mornings|evenings|"
    r"today|tonight|"
    r"date|deadline|topic|subject|job|work|estudio|preparing|keeping|"
    r"no .*|level\b.*|(?:best|easiest|fastest|good|right|quickest) .*|best|most|mostly|"
    r"motivation|motivated|habits?|sleep|stress|evening|morning|alone|online|together|fit|"
    r"myself|focus(?:ed)?|"
    r"the same|some|any|days?|weeks?|hours?|minutes?|marks?|grades?|ready|prepared|question|"
    r"questions|doing|going)"
)
_NO_SUBJECT_WHOLE = re.compile(rf"{_NO_SUBJECT.pattern}$")
_TRAILING_EVENT = re.compile(
    rf"[\s-]+(?:final |mid-?term |oral |written |mock |entrance |end[- ]of[- ]term |a-?level |"
    rf"gcse )*{_EVENT}$"
)
_LEADING_WORDS = re.compile(
    r"^(?:(?:i|we|have|had|got|has|my|a|an|the|upcoming|big|final|with|for|is|this|next|our|"
    r"and|of|need|want|to|"
    r"there's|there|i've|in|on|it's|it|oral|written|mock|first|second|third|last|important|"
    r"another|hard|huge|"
    r"missed|weeks?|hours?|hour|minutes?|two|three|four|plan|revision|will|mochte|after|before|"
    r"pass|passing|failed|failing|study|studying|prepare|doing|taking|take|finish|"
    r"ich|habe|eine|einen|mein|meine|die|der|das|nachste|tengo|un|una|el|j'ai|mon|ma|l'|le|examen|"
    r"so|but|because|hi|hello|hey|please|can|you|help|me|i'm|am|get|in my|from|at|by|retake|"
    r"ace|catch|up|"
    r"ready|crush|survive|quick|short|long|weekly|boring|easy|tough|do|did|make|build|write|"
    r"writing)\s+)+"
)
_NOUN_FIRST = (0.85,)
_LAST_ARTICLE = re.compile(
    r"^.*\b(?:a|an|my|the|our|this|eine|einen|ein|meine|un|una|une|mon|mi|for)(?:\s+|$)"
)
_NAMED_EXAM = re.compile(
    r"(?<!\w)(?:SAT|ACT|GRE|GMAT|LSAT|MCAT|IELTS|TOEFL|CFA|USMLE|TestDaF|DELF|DELE|JLPT)(?!\w)"
)
_SENTENCE_WORD = re.compile(
    r"\b(?:i|me|my|we|you|have|has|had|want|need|help|can|could|please|is|are|am|was|will|"
    r"would|should|do|does|"
    r"don't|can't|cannot|get|got|give|make|tell|ich|mir|will|kann|mochte|tengo|quiero|necesito|"
    r"j'ai|je|veux|"
    r"plan|exam|feel|feeling|hello|hi|hey|thanks|thank|today|book|order|what|how|why|when|"
    r"where|who)\b"
)


def read_subjects(page: Page) -> tuple[Found[str], ...]:
    """The subjects of a page in order of the text, each once."""
    found: list[Found[str]] = []
    taken: list[tuple[int, int]] = []
    for sure, pattern in _TRIGGERS:
        for match in overlapping(pattern, page.free):
            at, rest = match.start("rest"), match["rest"]
            article = _LAST_ARTICLE.match(rest) if sure in _NOUN_FIRST else None
            if article:
                at, rest = at + article.end(), rest[article.end() :]
            for start, end in _spans(at, rest):
                if any(start < right and left < end for left, right in taken):
                    continue
                taken.append((start, end))
                found.append(page.phrase(start, end, sure))
    if not found:
        found = [
            page.phrase(match.start(), match.end(), 0.8)
            for match in _NAMED_EXAM.finditer(page.original)
        ] or list(_bare(page))
    return tuple(_each_once(sorted(found, key=lambda one: one.start)))[:SUBJECTS_AT_MOST]


def _spans(at: int, rest: str) -> Iterator[tuple[int, int]]:
    lead = _LEADING_WORDS.match(rest)
    if lead:
        at, rest = at + lead.end(), rest[lead.end() :]
    for start, end in items_of(rest):
        phrase = rest[start:end]
        event = _TRAILING_EVENT.search(phrase)
        if event:
            phrase = phrase[: event.start()]
        front = _LEADING_WORDS.match(phrase + " ")
        if front and front.end() <= len(phrase):
            start, phrase = start + front.end(), phrase[front.end() :]
        phrase = phrase.rstrip(" -,'")
        if not phrase or _NO_SUBJECT_WHOLE.match(phrase) or re.fullmatch(_EVENT, phrase):
            continue
        if _MEASURE.match(phrase) or any(len(word) > LONGEST_WORD for word in phrase.split()):
            continue
        if len(phrase) < 2 and phrase not in ("c", "r"):
            continue
        yield at + start, at + start + len(phrase)


_MEASURE = re.compile(
    r"(?:\d+|one|two|three|four|five|six|ten|half an?|an?) (?:hours?|min\w*|days?|weeks?|months?|"
    r"years?)\b|\d+(?:st|nd|rd|th)? of\b"
)


def _bare(page: Page) -> Iterator[Found[str]]:
    """A text that is little more than its subject: "linear algebra", "Genetics, 2 weeks"."""
    for part in re.finditer(rf"[^.,!?;\n{TAKEN}:]+", page.free):
        words = part[0].split()
        if not 1 <= len(words) <= 7 or _SENTENCE_WORD.search(part[0]):
            continue
        if _WITHOUT_SPACES.search(part[0]):
            continue
        for start, end in _spans(part.start(), part[0]):
            yield page.phrase(start, end, 0.6)


def _each_once(found: list[Found[str]]) -> Iterator[Found[str]]:
    seen: set[str] = set()
    for one in found:
        key = one.value.casefold()
        if key not in seen:
            seen.add(key)
            yield one
