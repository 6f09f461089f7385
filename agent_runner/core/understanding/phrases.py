"""A list of topics in words ("calculus, the chain rule and Python") to the spans of its items."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_ITEM_WORDS = 8

_PAIRS = re.compile(
    r"\b(?:(data structures|algorithms|anatomy|physiology|probability|statistics|prob|stats?|"
    r"electricity|"
    r"magnetism|supply|motion|work|heat|acids|limits|waves|research|arts|law|html|vectors|"
    r"matrices|cause|"
    r"differential|frontend|derivatives|reading|kinematics|input|lists|space|crime|trial|"
    r"sorting|war|"
    r"functions|molecular|organic reactions|algorithmen|anatomie|estructuras de datos|pride|"
    r"weather|"
    r"structures de donnees|elektrizitat|linear)"
    r" ?(?:and|&|und|y|et) ?"
    r"(algorithms|data structures|physiology|anatomy|statistics|stats|probability|magnetism|"
    r"electricity|demand|"
    r"energy|bases|continuity|optics|development|crafts|order|css|matrices|vectors|effect|"
    r"integral|backend|"
    r"integrals|writing|dynamics|output|dictionaries|time|punishment|error|searching|peace|"
    r"forces|graphs|"
    r"cell|mechanisms|datenstrukturen|physiologie|algoritmos|prejudice|climate|algorithmes|"
    r"magnetismus|"
    r"quadratic)\b)"
)
"""Two words that name one subject together."""

_JOINT = re.compile(
    r"\s*(?:,\s*(?:and\s+|or\s+|plus\s+|und\s+|y\s+|et\s+)?|;|\s\+\s|\s&\s|/(?!\w\b)|"
    r"\b(?:and(?: also)?|or|plus|as well as|along with|und|sowie|oder|et|ou|y|e|o)\b)\s*"
)
_STOP = re.compile(
    r"(?:^|\s|,)(?:for|because|since|so(?: that)?|by|before|after|in order|at|but|from|when|"
    r"until|while|where|"
    r"which|that|as i|if|then|please|already|yet|i|i'm|i've|we|you|he|she|it|they|my exam|"
    r"using|though|"
    r"although|during|within|every|each|per|if|with|without|over|can|could|should|would|is|are|"
    r"was|will|has|"
    r"have|need|on|fur|weil|damit|bis|vor|mit|ich|wenn|aber|kannst|habe|bitte|schon|bereits|"
    r"para|porque|antes|"
    r"pero|con|desde|hasta|tengo|ya|pour|parce|avant|mais|avec|depuis|jusqu|je|j'ai|deja|est|"
    r"ist|es|quiz me|"
    r"tell me|give me|make me|help me|show me|and (?:i|then|tell|quiz|give|make|show|help|test|"
    r"explain|plan|need|want|have|am|can|could|will|get|do|don't|my|also)|"
    r"today|tonight|tomorrow|tmrw|nur|this (?:week|month|term|semester|year|evening|morning)|"
    r"in (?:the|a|an|my|about|order|depth|detail|general|time|total|one|two|three|\d+|¦)|"
    r"(?<!introduction )(?<!intro )(?<!due )(?<!related )to)(?=\s|$|[,¦])"
    r"|,\s*(?:so\s+)?(?:teach|explain|quiz|help|show|give|make|plan|study|learn|skip|exam|test|"
    r"final|no|not|max|about|"
    r"deadline|topic|level|starting|until|ich|je|yo|my|the exam|will|kann)\b"
)
_LEAD = re.compile(
    r"^(?:(?:the|my|some|a|an|any|all|of|about|on|in|our|your|this|that|these|those|more|to|"
    r"how to|do|"
    r"(?:the )?(?:basics?|fundamentals|foundations|essentials|principles|rudiments|concepts?|"
    r"ideas?|topics?|"
    r"parts?|chapters?)(?: of| about| on)(?: the)?|bit of|a bit of|introductory(?= course)|"
    r"upcoming|next|"
    r"en|der|die|das|den|dem|des|ein|eine|einen|mein|meine|meinen|meiner|meinem|etwas|uber|fur|"
    r"im|in|"
    r"grundlagen (?:der|des|von|in)|el|la|los|las|un|una|mi|mis|de|del|sobre|le|les|une|mon|ma|"
    r"mes|l'|d'|du|"
    r"des|sur|au|aux|bases (?:de|du|des)|write|code|program(?: in)?|programming in|coding in|"
    r"using|use|also|"
    r"please|just|only|really|actually|basically|both|study|learn|studying|learning|"
    r"revise|understand|understanding|doing|everything (?:about|in|from)|anything about)(?:\s+|"
    r"(?<=')))+"
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:please|well|already|too|also|stuff|now|today|again|thanks|thank you|properly|"
    r"quickly|fast|"
    r"better|more|a lot|a bit|very|really|pretty|quite|at all|in general|and|or|the|a|an|my|"
    r"for|of|to|in|on|"
    r"with|by|at|schon|bereits|gut|weg|bitte|ya|bien|deja|und|et|y|e|only|just|but|so|from|"
    r"part|parts|"
    r"topics?|lol|pls|plz|asap|ok|okay|right|from scratch|yet|aber|pero|mais|den|de|en|le|la|"
    r"el|am|im|mit|"
    r"zu|nicht|as|is|are|this|that|next|topics|lernen|i|up|cover|level|material|again))+[\s,.!?]*$"
)


def items_of(rest: str) -> Iterator[tuple[int, int]]:
    """The spans of the items of a folded list, which ends where another thought begins."""
    stop = _STOP.search(rest)
    if stop:
        rest = rest[: stop.start()]
    held = _PAIRS.sub(lambda pair: re.sub(r"[\s&]", "_", pair[0]).replace("and", "an_"), rest)
    at = 0
    for joint in [*_JOINT.finditer(held), None]:
        end = joint.start() if joint else len(rest)
        span = trimmed(rest, at, end)
        if span is not None:
            yield span
        at = joint.end() if joint else end


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without articles and fillers at its ends; None where nothing is left of it."""
    part = text[start:end]
    lead = len(part) - len(part.lstrip(" \"'(:-.,"))
    start, part = start + lead, part[lead:].rstrip(" \"'):-.,!?¦")
    match = _LEAD.match(part + " ")
    if match:
        cut = min(match.end(), len(part))
        start, part = start + cut, part[cut:]
    tail = _TAIL.search(" " + part)
    if tail:
        part = part[: max(0, tail.start() - 1)] if tail.start() else ""
    part = part.rstrip(" \"'):-.,!?")
    words = part.split()
    if not part or not re.search(r"[^\W\d_]", part) or len(words) > LONGEST_ITEM_WORDS:
        return None
    return start, start + len(part)
