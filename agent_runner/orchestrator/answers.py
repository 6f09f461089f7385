"""What the orchestrator answers where it does not answer with a plan: help, a question, a reply.

The keys that a plan has too (`run_id`, `engine`, `degraded`, `agents`) mean the same here; `plan`
is null, and there is neither `path` nor `schedule`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from agent_runner.agents.enrichment.models import Enrichment, absent_if_none
from agent_runner.orchestrator.plan import AgentReport, Part, Question


class Help(Part):
    """The answer to a person who may be in danger: help, and no plan."""

    run_id: str
    engine: Literal["core"]
    guard: dict[str, JsonValue]
    message: str
    helplines: list[dict[str, JsonValue]]
    plan: None = None
    degraded: list[str]
    agents: dict[str, AgentReport]


class Routed(Part):
    """A skill that a text was meant for; `by` is what decided, rule or classifier."""

    skill: str
    confidence: float
    arguments: dict[str, JsonValue]
    by: str


class ReplyInOtherWords(Enrichment):
    """`core_reply`: what `reply` would be without the model; None where its words did not hold."""

    core_reply: str | None


class ChatReply(Part):
    """A turn of a conversation: the words, and the results they rest on, by method.

    `enrichment` is there only where a model was asked.
    """

    run_id: str
    engine: Literal["core", "core+llm"]
    thread_id: str | None
    reply: str
    routed: list[Routed]
    results: dict[str, JsonValue]
    questions: list[Question]
    guard: dict[str, JsonValue]
    helplines: list[dict[str, JsonValue]]
    degraded: list[str]
    agents: dict[str, AgentReport]
    enrichment: ReplyInOtherWords | None = Field(default=None, exclude_if=absent_if_none)


class AskBack(Part):
    """The answer to a text that asks for nothing we can plan."""

    run_id: str
    engine: Literal["core"]
    message: str
    questions: list[Question]
    plan: None = None
    guard: dict[str, JsonValue]
    degraded: list[str]
    agents: dict[str, AgentReport]
