"""The table of methods: which agents this process has, and under what name each skill is called."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent_runner.errors import MethodNotFound, NotReady
from agent_runner.skill import Agent, Skill


@dataclass(frozen=True, slots=True)
class Registry:
    """Agents in the order they were loaded."""

    agents: tuple[Agent, ...]

    def __post_init__(self) -> None:
        names = [agent.name for agent in self.agents]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two agents are named {twice[0]!r}; give yours another name")

    def __iter__(self) -> Iterator[Skill]:
        """All skills, in the order of their agents."""
        return (skill for agent in self.agents for skill in agent.skills.values())

    def with_agents(self, *agents: Agent) -> Registry:
        """A registry that has these agents too."""
        return Registry((*self.agents, *agents))

    def skill(self, method: str) -> Skill:
        """The skill that answers `method`; raises `MethodNotFound`, which names the near ones."""
        agent_name, _, skill_name = method.partition(".")
        for agent in self.agents:
            if agent.name == agent_name and skill_name in agent.skills:
                return agent.skills[skill_name]
        raise self.missing(method)

    def missing(self, method: str) -> MethodNotFound:
        """The error for a method that is not there; it names the ones spelt alike."""
        methods = [skill.method for skill in self]
        return MethodNotFound(method, near=difflib.get_close_matches(method, methods))


def load(modules: Sequence[str]) -> Registry:
    """Import the modules and collect the agents they hold, in the order they define them.

    Raises `NotReady`, which names the module and why it could not be loaded.
    """
    registry = Registry(())
    for module in modules:
        found = list(_agents_of(module))
        if not found:
            raise NotReady(module=module, reason="it holds no Agent")
        known = {id(agent) for agent in registry.agents}
        try:
            registry = registry.with_agents(*(agent for agent in found if id(agent) not in known))
        except ValueError as error:
            raise NotReady(module=module, reason=str(error)) from error
    return registry


def _agents_of(module: str) -> Iterable[Agent]:
    try:
        loaded = importlib.import_module(module)
    except (Exception, SystemExit) as error:  # a script that ends itself when it is imported
        raise NotReady(module=module, reason=f"{type(error).__name__}: {error}") from error
    agents = [value for value in vars(loaded).values() if isinstance(value, Agent)]
    # The same agent may stand under two names.
    return {id(agent): agent for agent in agents}.values()
