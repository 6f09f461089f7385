"""What host and runner can do beyond the plain protocol, as they tell each other in `initialize`.

Nothing of it is used until the host named it: a line typed in a terminal sees none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent_runner.errors import InvalidInput
from agent_runner.json_codec import shown
from agent_runner.json_types import JsonObject, JsonValue

OFFERED: JsonObject = {"chunks": True, "cost": True, "credit": True}
"""What this runner answers to a host that names capabilities of its own."""

_SWITCHES = ("chunks", "cost")


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a host said of itself: the `switches` it turned on, and the methods it answers.

    `host_methods` None: it takes no calls.
    """

    switches: frozenset[str] = frozenset()
    host_methods: frozenset[str] | None = None


def read_capabilities(params: Mapping[str, JsonValue]) -> Capabilities | None:
    """What `initialize` says of the host; None if it says nothing. Unknown members are ignored.

    Raises `InvalidInput`.
    """
    given = params.get("capabilities")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise InvalidInput(field="capabilities", expected="an object", got=shown(given))
    return Capabilities(
        switches=frozenset(name for name in _SWITCHES if _is_on(given, name)),
        host_methods=_host_methods(given.get("host_methods")),
    )


def _is_on(given: JsonObject, name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise InvalidInput(field=f"capabilities.{name}", expected="true or false", got=shown(value))
    return value


def _host_methods(names: JsonValue) -> frozenset[str] | None:
    if names is None:
        return None
    if not isinstance(names, list):
        expected = "an array of method names"
        raise InvalidInput(field="capabilities.host_methods", expected=expected, got=shown(names))
    for place, name in enumerate(names):
        if not isinstance(name, str):
            field = f"capabilities.host_methods[{place}]"
            raise InvalidInput(field=field, expected="a method name", got=shown(name))
    return frozenset(str(name) for name in names)
