"""Spans and trace ids; that they join with a host's is shown with a real one (tests/node)."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agent_runner.logs import JsonLines
from agent_runner.tracing import CallSpan, Tracing, current_traceparent

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """What is traced from here on; a process can be set up once only."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    exporter.clear()
    return exporter


def begun(method: str, traceparent: str | None) -> CallSpan:
    span = Tracing().begin(method, traceparent)
    assert span is not None
    return span


def test_a_call_is_a_span_under_its_remote_parent(spans: InMemorySpanExporter) -> None:
    begun("demo.echo", PARENT).end()
    (span,) = spans.get_finished_spans()
    assert span.name == "rpc demo.echo"
    assert span.context is not None
    assert span.parent is not None
    assert span.parent.is_remote
    assert trace.format_trace_id(span.context.trace_id) == TRACE
    assert trace.format_span_id(span.parent.span_id) == "00f067aa0ba902b7"
    assert dict(span.attributes or {}) == {
        "rpc.system.name": "jsonrpc",
        "rpc.method": "demo.echo",
        "jsonrpc.protocol.version": "2.0",
        "rpc.system": "jsonrpc",
        "rpc.jsonrpc.version": "2.0",
    }


def test_a_failed_call_carries_the_code_of_the_wire(spans: InMemorySpanExporter) -> None:
    begun("demo.echo", None).end((-32010, "no such quiz"))
    (span,) = spans.get_finished_spans()
    assert span.parent is None
    assert span.status.description == "no such quiz"
    attributes = span.attributes or {}
    assert attributes["rpc.response.status_code"] == "-32010"
    assert attributes["rpc.jsonrpc.error_code"] == -32010


def test_what_a_call_asks_of_the_host_is_under_its_span(spans: InMemorySpanExporter) -> None:
    span = begun("demo.echo", PARENT)
    inside = current_traceparent(PARENT)
    span.end()
    (finished,) = spans.get_finished_spans()
    assert finished.context is not None
    span_id = trace.format_span_id(finished.context.span_id)
    assert inside == f"00-{TRACE}-{span_id}-01"
    assert current_traceparent(PARENT) == PARENT


@pytest.mark.parametrize(
    "traceparent",
    ["", "nonsense", f"ff-{TRACE}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01"],
)
def test_a_parent_of_a_wrong_form_is_none(spans: InMemorySpanExporter, traceparent: str) -> None:
    begun("demo.echo", traceparent).end()
    (span,) = spans.get_finished_spans()
    assert span.parent is None


def test_the_logs_of_a_call_tell_its_trace(spans: InMemorySpanExporter) -> None:
    span = begun("demo.echo", PARENT)
    record = logging.LogRecord("demo", logging.INFO, "demo.py", 1, "here", None, None)
    line = json.loads(JsonLines().format(record))
    span.end()
    assert line["trace_id"] == TRACE


WITHOUT = """
import sys
from agent_runner.logs import trace_id_in_logs
from agent_runner.tracing import Tracing, current_traceparent
parent = sys.argv[1]
assert Tracing().begin("demo.echo", parent) is None
assert trace_id_in_logs.get() == parent.split("-")[1]
assert current_traceparent(parent) == parent
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
import opentelemetry.trace
assert Tracing().begin("demo.echo", parent) is None  # nobody set it up
assert current_traceparent(parent) == parent
"""


def test_without_opentelemetry_nothing_is_imported_and_the_trace_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, PARENT], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
