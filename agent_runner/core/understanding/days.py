"""Days that are ruled out: weekdays for good, and single dates or stretches of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from agent_runner.core.understanding.model import Found, Language
from agent_runner.core.understanding.page import Page
from agent_runner.core.understanding.vocabulary import (
    WEEKDAY_FORMS,
    either,
    vocabulary_of,
)

WORKDAYS = frozenset(range(5))
WEEKEND = frozenset((5, 6))


@dataclass(kw_only=True, slots=True)
class Days:
    """`off` in order of the text; `only` where days were named as the only ones."""

    off: list[Found[int]] = field(default_factory=list[Found[int]])
    only: Found[frozenset[int]] | None = None

    def rule_out(self, days: frozenset[int], found: Found[object]) -> None:
        """Add what is not ruled out yet."""
        known = {one.value for one in self.off}
        self.off += [
            Found(value=day, start=found.start, end=found.end, text=found.text, sure=found.sure)
            for day in sorted(days - known)
        ]


def read_days(page: Page, language: Language) -> Days:
    """Finds and claims what is said of weekdays: "not on Sundays", "only Tue/Thu"."""
    days = Days()
    text = page.free
    only: list[tuple[frozenset[int], int, int, float]] = []
    for match in _list_pattern(language).finditer(text):
        if _is_abbreviation_of_something_else(page, match):
            continue
        named = weekdays_in(match[0], language)
        before, after = page.before(match.start(), 48), page.after(match.end(), 40)
        before = re.split(r",\s|\bbut\b(?!\s+not)|\baber\b|\bmais\b(?! pas)|\bpero\b", before)[-1]
        plural = _is_habit(match[0], language)
        off_left, off_right = _OFF_LEFT.search(before), _OFF_RIGHT.match(after)
        only_left, only_right = _ONLY_LEFT.search(before), _ONLY_RIGHT.match(after)
        start, end = match.start(), match.end()
        if only_left and not off_right:
            only.append((named, start - (len(before) - only_left.start()), end, 0.95))
        elif only_right and not off_left:
            only.append((named, start, end + only_right.end(), 0.95))
        elif off_left and (plural or off_left["firm"]):
            left = start - (len(before) - off_left.start())
            found = page.found(named, left, end, 0.95)
            days.rule_out(named, found)
            page.claim(left, end)
        elif off_right and (plural or not off_right["weak"]):
            found = page.found(named, start, end + off_right.end(), 0.9)
            days.rule_out(named, found)
            page.claim(start, end + off_right.end())
        elif plural and (_POSSIBLE_LEFT.search(before) or _stands_alone(page, match)):
            only.append((named, start, end, 0.8))
    if only:
        _keep_only(page, days, only)
    return days


def _stands_alone(page: Page, match: re.Match[str]) -> bool:
    before, after = page.free[: match.start()], page.free[match.end() :]
    return bool(re.search(r"(?:^|[,;:.(¦])\s*$", before) and re.match(r"\s*(?:$|[,;.)!¦])", after))


def _keep_only(page: Page, days: Days, only: list[tuple[frozenset[int], int, int, float]]) -> None:
    together = frozenset[int]().union(*(named for named, *_ in only))
    _, start, end, sure = only[0]
    days.only = page.found(together, start, end, sure)
    for _, start, end, _ in only:
        page.claim(start, end)
    days.rule_out(frozenset(range(7)) - together, days.only)


def weekdays_in(text: str, language: Language) -> frozenset[int]:
    """The weekdays a folded list names: "mon-fri", "weekends", "tuesday and thursday"."""
    words = vocabulary_of(language)
    named: set[int] = set()
    previous: int | None = None
    ranged = False
    for token in re.finditer(_token_pattern(language), text):
        word = re.sub(r"\s+", " ", token[0])
        if token["joint"]:
            ranged = previous is not None
            continue
        if token["weekend"]:
            named |= WEEKEND
            continue
        if token["workday"]:
            named |= WORKDAYS
            continue
        day = words.weekdays.get(word, words.weekdays.get(word.removesuffix("s"), -1))
        if day < 0:
            continue
        if ranged and previous is not None:
            named |= {(previous + step) % 7 for step in range((day - previous) % 7 + 1)}
        named.add(day)
        previous, ranged = day, False
    return frozenset(named)


def _is_habit(text: str, language: Language) -> bool:
    """ "Sundays", "every Sunday", several weekdays, "weekends": not one day of the calendar."""
    last = re.search(r"[a-z-]+$", text)
    if re.search(r"\b(?:every|each|jeden|chaque|cada|todos los|tous les|los|les)\b", text):
        return True
    if len(weekdays_in(text, language)) > 1:
        return True
    return bool(last) and last[0].endswith("s") and last[0] not in ("tues", "thurs", "weds")


def _is_abbreviation_of_something_else(page: Page, match: re.Match[str]) -> bool:
    """ "SAT", or a lone "sun", "wed", "sat" that no cue or other weekday stands beside."""
    short = re.fullmatch(r"[a-z]+", match[0]) and match[0] in WEEKDAY_FORMS
    if not short:
        return False
    if page.original[match.start() : match.end()].isupper():
        return True
    return not re.search(
        r"(?:\bon|\bexcept|\bnot|\bno|\bonly|\bevery|\beach|\bfree)\s$", page.before(match.start())
    )


def _names(language: Language) -> str:
    words = vocabulary_of(language)
    full = either(set(words.weekdays) - set(WEEKDAY_FORMS))
    return rf"(?:(?:{full})s?|{either(WEEKDAY_FORMS)})"


@lru_cache(maxsize=4)
def _token_pattern(language: Language) -> re.Pattern[str]:
    words = vocabulary_of(language)
    return re.compile(
        rf"(?<!\w)(?:(?P<weekend>{either(words.weekends)})|(?P<workday>{either(words.workdays)})"
        rf"|(?P<day>{_names(language)}))(?!\w)|(?P<joint>-|(?<!\w)(?:to|through|thru|till|"
        rf"until|bis|al)(?!\w)|"
        r"(?<=\s)(?:a|au)(?=\s))"
    )


@lru_cache(maxsize=4)
def _list_pattern(language: Language) -> re.Pattern[str]:
    words = vocabulary_of(language)
    one = (
        rf"(?:(?:on|the|every|each|all|my|from|de|von|du|jeden|chaque|cada|todos los|tous les|"
        rf"los|les|le|el|am|an)\s+)*"
        rf"(?:{either(words.weekends)}|{either(words.workdays)}|{_names(language)})(?!\w)"
    )
    joint = (
        r"(?:\s*(?:,\s*(?:and|or|und|y|et|nor)?|and|or|nor|und|oder|y|o|et|ou|&|\+|/|-|to|through|"
        r"thru|bis|a|al|au)\s*)"
    )
    return re.compile(rf"(?<![\w'])(?<!last )(?<!next )(?<!this ){one}(?:{joint}{one}){{0,6}}")


_ADVERB = (
    r"(?:\s+(?:ever|really|study|studying|work|do anything|do it|learn|make it|at all|"
    r"available|free|"
    r"lernen|etudier|travailler|estudiar))*"
)
_OFF_LEFT = re.compile(
    r"(?:(?P<firm>\bnot|\bexcept(?: for)?|\bnever|\bno(?: study(?:ing)?| learning| sessions?|"
    r" work)?(?: on)?|"
    r"\bexcluding|\bexcept on|\bwithout|\bcan't|\bcannot|\bcant|\bunavailable|\bother than|"
    r"\bapart from|"
    r"\bbesides|\bskip(?:ping)?|\bavoid(?:ing)?|\bbarring|\bminus|\bbut not|\bdon't(?: want to)?|"
    r"\bdont(?: want to)?|\bwon't|\bnicht|\bkeine?|\bausser|\baußer|\bohne|\bsauf|"
    r"\bpas(?: de)?|\bsin|"
    r"\bexcepto|\bsalvo|\bmenos|\bno puedo|\bhormis|\bjamais|\bnunca)"
    rf"{_ADVERB}|\bi(?:'m| am)? (?:always |usually |often |also )?(?:work(?:ing)?|busy|away|"
    rf"training|have work|"
    r"have practi[cs]e|have training|have (?:a )?shifts?|have (?:football|soccer|band|church|choir|"
    r"basketball|rehearsals?)|take off|rest|off|"
    r"unavailable|have no time|am not free|booked)|\bbusy|\barbeite(?: ich)?|\bkeep|\btake|"
    r"\bday off(?: is)?|"
    r"\brest days?(?: is| are|:)?|\btrabajo|\bje travaille)(?:\s+(?:on|at|am|an|le|los|les|the|"
    r"my|all|full))*\s*$"
)
_OFF_RIGHT = re.compile(
    r"\s*(?:,\s*)?(?:(?:are|is|am|i am|i'm|sind|ist)\s+)?(?:my\s+|a\s+|completely\s+|totally\s+)?"
    r"(?:off|out|free of study|rest days?|days? off|no[- ]study|busy|no good|impossible|blocked|"
    r"unavailable|not possible|don't work|do not work|excluded|frei|family days?|for family|"
    r"for rest|geht nicht|gehen nicht|no puedo|je ne peux pas|kann ich nicht|habe ich keine zeit|"
    r"nicht(?=\s*(?:$|[,.;:!?)¦]))|"
    r"(?P<weak>i work|i'm at work|i have work|i have no time|i can't|i cannot|arbeite ich|"
    r"je travaille|trabajo|free))(?!\w)"
)
_ONLY_LEFT = re.compile(
    r"(?:\bonly|\bjust|\bnur|\bseulement|\bsolo|\buniquement|\bsolamente|\bnothing but|"
    r"\bexclusively|"
    r"\bi(?:'m| am) (?:only |usually )?(?:free|available)|\bfree|\bavailable|\bfrei|"
    r"\bdisponible|\blibre)"
    r"(?:\s+(?:study|on|at|work|free|available|am|an|le|los|les|the|in|be|do|learn|have time|use|"
    r"want to study|can study))*\s*$"
)
_ONLY_RIGHT = re.compile(
    r"\s*(?:only|alone|and no other days?|nur|seulement|uniquement|solamente)(?!\w)"
)
_POSSIBLE_LEFT = re.compile(
    r"(?:\bcan|\bstudy|\bstudying|\blearn|\bhave time|\bwork on it|\bmake it|\bhours?|"
    r"\bminutes?|\bmin|\bdo|\ba day|\bper day|"
    r"\bdaily|\bpro tag|\bam tag|\bpar jour|\bal dia|\bstudy time)"
    r"(?:\s+(?:study|learn|do it|do this|work|only|it|this))*(?:\s+on)?\s*$|¦\s*(?:on\s*)?$"
)
