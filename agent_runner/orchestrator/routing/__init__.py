"""Which skills answer a text, with the arguments that the text holds. Pure: calls no skill."""

from agent_runner.orchestrator.routing.deciding import route
from agent_runner.orchestrator.routing.routes import Route, Target

__all__ = ["Route", "Target", "route"]
