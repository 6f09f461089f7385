"""Whether a typed answer is the right one: options, numbers with units, words with small typos.

Pure, and forgiving where form is concerned, never where meaning is: a typo that spells another term
is wrong, a number with another unit is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import OSA

from agent_runner.core.tokens import fold, stem, stems

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_LETTER = re.compile(r"\(?([a-z])\s*[).:]?")
_NUMBER = re.compile(
    r"""(?:[a-zλμσπ]\w?\s*=\s*)?               # x =
        (?P<currency>[€$£]?)\s*
        (?P<sign>[-+]|minus\s)?\s*
        (?P<whole>[1-9]\d{0,2}(?:[ ,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d*[.,]\d+|\d+)
        (?:\s*/\s*(?P<below>\d+))?
        (?:\s*(?:e|[x×·*]\s*10\^?)(?P<power>-?\d+))?
        \s*(?P<unit>[^\d\s].{0,24})?""",
    re.VERBOSE,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ ,\u202f\u00a0]\d{3})+(?:\.\d+)?")
_TOLERANCE = Fraction(5, 1000)
_FILLERS = frozenset(
    stems("a an the it is its this that i think answer about approximately called")
)
_UNITS = {
    "%": ("percent", "per cent", "pct"),
    "m": ("metre", "meter"),
    "cm": ("centimetre", "centimeter"),
    "km": ("kilometre", "kilometer"),
    "s": ("second", "sec"),
    "n": ("newton",),
    "j": ("joule",),
    "w": ("watt",),
    "v": ("volt",),
    "g": ("gram",),
    "kg": ("kilogram",),
    "px": ("pixel",),
    "€": ("euro", "eur"),
    "$": ("dollar", "usd"),
    "m/s": ("metre per second", "meter per second", "mps"),
    "m/s^2": ("metre per second squared", "meter per second squared", "m/s2"),
    "mbit/s": ("mbps",),
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in (unit, *names)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """What is right: the answer, other spellings of it, and the words of the question."""

    answer: str
    accept: tuple[str, ...] = ()
    prompt: str = ""


def chosen_option(given: str | int, options: Sequence[str]) -> str | None:
    """The option meant by its text, its letter ("b", "(B)"), or its place from 1; None: no option.

    A text that is an option is that option, even if it looks like a place.
    """
    written = str(given).strip()
    folded = _plain(written)
    for option in options:
        if _plain(option) == folded:
            return option
    letter = _LETTER.fullmatch(written.lower())
    if letter is not None:
        place = ord(letter[1]) - ord("a")
    elif written.isdecimal() and len(written) < 4:
        place = int(written) - 1
    else:
        return None
    return options[place] if 0 <= place < len(options) else None


def is_right(given: str | int, key: Key, *, other_terms: AbstractSet[str] = frozenset()) -> bool:
    """Whether a free answer is right. `other_terms`: folded terms that a typo must not spell."""
    written = _plain(str(given))
    spellings = [key.answer, *key.accept]
    plain = [_plain(spelling) for spelling in spellings]
    if not written:
        return False
    if written in plain or _core(written) in {_core(spelling) for spelling in plain}:
        return True
    number = _number(written)
    if number is not None:
        return _is_right_number(number, plain, key)
    return any(_is_misspelt(written, spelling, other_terms) for spelling in plain)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Number:
    value: Fraction
    unit: str


def _is_right_number(given: _Number, plain: Sequence[str], key: Key) -> bool:
    accepted = [number for number in map(_number, plain) if number is not None]
    units = {number.unit for number in accepted if number.unit}
    named = set(stems(key.prompt))
    if given.unit and given.unit not in units:
        words = set(stems(given.unit)) | {
            stem(name) for name in _UNITS.get(given.unit, ()) if " " not in name
        }
        if not words & named and given.unit not in fold(key.prompt).split():
            return False
    for number in accepted:
        if given.unit and number.unit and given.unit != number.unit:
            continue
        exact = number.value.denominator == 1
        allowed = Fraction(0) if exact else abs(number.value) * _TOLERANCE
        if abs(given.value - number.value) <= allowed:
            return True
    return False


def _number(written: str) -> _Number | None:
    found = _NUMBER.fullmatch(written)
    if found is None:
        return None
    whole = found["whole"]
    digits = re.sub("[ ,\u202f\u00a0]", "", whole) if _THOUSANDS.fullmatch(whole) else whole
    value = Fraction(digits.replace(",", "."))
    if found["below"] is not None:
        if int(found["below"]) == 0:
            return None
        value /= int(found["below"])
    power = int(found["power"] or 0)
    if abs(power) > 30:
        return None
    value *= Fraction(10) ** power
    unit = (found["unit"] or found["currency"] or "").strip(" .")
    unit = _UNIT_OF.get(unit) or _UNIT_OF.get(" ".join(map(stem, unit.split()))) or unit
    return _Number(value=-value if found["sign"] in ("-", "minus ") else value, unit=unit)


def _is_misspelt(written: str, right: str, other_terms: AbstractSet[str]) -> bool:
    if written in other_terms or _digits(written) != _digits(right):
        return False
    shorter = min(len(written), len(right))
    allowed = 0 if shorter < 5 else 1 if shorter < 9 else 2
    return OSA.distance(written, right, score_cutoff=allowed) <= allowed


def _plain(text: str) -> str:
    raised = _RAISED.sub(lambda found: "^" + found.group().translate(_SUPERSCRIPTS), text)
    bare = fold(raised).strip(" \t\n,;:!?\"'“”‘’`").rstrip(".")
    return " ".join(bare.strip("\"'“”‘’`").split())


def _core(plain: str) -> tuple[str, ...]:
    """The words that carry the answer: stems without "the", "it is" …; signs stay."""
    if any(mark in plain for mark in "0123456789=+*/^<>()[]{}_-"):
        return (plain,)
    words = [word for word in stems(plain) if word not in _FILLERS]
    return tuple(words) or (plain,)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
