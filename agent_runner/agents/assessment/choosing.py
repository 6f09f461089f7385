"""Which questions a quiz holds: neither too easy nor too hard, and not the ones just seen."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from agent_runner.agents.assessment.bank import Question, questions_on, written_for
from agent_runner.core.graph import Dag
from agent_runner.core.mastery import Ratings, chance_of_right
from agent_runner.core.placement import most_telling
from agent_runner.curriculum.library import Curriculum

TARGET_SUCCESS = 0.775
"""Adaptive practice aims at 75–80 % right (Pelánek, 2016)."""
_AMONG = 3
_COMPUTED_LATER = 0.25


def adaptive(
    curriculum: Curriculum,
    concepts: Sequence[str],
    count: int,
    *,
    ratings: Ratings,
    seen: Mapping[str, int],
    rng: random.Random,
) -> list[Question]:
    """Questions near the target success, spread over the concepts, the longest unseen first.

    `seen`: for each item its last place in the order of answers. Among the three best one is drawn
    at random ("randomesque"), so that two learners, or two quizzes, do not get the same ones.
    """
    questions = [question for ref in concepts for question in questions_on(curriculum, ref)]
    farness = {
        question.item_id: abs(_chance(curriculum, question, ratings) - TARGET_SUCCESS)
        + (0.0 if question.by_hand else _COMPUTED_LATER)
        for question in questions
    }
    asked: dict[str, int] = {}
    chosen: list[Question] = []
    while questions and len(chosen) < count:
        questions.sort(
            key=lambda question: (
                asked.get(question.concept, 0),
                seen.get(question.item_id, 0),
                round(farness[question.item_id], 2),
                question.item_id,
            )
        )
        fewest = asked.get(questions[0].concept, 0)
        best = [one for one in questions[:_AMONG] if asked.get(one.concept, 0) == fewest]
        question = rng.choice(best)
        questions.remove(question)
        asked[question.concept] = asked.get(question.concept, 0) + 1
        chosen.append(question)
    return chosen


def placing(
    curriculum: Curriculum,
    concepts: Iterable[str],
    count: int,
    *,
    ratings: Ratings,
    seen: Mapping[str, int],
) -> list[Question]:
    """One question by hand on each of the most telling concepts, in an order that can be learnt."""
    levels = {ref: curriculum.concepts[ref].concept.level for ref in concepts}
    known = {ref: ratings.mastery(ref, level=level).p for ref, level in levels.items()}
    graph: Dag = curriculum.graph
    asked = set(most_telling(graph, known, known, count))
    return [_fairest(curriculum, ref, seen) for ref in graph.prerequisites if ref in asked]


def _fairest(curriculum: Curriculum, ref: str, seen: Mapping[str, int]) -> Question:
    return min(
        written_for(curriculum, ref),
        key=lambda one: (seen.get(one.item_id, 0), abs(one.difficulty), one.item_id),
    )


def _chance(curriculum: Curriculum, question: Question, ratings: Ratings) -> float:
    level = curriculum.concepts[question.concept].concept.level
    return chance_of_right(
        ratings.ability(question.concept, level=level),
        difficulty=question.difficulty,
        options=len(question.options),
    )
