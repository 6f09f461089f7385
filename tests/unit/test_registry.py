from __future__ import annotations

from pathlib import Path

import pytest

from agent_runner import Agent, RunContext
from agent_runner.errors import MethodNotFound, NotReady
from agent_runner.registry import Registry, load


def agent(name: str, *skills: str) -> Agent:
    made = Agent(name, description=name)
    for skill in skills:

        async def function(ctx: RunContext) -> None: ...

        function.__name__ = skill
        made.skill(function)
    return made


def test_skills_are_found_by_method_and_listed_in_order() -> None:
    registry = Registry((agent("b", "y", "x"), agent("a", "z")))
    assert [skill.method for skill in registry] == ["b.y", "b.x", "a.z"]
    assert registry.skill("a.z").path == "z"


@pytest.mark.parametrize("method", ["a.missing", "a", "a.", ".z", "", "z", "a.z.z", "A.z"])
def test_a_method_that_is_not_there_is_an_error(method: str) -> None:
    with pytest.raises(MethodNotFound):
        Registry((agent("a", "z"),)).skill(method)


def test_the_error_names_the_methods_spelt_alike() -> None:
    error = Registry((agent("learning", "explain"),)).missing("learning.explian")
    assert error.data == {"method": "learning.explian", "near": ["learning.explain"]}


def test_two_agents_may_not_have_one_name() -> None:
    with pytest.raises(ValueError, match="'a'"):
        Registry((agent("a"),)).with_agents(agent("a"))


def module(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(folder)
    return name


ONE = "from agent_runner import Agent\nagent = Agent('{0}', description='{0}')\n"


def test_agents_come_in_the_order_in_which_their_modules_define_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = module(
        tmp_path,
        "reg_first",
        ONE.format("b") + "c = Agent('a', description='')\nsame = c\n",
        monkeypatch,
    )
    second = module(
        tmp_path, "reg_second", "from reg_first import c\n" + ONE.format("z"), monkeypatch
    )
    assert [agent.name for agent in load([first, second]).agents] == ["b", "a", "z"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1", "it holds no Agent"),
        ("import no_such_module", "ModuleNotFoundError"),
        ("def (", "SyntaxError"),
        ("raise RuntimeError('why')", "RuntimeError: why"),
        ("import sys; sys.exit(1)", "SystemExit: 1"),
        (ONE.format("twin") + "other = Agent('twin', description='')", "'twin'"),
        ("from agent_runner import Agent\nagent = Agent('rpc', description='')", "rpc.*"),
    ],
)
def test_a_module_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    name = module(tmp_path, f"reg_bad_{abs(hash(text))}", text, monkeypatch)
    with pytest.raises(NotReady) as caught:
        load([name])
    assert caught.value.data
    assert caught.value.data["module"] == name
    assert reason in str(caught.value.data["reason"])


def test_the_module_that_brings_a_name_again_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        module(tmp_path, f"reg_{name}", ONE.format(agent), monkeypatch)
        for name, agent in (("one", "a"), ("two", "a"), ("three", "c"))
    ]
    with pytest.raises(NotReady) as caught:
        load(names)
    assert caught.value.data
    assert caught.value.data["module"] == "reg_two"
