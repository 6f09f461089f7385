"""The errors of Python and the list both languages share say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent_runner import errors
from agent_runner.errors import CallerError, FieldError, InvalidInput, RunnerError

LISTED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "schemas" / "error-codes.json").read_text("utf-8")
)["errors"]
FAMILIES = {
    "caller": errors.CallerError,
    "run": errors.RunError,
    "process": errors.ProcessError,
}
NAMES = {"invalid_params": "InvalidInput"}
EXAMPLES: list[RunnerError] = [
    errors.ParseError("depth"),
    errors.InvalidRequest("method: expected a string"),
    errors.MethodNotFound("no.such"),
    InvalidInput(field="a", expected="b", got="c"),
    errors.FrameTooLarge(limit_bytes=1),
    errors.UnsupportedProtocol(got="2", supported=[1]),
    errors.DuplicateId(id=1),
    errors.InternalError(ref="r"),
    errors.DeadlineExceeded(deadline_ms=1),
    errors.ResultTooLarge(size_bytes=2, limit_bytes=1),
    errors.ResultNotJson(path="", reason="is NaN"),
    errors.HostCallFailed("no", method="m"),
    errors.Cancelled(),
    errors.Overloaded(limit=1),
    errors.ShuttingDown(),
    errors.NotReady(module="m", reason="r"),
    errors.StoreAway("the database does not answer"),
]


def leaves(base: type[RunnerError]) -> set[type[RunnerError]]:
    below = set(base.__subclasses__())
    return {base} if not below else set().union(*map(leaves, below))


def class_of(entry: dict[str, Any]) -> type[RunnerError]:
    listed = str(entry["name"])
    name = NAMES.get(listed, listed.title().replace("_", ""))
    return getattr(errors, name)


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["name"])
def test_a_listed_error_has_its_class_with_its_code_in_its_family(entry: dict[str, Any]) -> None:
    assert class_of(entry).code == entry["code"]
    assert issubclass(class_of(entry), FAMILIES[entry["family"]])


def test_every_error_is_listed_once() -> None:
    ours = {error.code for error in leaves(RunnerError)}
    assert sorted(entry["code"] for entry in LISTED) == sorted(ours)
    assert len({entry["name"] for entry in LISTED}) == len(LISTED)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_message_on_the_wire_begins_with_the_listed_one(error: RunnerError) -> None:
    (message,) = [entry["message"] for entry in LISTED if entry["code"] == error.code]
    if not isinstance(error, errors.DuplicateId):  # says it in a sentence of its own
        assert error.message.startswith(message)


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["name"])
def test_an_entry_has_what_a_host_needs_to_decide(entry: dict[str, Any]) -> None:
    assert set(entry) == {"code", "name", "message", "family", "retryable", "http"}
    assert isinstance(entry["retryable"], bool)
    assert 400 <= entry["http"] < 600
    assert (entry["http"] < 500) or entry["family"] != "caller"
    if entry["family"] == "caller":
        assert not entry["retryable"]


def test_an_input_error_names_every_field_and_says_it_in_words() -> None:
    findings = [
        FieldError(field="due", expected="a date", got='"soon"'),
        FieldError(field="hours", expected="a number", got="nothing"),
    ]
    error = InvalidInput.of(findings)
    assert isinstance(error, CallerError)
    assert error.message == (
        'Invalid params: due: expected a date, got "soon"; hours: expected a number, got nothing'
    )
    assert error.data
    assert error.data["errors"] == [finding.as_json() for finding in findings]
    assert findings[1].as_json()["message"] == "hours: expected a number, got nothing"


def test_what_is_not_found_is_named_with_what_is_near() -> None:
    error = errors.NotFound(what="topic", id="algebr", near=["algebra"])
    assert "algebra" in error.message
    assert error.data == {"what": "topic", "id": "algebr", "near": ["algebra"]}
