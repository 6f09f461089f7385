"""Runs one valid request against a table of handlers; the sole door to jsonrpcserver.

jsonrpcserver 5.0.9 departs from the specification where it parses, validates and serialises: one
bad element spoils a batch, exception texts reach the caller, NaN is written, the shipped validator
costs 40 µs and grows with the payload. So none of that is given to it. It gets requests that are
judged already, one at a time, and its part is what it does well: look up, call, and tell success
from error.

That part takes it 40 µs and a task, so a method that is in the table is called past it. A test that
sends thousands of messages both ways holds the two lanes to the same answers.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from jsonrpcserver import JsonRpcError, Success
from jsonrpcserver.async_main import dispatch_to_response
from jsonrpcserver.codes import ERROR_METHOD_NOT_FOUND
from oslash.either import Right  # what jsonrpcserver answers with

from agent_runner.errors import RunnerError
from agent_runner.json_types import JsonObject, JsonValue
from agent_runner.rpc.messages import Params, Request
from agent_runner.rpc.unforeseen import internal_error

if TYPE_CHECKING:
    from agent_runner.rpc.calls import Call

Handler = Callable[["Call", Params], Coroutine[Any, Any, "JsonValue | bytes"]]
"""Answers a call, with a value or, as bytes, with its JSON text; or raises a `RunnerError` that may
be shown to the caller."""

_HANDLER_SIGNATURE = inspect.Signature(
    [
        inspect.Parameter("call", inspect.Parameter.POSITIONAL_ONLY),
        inspect.Parameter("positional", inspect.Parameter.VAR_POSITIONAL),
        inspect.Parameter("named", inspect.Parameter.VAR_KEYWORD),
    ]
)


class MethodTable:
    """Methods by name. `missing` makes the error for a name that is not there."""

    def __init__(
        self, handlers: Mapping[str, Handler], *, missing: Callable[[str], RunnerError]
    ) -> None:
        self._handlers = dict(handlers)
        self._methods: dict[str, Any] = {
            name: _as_method(handler) for name, handler in handlers.items()
        }
        self._missing = missing

    def run(self, request: Request, call: Call) -> Coroutine[Any, Any, JsonValue | bytes]:
        """The result of the call. Awaited, it raises the `RunnerError` that answers the call, or
        whatever else the handler raised."""
        handler = self._handlers.get(request.method)
        if handler is None:
            return self.run_by_library(request, call)
        # As the library does it, no parameters by position are no parameters.
        return handler(call, request.params or {})

    async def run_by_library(self, request: Request, call: Call) -> JsonValue | bytes:
        """As `run`, by jsonrpcserver."""
        response: Any = await dispatch_to_response(
            _untouched(request),
            self._methods,
            context=call,
            deserializer=lambda request: request,  # pyright: ignore[reportArgumentType]
            validator=lambda request: request,
        )
        if isinstance(response, Right):
            return response._value.result  # pyright: ignore
        carried = response._error.data
        if isinstance(carried, RunnerError):
            raise carried
        if response._error.code == ERROR_METHOD_NOT_FOUND:
            raise self._missing(request.method)
        raise internal_error(response)


def _untouched(request: Request) -> Any:
    # Typed as text by the library, which hands it to the deserializer above and nothing else.
    body: JsonObject = {"jsonrpc": "2.0", "id": request.id, "method": request.method}
    return {**body, "params": request.params}


def _as_method(handler: Handler) -> Callable[..., Awaitable[Any]]:
    async def method(call: Call, /, *positional: JsonValue, **named: JsonValue) -> Any:
        try:
            return Success(await handler(call, list(positional) if positional else named))
        except RunnerError as error:
            # The error itself rides in `data`, and is taken out again in `run`.
            raise JsonRpcError(error.code, error.message, error) from error
        except (Exception, SystemExit) as error:  # `sys.exit()` in a skill ends that call alone
            known = internal_error(error)
            raise JsonRpcError(known.code, known.message, known) from error

    # Found by inspect.signature() at once, where it would take the function apart on every call.
    method.__signature__ = _HANDLER_SIGNATURE  # pyright: ignore[reportFunctionMemberAccess]
    return method
