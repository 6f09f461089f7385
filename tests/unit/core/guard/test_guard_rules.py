"""The rule files: every pattern compiles, and the short cuts change no verdict."""

import re
from dataclasses import replace

import pytest

from agent_runner.core.guard.families import FAMILIES
from agent_runner.core.guard.normalise import normalise
from agent_runner.core.guard.rules import RuleBook, load_rules
from agent_runner.core.guard.train import DATA, UNSAFE, lines_of, phrasings

RULES = load_rules(DATA)


def test_families_and_levels_are_of_the_closed_sets():
    for rule in (*RULES.rules, *RULES.world):
        assert rule.family in FAMILIES
        assert rule.level in (1, 2, 3)


def test_every_context_that_silences_a_rule_exists():
    named = {name for rule in (*RULES.rules, *RULES.world) for name in rule.unless}
    assert named <= set(RULES.contexts)


def test_no_pattern_repeats_without_bound_over_words():
    patterns = [p.pattern for rule in RULES.rules for _, p in rule.anchors]
    assert not [p for p in patterns if re.search(r"\]\+ \)[*+]|\.\*|\.\+", p)]


@pytest.mark.parametrize("source", UNSAFE)
def test_skipping_rules_by_their_anchor_words_loses_nothing(source):
    slow = without_anchors(RULES)
    for line in lines_of(source):
        text = RULES.mask_idioms(normalise(phrasings(line)[0]))
        contexts = RULES.context_of(text)
        assert RULES.match(text, contexts) == slow.match(text, contexts)


def without_anchors(book: RuleBook) -> RuleBook:
    """The same rules, each tried on every text."""
    none = frozenset[str]()
    return replace(
        book,
        rules=tuple(
            replace(
                rule,
                anchors=tuple((none, pattern) for _, pattern in rule.anchors),
                together=tuple(tuple((none, p) for _, p in parts) for parts in rule.together),
            )
            for rule in book.rules
        ),
    )
