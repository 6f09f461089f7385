"""Reading level where a formula exists, reading time everywhere."""

import pytest

from agent_runner.core.materials import minutes_to_read, reading_level
from agent_runner.core.materials.reading_level import words_in

_EASY = "The cat sat on the mat. The dog ran to the cat. They had a lot of fun in the sun. " * 4
_HARD = (
    "Institutional considerations necessitate comprehensive organizational transformation,"
    " notwithstanding administrative difficulties associated with interdepartmental"
    " communication, accountability, and the implementation of sustainability initiatives. "
) * 4


def test_easy_english_is_easy_and_hard_english_is_hard():
    easy, hard = reading_level(_EASY, "en"), reading_level(_HARD, "en")

    assert (easy.band, hard.band) == ("very easy", "very hard")
    assert easy.grade is not None
    assert hard.grade is not None
    assert easy.grade < 3 < 16 < hard.grade
    assert easy.source == "Flesch 1948"


def test_the_formula_is_flesch():
    # 36 words in 4 sentences, one syllable each: 206.835 − 1.015·9 − 84.6.
    text = "The big red cat sat on the old mat. " * 4

    assert reading_level(text, "en").flesch_ease == pytest.approx(113.1)
    assert reading_level(text, "en").grade == pytest.approx(-0.3)


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("光合作用是植物的过程。" * 20, "zh", "no formula for the language 'zh'"),
        ("A few words.", "en", "fewer than 30 words"),
        ("слово " * 40, "en", "the formula is for Latin script"),
        ("word " * 40, "und", "no formula for the language 'und'"),
        ("", "en", "fewer than 30 words"),
    ],
)
def test_where_a_formula_says_nothing_there_is_no_number(text: str, language: str, why: str):
    level = reading_level(text, language)

    assert (level.flesch_ease, level.grade, level.band, level.source) == (None, None, None, None)
    assert level.why_none == why


def test_other_languages_have_their_own_formula_and_no_us_grade():
    level = reading_level("Die kleine Katze schläft heute lange auf dem alten Sofa. " * 5, "de")

    assert level.source == "Amstad 1978"
    assert level.flesch_ease is not None
    assert level.grade is None


def test_minutes_follow_from_words_and_from_characters():
    assert minutes_to_read("word " * 476) == 2.0
    assert minutes_to_read("字" * 510) == 2.0
    assert minutes_to_read("かな" * 357) == 2.0
    assert minutes_to_read("word " * 238 + "字" * 255) == 2.0
    assert minutes_to_read("") == 0.0
    assert words_in("It's 3.5 metres, well-known.") == 4


def test_a_text_of_formulas_is_not_called_easy():
    text = "Sei f : X → Y stetig. Dann ist U ⊆ Y offen. Es gilt f(x) ∈ U für alle x ∈ X. " * 10
    found = reading_level(text, "de")
    assert found.band is None
    assert found.why_none is not None
    assert "formulas" in found.why_none
