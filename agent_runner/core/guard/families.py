"""Owns the closed set of what a message can be about; the whole guard shares it."""

from typing import Literal, get_args

Family = Literal[
    "ideation",
    "passive_ideation",
    "plan_or_means",
    "self_harm",
    "eating_disorder",
    "abuse",
    "harm_to_others",
    "third_person",
    "distress",
]
"""`third_person`: worry about somebody else. `distress`: low, but no sign of danger (level 1)."""

FAMILIES: tuple[Family, ...] = get_args(Family)

Level = Literal[0, 1, 2, 3]
"""0 nothing · 1 distress: the plan goes on with a kind word · 2 serious · 3 danger or means."""
