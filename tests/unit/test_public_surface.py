from __future__ import annotations

import subprocess
import sys

import agent_runner
from agent_runner.context import RunContext
from agent_runner.errors import InvalidInput, NotFound, SkillFailed
from agent_runner.skill import Agent


def test_what_a_module_of_ones_own_agents_may_use_is_this_and_no_more() -> None:
    assert agent_runner.__all__ == [
        "Agent",
        "InvalidInput",
        "NotFound",
        "RunContext",
        "SkillFailed",
    ]
    public = [getattr(agent_runner, name) for name in agent_runner.__all__]
    assert public == [Agent, InvalidInput, NotFound, RunContext, SkillFailed]


def test_another_name_is_an_attribute_error() -> None:
    assert not hasattr(agent_runner, "nothing")


def test_importing_the_package_imports_nothing_heavy() -> None:
    # The first ping of a new process is answered before any of these is needed.
    heavy = ["pydantic", "jsonrpcserver", "langgraph", "google.generativeai", "orjson", "asyncio"]
    code = f"import sys, agent_runner; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_server_is_imported_without_what_only_skills_need() -> None:
    heavy = ["pydantic", "jsonrpcserver", "langgraph", "google.generativeai"]
    code = f"import sys, agent_runner.server; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
