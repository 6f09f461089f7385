"""Names of shared JSON Schemas as a reader would give them.

Pydantic tells two models of one name apart by their modules, `my_app__quiz__models__Card`, and two
forms of one model by their use, `Card-Input`. Here that is `QuizCard`, with as many parts of the
module before it, and as much of the use behind it, as it takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from agent_runner.json_types import JsonObject, JsonValue

_WITH_MODULES = re.compile(r"(?P<modules>[a-z]\w*?(?:__[a-z]\w*?)*)__(?P<own>[A-Z].*)")
_SAYS_NOTHING = "models"
"""A module of this name, which nearly every model lies in, tells none from another."""


def short_names(names: Iterable[str]) -> dict[str, str]:
    """A short name for each; as it is, where no shorter one is its own."""
    found = {name: _candidates(name) for name in names}
    short = {name: candidates.pop(0) for name, candidates in found.items()}
    while clashing := {name for name, count in Counter(short.values()).items() if count > 1}:
        for name, wanted in short.items():
            if wanted in clashing:
                short[name] = found[name].pop(0) if found[name] else name
    return short


def renamed(value: JsonValue, names: Mapping[str, str], *, prefix: str) -> JsonValue:
    """The schema with every reference, which begins with `prefix`, to the new name."""
    if isinstance(value, list):
        return [renamed(member, names, prefix=prefix) for member in value]
    if not isinstance(value, dict):
        return value
    changed: JsonObject = {
        key: renamed(member, names, prefix=prefix) for key, member in value.items()
    }
    reference = changed.get("$ref")
    if isinstance(reference, str) and reference.startswith(prefix):
        name = reference.removeprefix(prefix)
        changed["$ref"] = prefix + names.get(name, name)
    return changed


def _candidates(name: str) -> list[str]:
    """From the shortest to the longest: `QuizCard`, `MyAppQuizCard`."""
    plain, dash, use = name.partition("-")
    found = _WITH_MODULES.fullmatch(plain)
    if found is None:
        return [plain, plain + use] if dash else [name]
    own = found["own"]
    parts = [_capitalised(one) for one in found["modules"].split("__") if one != _SAYS_NOTHING]
    short = ["".join(parts[start:]) + own for start in range(len(parts) - 1, -1, -1)]
    return [*short, *(one + use for one in short if dash)]


def _capitalised(module: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in module.split("_"))
