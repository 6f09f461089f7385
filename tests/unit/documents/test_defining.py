"""A definition has the term as its subject and says what that is."""

from __future__ import annotations

import pytest

from agent_runner.documents.defining import Subject, sureness


@pytest.mark.parametrize(
    ("term", "language", "sentence"),
    [
        ("recursion", "en", "Recursion is a problem solving technique."),
        ("recursion", "en", "In Python, recursion is when a function calls itself."),
        ("variable", "en", "Variables refer to objects."),
        ("variable", "en", "A variable (or name) is simply a name for a value."),
        ("cell membrane", "en", "The cell membrane is the outer layer of the cell."),
        ("caldera", "en", "Such a hollow is called a caldera."),
        ("caldera", "en", "Caldera: a large hollow in a volcano."),
        ("topologischer Raum", "de", "Definition 1 Ein topologischer Raum ist ein Paar (X,T)."),
        ("Osmose", "de", "Als Osmose bezeichnet man die Bewegung von Wasser."),
        ("Überlagerung", "de", "p heißt Überlagerung, wenn jedes x eine Umgebung besitzt."),
        ("recursión", "es", "La recursión es una técnica."),
        ("osmose", "fr", "L'osmose est un phénomène."),
        ("细胞核", "zh", "细胞核是含有染色体的细胞器。"),
        ("光合成", "ja", "光合成とは植物の働きである。"),
    ],
)
def test_a_definition_is_known(term: str, language: str, sentence: str) -> None:
    assert sureness(sentence, Subject.of(term, [language], language), language) > 0.6


@pytest.mark.parametrize(
    ("term", "language", "sentence"),
    [
        ("recursion", "en", "The base case stops the recursion."),
        ("recursion", "en", "Is recursion a technique?"),
        ("recursion", "en", "Recursion depth is a number."),
        ("recursion", "en", "Tail recursion is a special case."),
        ("recursion", "en", "Describe the concept of recursion."),
        ("topologischer Raum", "de", "(R,T) ist ein topologischer Raum, der nicht kompakt ist."),
        ("Homöomorphismus", "de", "2) ein Homomorphismus, der kein Homöomorphismus ist,"),
        ("作用", "zh", "渗透作用是水分子通过半透膜的运动。"),
    ],
)
def test_other_sentences_with_the_term_are_none(term: str, language: str, sentence: str) -> None:
    assert sureness(sentence, Subject.of(term, [language], language), language) == 0
