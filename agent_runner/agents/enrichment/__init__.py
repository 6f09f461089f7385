"""What a language model may add to an answer: on top of the core, and never instead of it.

A skill states an `Addition`: what is asked, what is sent, the form of the answer and how it is
checked. `enrich` is the one place that asks; whatever goes wrong in it is a word in `degraded`.
`Facts` knows what the core gave, and refuses a text that holds more. Prompts live beside the skill
that uses them; providers, budgets and retries are `agent_runner.llm`'s.
"""

from agent_runner.agents.enrichment.asking import Addition, Checked, Enriched, Rejected, enrich
from agent_runner.agents.enrichment.consent import Shared, shared
from agent_runner.agents.enrichment.facts import Facts
from agent_runner.agents.enrichment.models import (
    Enrichment,
    Sent,
    absent_if_empty,
    absent_if_none,
)

__all__ = [
    "Addition",
    "Checked",
    "Enriched",
    "Enrichment",
    "Facts",
    "Rejected",
    "Sent",
    "Shared",
    "absent_if_empty",
    "absent_if_none",
    "enrich",
    "shared",
]
