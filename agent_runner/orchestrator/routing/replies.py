"""What is said where no skill is called: greetings, thanks, what can be done, and asking back."""

from __future__ import annotations

from typing import Final

from agent_runner.orchestrator.routing.routes import Target

ABILITIES: Final = (
    "make a study plan up to an exam or a date",
    "explain a topic",
    "quiz you and mark the answers",
    "plan your week",
    "take a check-in on sleep, mood and stress",
    "get you started when it is hard to begin",
    "show what I know of your progress",
)
"""What the skills do, in the learner's words; the last part of “I can …”."""

EXAMPLE: Final = "“Help me study linear algebra, exam on 12 December, one hour a day”"

ERASURE: Final = (
    "I delete nothing on a word in a conversation, so all of it is still there. Under “You” on the "
    "page you see what is kept of you; there you can save everything as a file first, and then "
    "delete single things, or everything at once. Without the page: GET /api/account/export gives "
    "it out, DELETE /api/account deletes all of it, and personalization.forget a single thing. "
    "What is deleted cannot be brought back."
)
"""What is said to a wish to be forgotten; it names calls too, for whoever has no page."""


def reply_to(target: Target) -> str | None:
    """The text for a target that is no skill; None for a skill."""
    can = f"{', '.join(ABILITIES[:-1])}, and {ABILITIES[-1]}"
    if target == "greeting":
        return f"Hello! What would you like to study? For example: {EXAMPLE}."
    if target == "thanks":
        return "You're welcome. Come back whenever you want to go on."
    if target == "abilities":
        return f"I can {can}. For example: {EXAMPLE}."
    if target == "erasure":
        return ERASURE
    if target == "clarify":
        return f"I'm not sure I can help with that. I can {can}. Which of these would you like?"
    return None
