"""Agents and their skills. The skill is the unit everything else derives from.

A skill is one typed function on an agent. Its signature and docstring are the single source of the
JSON-RPC method (`assessment.quiz`), its JSON Schema and OpenRPC entry, the HTTP route
(`/api/ai-agents/quiz`), the Node types and the node in the orchestrator's graph.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints, overload

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model
from pydantic_core import PydanticSerializationError

from agent_runner import json_codec
from agent_runner.context import RunContext
from agent_runner.errors import InvalidInput, ResultNotJson
from agent_runner.field_errors import field_errors
from agent_runner.json_native import is_json_native
from agent_runner.json_types import JsonValue
from agent_runner.large_json import may_be_large

P = ParamSpec("P")
R = TypeVar("R")

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Skill:
    """One function of an agent, with the models made of its signature.

    `idempotent`: doing it twice does no more than doing it once, so that a host may send it again
    after a crash. `durable`: an accepted run is finished even if either process dies; the same
    `run_id` again is the same run. `needs`: groups of parameters of which a call gives one whole,
    though each by itself may be left out; none: it may do without. The function refuses a call
    without, in words of its own.
    """

    agent: str
    name: str
    summary: str
    description: str
    function: Callable[..., Any]
    params: type[BaseModel]
    result: TypeAdapter[Any]
    result_is_untyped: bool
    idempotent: bool
    durable: bool
    needs: tuple[tuple[str, ...], ...]
    is_plain: bool
    # Bound once for all calls: Pydantic's own wrappers take longer than what they wrap.
    _validate: Callable[..., Any] = field(init=False, repr=False)
    _takes_values: bool = field(init=False, repr=False)
    _check: Callable[[Any], Any] = field(init=False, repr=False)
    _write: Callable[[Any], bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, value in (
            ("_validate", self.params.__pydantic_validator__.validate_python),
            ("_takes_values", is_json_native(self.params.__pydantic_core_schema__)),
            ("_check", self.result.validator.validate_python),
            ("_write", self.result.serializer.to_json),
        ):
            object.__setattr__(self, name, value)  # frozen for everyone else

    @property
    def method(self) -> str:
        """The name on the wire: `assessment.quiz`."""
        return f"{self.agent}.{self.name}"

    @property
    def path(self) -> str:
        """The last part of the HTTP route: `check-in`."""
        return self.name.replace("_", "-")

    def arguments(self, params: Mapping[str, JsonValue] | Sequence[JsonValue]) -> dict[str, Any]:
        """The validated arguments of a call.

        Validation is strict (the string "5" is no integer). Raises `InvalidInput`, which names
        every field that is wrong.
        """
        by_name = params if isinstance(params, dict) else self._by_name(params)
        if self._takes_values:
            try:
                # Its fields, and nothing else: more is forbidden.
                return self._validate(by_name, strict=True).__dict__
            except ValidationError:
                pass  # Whoever calls from within may give what JSON would make text of.
        try:
            text = orjson.dumps(by_name)
            return self.params.__pydantic_validator__.validate_json(text, strict=True).__dict__
        except ValidationError as error:
            raise InvalidInput.of(
                field_errors(error, given=by_name, known=self.params.model_fields)
            ) from None

    async def answer(
        self, ctx: RunContext, params: Mapping[str, JsonValue] | Sequence[JsonValue]
    ) -> bytes:
        """Validate, run, and write the result as JSON text."""
        return self.encode(await self.call(ctx, self.arguments(params)))

    async def run(
        self, ctx: RunContext, params: Mapping[str, JsonValue] | Sequence[JsonValue]
    ) -> JsonValue:
        """As `answer`, for who goes on working with the result: JSON values."""
        return orjson.loads(await self.answer(ctx, params))

    def call(self, ctx: RunContext, arguments: Mapping[str, Any]) -> Awaitable[Any]:
        """Run the function with arguments that are valid already; a plain `def` gets a thread."""
        if not self.is_plain:
            return cast("Awaitable[Any]", self.function(ctx, **arguments))
        return ctx.plain_work.run(partial(self._call_plain, ctx, arguments))

    def encode(self, value: Any) -> bytes:
        """The result as JSON text, held against the declared type.

        Raises `ResultNotJson` with the path of what has no form in JSON or is not as declared.
        """
        reply = self.reply(value)
        return reply if isinstance(reply, bytes) else json_codec.encode(reply)

    def reply(self, value: Any) -> bytes | JsonValue:
        """As `encode`; but what is large, and is written as it is, comes back unwritten: so others
        can have their turn while it is."""
        if self.result_is_untyped:
            return value if may_be_large(value) else json_codec.encode_at_once(value)
        try:
            valid = self._check(value)
        except ValidationError as error:
            wrong = field_errors(error, given=value)[0]
            reason = f"should be {wrong.expected}, is {wrong.got}"
            raise ResultNotJson(path=wrong.field, reason=reason) from error
        if type(valid) is str:
            return valid if may_be_large(valid) else json_codec.encode_at_once(valid)
        try:
            encoded = self._write(valid)
        except PydanticSerializationError as error:
            raise json_codec.not_json(self.result.dump_python(valid), str(error)) from error
        if json_codec.has_doubtful_numbers(encoded):
            json_codec.check_numbers(self.result.dump_python(valid))
        return encoded

    def _call_plain(self, ctx: RunContext, arguments: Mapping[str, Any]) -> Any:
        try:
            return self.function(ctx, **arguments)
        except StopIteration as error:
            # It cannot pass through a future: whoever waits for it would wait for ever.
            raise RuntimeError(f"{self.method} let a StopIteration out") from error

    def _by_name(
        self, params: Mapping[str, JsonValue] | Sequence[JsonValue]
    ) -> Mapping[str, JsonValue]:
        if isinstance(params, Mapping):
            return params
        names = list(self.params.model_fields)
        if len(params) > len(names):
            expected = f"at most {len(names)} positional parameters ({', '.join(names) or 'none'})"
            raise InvalidInput(field="params", expected=expected, got=f"{len(params)}")
        return dict(zip(names, params, strict=False))


@dataclass(frozen=True, slots=True)
class Agent:
    """A named group of skills.

    agent = Agent("demo", description="Says things back")

    @agent.skill
    async def echo(ctx: RunContext, text: str) -> str:
        \"\"\"Give the text back.\"\"\"
        return text
    """

    name: str
    description: str = field(kw_only=True)
    skills: dict[str, Skill] = field(default_factory=dict[str, Skill], kw_only=True, repr=False)

    def __post_init__(self) -> None:
        _check_name("agent", self.name)
        if self.name == "rpc":
            raise ValueError("agent name 'rpc': JSON-RPC keeps rpc.* for itself")

    @overload
    def skill(self, function: Callable[P, R], /) -> Callable[P, R]: ...
    @overload
    def skill(
        self,
        /,
        *,
        idempotent: bool = False,
        durable: bool = False,
        needs: Sequence[str | Sequence[str]] = (),
    ) -> Callable[[Callable[P, R]], Callable[P, R]]: ...

    def skill(
        self,
        function: Callable[P, R] | None = None,
        /,
        *,
        idempotent: bool = False,
        durable: bool = False,
        needs: Sequence[str | Sequence[str]] = (),
    ) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
        """Make a function a skill of this agent; the function itself stays as it is.

        `needs=["topic", ("quiz_id", "answers")]`: a topic, or both of the others.
        """
        groups = tuple((one,) if isinstance(one, str) else tuple(one) for one in needs)

        def register(function: Callable[P, R]) -> Callable[P, R]:
            skill = _skill_of(
                self.name, function, idempotent=idempotent, durable=durable, needs=groups
            )
            if skill.name in self.skills:
                raise ValueError(f"{skill.method} is defined twice")
            self.skills[skill.name] = skill
            return function

        return register if function is None else register(function)


def _skill_of(
    agent: str,
    function: Callable[..., Any],
    *,
    idempotent: bool,
    durable: bool,
    needs: tuple[tuple[str, ...], ...],
) -> Skill:
    name = function.__name__
    _check_name("skill", name)
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or hints.get(parameters[0].name) is not RunContext:
        raise TypeError(f"{agent}.{name}: the first parameter must be annotated RunContext")
    fields: dict[str, Any] = {}
    for parameter in parameters[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"{agent}.{name}: *{parameter.name} has no JSON Schema")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise TypeError(f"{agent}.{name}: {parameter.name} must be a parameter with a name")
        if parameter.name not in hints:
            raise TypeError(f"{agent}.{name}: parameter {parameter.name} needs a type")
        required = parameter.default is parameter.empty
        fields[parameter.name] = (hints[parameter.name], ... if required else parameter.default)
    for needed in chain.from_iterable(needs):
        if needed not in fields:
            raise TypeError(f"{agent}.{name}: {needed}, which it needs, is no parameter")
    if "return" not in hints:
        raise TypeError(f"{agent}.{name}: the result needs a type")
    title = f"{agent}_{name}".title().replace("_", "")
    summary, description = _documentation(function)
    return Skill(
        agent=agent,
        name=name,
        summary=summary,
        description=description,
        function=function,
        params=create_model(f"{title}Params", __config__=ConfigDict(extra="forbid"), **fields),
        result=TypeAdapter(hints["return"]),
        result_is_untyped=hints["return"] in (object, Any),
        idempotent=idempotent,
        durable=durable,
        needs=needs,
        is_plain=not inspect.iscoroutinefunction(function),
    )


def _documentation(function: Callable[..., Any]) -> tuple[str, str]:
    text = inspect.cleandoc(function.__doc__ or "")
    summary, _, description = text.partition("\n\n")
    return " ".join(summary.split()), description.strip()


def _check_name(what: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{what} name {name!r}: expected snake_case, such as 'check_in'")
