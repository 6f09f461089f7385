"""Every error that may reach a caller, each with its code on the wire.

    RunnerError
    ├── CallerError              the caller's fault; sending the same again fails again
    │   ├── ParseError               -32700  the line is not JSON
    │   ├── InvalidRequest           -32600  JSON, but not a request
    │   ├── MethodNotFound           -32601
    │   ├── InvalidInput             -32602  a parameter is missing, unknown or of the wrong form
    │   ├── FrameTooLarge            -32001
    │   ├── UnsupportedProtocol      -32008
    │   ├── NotFound                 -32009  a quiz, run or concept this learner does not have
    │   └── DuplicateId              -32011
    ├── RunError                 this run failed; the process is well
    │   ├── InternalError            -32603  unforeseen; the text stays in the log, under `ref`
    │   ├── DeadlineExceeded         -32003
    │   ├── ResultTooLarge           -32006
    │   ├── ResultNotJson            -32007
    │   ├── SkillFailed              -32010  the skill says why, in words meant for the user
    │   ├── HostCallFailed           -32013  a method of the host that a skill called
    │   └── Cancelled                -32800
    └── ProcessError             this process cannot take the call; another one may
        ├── Overloaded               -32004
        ├── ShuttingDown             -32005
        ├── NotReady                 -32012  the agents could not be loaded
        └── StoreAway                -32014  the database does not answer; soon it may

`schemas/error-codes.json` publishes the codes; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar, Literal

from agent_runner.json_types import JsonObject, JsonValue


class RunnerError(Exception):
    """An error that may be shown to the caller as it is: `code`, `message`, `data`."""

    code: ClassVar[int]
    message: str
    data: JsonObject | None

    def __init__(self, message: str, *, data: JsonObject | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class CallerError(RunnerError):
    """The caller's fault; sending the same again fails again."""


class RunError(RunnerError):
    """This run failed; the process is well."""


class ProcessError(RunnerError):
    """This process cannot take the call; another one, or the same one later, may."""


class ParseError(CallerError):
    """The line is not JSON. `data`: `reason`, and `offset` (bytes) or `path` where known."""

    code = -32700

    def __init__(self, reason: str, **where: JsonValue) -> None:
        super().__init__("Parse error", data={"reason": reason, **where})


class InvalidRequest(CallerError):
    """JSON, but not a request object of JSON-RPC 2.0."""

    code = -32600

    def __init__(self, reason: str, **where: JsonValue) -> None:
        super().__init__("Invalid Request", data={"reason": reason, **where})


class MethodNotFound(CallerError):
    """No such method; `data.near` names the ones spelt alike."""

    code = -32601

    def __init__(self, method: str, *, near: Sequence[str] = ()) -> None:
        super().__init__("Method not found", data={"method": method, "near": list(near)})


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldError:
    """One parameter that cannot be taken: what was expected of it and what came."""

    field: str
    expected: str
    got: str

    @property
    def message(self) -> str:
        """The error as one sentence."""
        return f"{self.field}: expected {self.expected}, got {self.got}"

    def as_json(self) -> JsonObject:
        """`{field, expected, got, message}`."""
        return {**asdict(self), "message": self.message}


class InvalidInput(CallerError):
    """A parameter is missing, unknown or of the wrong form.

    Raise it from a skill with one field, `InvalidInput(field="due", expected="a date after today",
    got="2020-01-01")`, or with all that are wrong, `InvalidInput.of([FieldError(...), ...])`.
    """

    code = -32602

    def __init__(self, *, field: str, expected: str, got: str) -> None:
        self.errors: tuple[FieldError, ...] = (FieldError(field=field, expected=expected, got=got),)
        self._describe()

    @classmethod
    def of(cls, errors: Sequence[FieldError]) -> InvalidInput:
        """The error that names every one of `errors` (at least one)."""
        first = errors[0]
        error = cls(field=first.field, expected=first.expected, got=first.got)
        error.errors = tuple(errors)
        error._describe()
        return error

    def _describe(self) -> None:
        message = "Invalid params: " + "; ".join(error.message for error in self.errors)
        super().__init__(message, data={"errors": [error.as_json() for error in self.errors]})


class FrameTooLarge(CallerError):
    """A line longer than the agreed limit; it was dropped unread."""

    code = -32001

    def __init__(self, *, limit_bytes: int) -> None:
        message = f"Frame too large: a line may have {limit_bytes} bytes"
        super().__init__(message, data={"limit_bytes": limit_bytes})


class UnsupportedProtocol(CallerError):
    """The host speaks a protocol version that this runner does not."""

    code = -32008

    def __init__(self, *, got: str, supported: Sequence[int]) -> None:
        message = f"Unsupported protocol version {got}; this runner speaks {list(supported)}"
        super().__init__(message, data={"supported": list(supported)})


class NotFound(CallerError):
    """What the caller named does not exist for this learner."""

    code = -32009

    def __init__(self, *, what: str, id: str, near: Sequence[str] = ()) -> None:
        message = f"There is no {what} {id!r}"
        if near:
            message += f"; did you mean {', '.join(near)}?"
        super().__init__(message, data={"what": what, "id": id, "near": list(near)})


class DuplicateId(CallerError):
    """A request with this id is still in flight."""

    code = -32011

    def __init__(self, *, id: JsonValue) -> None:
        super().__init__(f"A request with the id {id!r} is still in flight", data={"id": id})


class InternalError(RunError):
    """Unforeseen. The caller gets a reference; what happened stands under it in the log."""

    code = -32603

    def __init__(self, *, ref: str) -> None:
        super().__init__("Internal error", data={"ref": ref})


class DeadlineExceeded(RunError):
    """The caller's deadline passed before the run was done.

    `stack`: where the call was, as text, the innermost line last.
    """

    code = -32003

    def __init__(self, *, deadline_ms: int, stack: str | None = None) -> None:
        message = f"Deadline exceeded: the call had {deadline_ms} ms"
        data: JsonObject = {"deadline_ms": deadline_ms}
        super().__init__(message, data=data if stack is None else {**data, "stack": stack})


class ResultTooLarge(RunError):
    """The result does not fit into one frame."""

    code = -32006

    def __init__(self, *, size_bytes: int, limit_bytes: int) -> None:
        message = f"Result too large: {size_bytes} bytes, a line may have {limit_bytes}"
        super().__init__(message, data={"size_bytes": size_bytes, "limit_bytes": limit_bytes})


class ResultNotJson(RunError):
    """The result holds a value that JSON has no form for (NaN, a set, 2**70, a lone surrogate)."""

    code = -32007

    def __init__(self, *, path: str, reason: str) -> None:
        message = f"Result is not JSON: {path or 'the result'} {reason}"
        super().__init__(message, data={"path": path, "reason": reason})


class SkillFailed(RunError):
    """A skill could not do its work and says why, in words meant for the user."""

    code = -32010


class HostCallFailed(RunError):
    """A method of the host that a skill called failed, or there is no host to call.

    `name` is the host's own name for what went wrong, such as `TypeError`.
    """

    code = -32013

    def __init__(self, reason: str, *, method: str, name: str | None = None) -> None:
        message = f"Host call failed: {method}: {reason}"
        super().__init__(message, data={"method": method, "name": name})


Rung = Literal["flag", "task", "exception", "abandoned"]
"""What stopped a cancelled call: it noticed by itself, its task was cancelled, an exception was
raised in its thread, or nothing: it goes on."""


class Cancelled(RunError):
    """The caller took the request back, or the process stops."""

    code = -32800

    def __init__(self, *, by: str = "caller", rung: Rung = "flag") -> None:
        super().__init__("Request cancelled", data={"by": by, "rung": rung})
        self.by = by


class Overloaded(ProcessError):
    """More requests are in flight than this process takes."""

    code = -32004

    def __init__(self, *, limit: int) -> None:
        message = f"Overloaded: {limit} requests are in flight"
        super().__init__(message, data={"limit": limit})


class ShuttingDown(ProcessError):
    """The process finishes what it has and takes nothing new."""

    code = -32005

    def __init__(self) -> None:
        super().__init__("Shutting down")


class NotReady(ProcessError):
    """The agents could not be loaded, so no skill can run."""

    code = -32012

    def __init__(self, *, module: str, reason: str) -> None:
        message = f"Not ready: {module} could not be loaded: {reason}"
        super().__init__(message, data={"module": module, "reason": reason})


class StoreAway(ProcessError):
    """What is kept cannot be reached just now; the same call may be sent again."""

    code = -32014

    def __init__(self, reason: str) -> None:
        super().__init__(f"The store is away: {reason}; try again in a moment")
