"""A wish in letters that are not read is said not to be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent_runner.core.understanding import understand

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["我两周后有考试，每天学习30分钟", "Помоги мне выучить биологию", "ساعدني في الدراسة"]
)
def test_a_text_in_other_letters_is_said_to_be_unread(text: str) -> None:
    found = understand(text, now=NOW, timezone="UTC")
    assert found.assumptions[0].field == "user_input"
    assert found.assumptions[0].why.startswith(f"I could not read “{text}”")


@pytest.mark.parametrize("text", ["Hilf mir, Ökologie zu lernen", "Study π and 素数 with me", "30"])
def test_a_text_in_latin_letters_is_read(text: str) -> None:
    found = understand(text, now=NOW, timezone="UTC")
    assert "user_input" not in [one.field for one in found.assumptions]
