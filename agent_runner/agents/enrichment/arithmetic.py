"""Sums written out in a text: whether they come out as it says."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

_NUMBER = r"\d+(?:\.\d+)?"
_SUM: Final = re.compile(
    rf"({_NUMBER}(?:\s*[-+*/×·÷−]\s*{_NUMBER})+)\s*([=≈])\s*([-−]?{_NUMBER})"
    r"(?!\w|\.\d|\s*[²³^(*/×·÷+−-]|\s*[A-Za-z]\b)"
)
_PART: Final = re.compile(rf"({_NUMBER})|([-+*/×·÷−])")
_OPEN_BEFORE: Final = frozenset("+-−*/×·÷^)]}²³√")


def wrong_sum(text: str) -> str | None:
    """The first sum of plain numbers that does not come out; None: none was found wrong.

    Looks at `a op b … = c` alone: what holds letters, powers or brackets is passed over.
    """
    for found in _SUM.finditer(text):
        before = text[: found.start()].rstrip()
        if before and (before[-1] in _OPEN_BEFORE or _is_part_of_a_term(text, found.start())):
            continue
        value = _value(found[1])
        if value is None or not _comes_to(value, found[3].replace("−", "-"), found[2]):
            return found.group()
    return None


def _is_part_of_a_term(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_.,(")


def _value(terms: str) -> Fraction | None:
    """Products first, then sums."""
    total, product, sign = Fraction(0), Fraction(1), 1
    operator = "×"
    for number, symbol in _PART.findall(terms):
        if symbol:
            operator = symbol
            if symbol in "+-−":
                total += sign * product
                product, sign = Fraction(1), 1 if symbol == "+" else -1
            continue
        value = Fraction(number)
        if operator in "/÷":
            if value == 0:
                return None
            product /= value
        else:
            product *= value
    return total + sign * product


def _comes_to(value: Fraction, said: str, sign: str) -> bool:
    given = Decimal(said)
    if value == Fraction(given):
        return True
    places = -int(given.as_tuple().exponent)
    rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
    )
    return rounded == given and (places > 0 or sign == "≈")
