"""The six agents, and the one that reads the learner's own material for them.

A new agent is a module and a line here.
"""

from agent_runner.agents.assessment import agent as assessment
from agent_runner.agents.document import agent as document
from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent as personalization
from agent_runner.agents.schedule import agent as schedule
from agent_runner.agents.wellness import agent as wellness

__all__ = [
    "assessment",
    "document",
    "learning",
    "motivation",
    "personalization",
    "schedule",
    "wellness",
]
