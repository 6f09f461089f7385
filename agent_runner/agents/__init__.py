"""The six agents. A new one is a module and a line here."""

from agent_runner.agents.learning import agent as learning
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.schedule import agent as schedule

__all__ = ["learning", "motivation", "schedule"]
