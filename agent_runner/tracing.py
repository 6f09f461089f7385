"""Traces through the bridge: a span for each call, joined to the host's by W3C `traceparent`.

Sole door to OpenTelemetry, which is not a requirement. A process that has not imported it cannot
have set it up, so nothing is imported or done then but for the trace id that the logs tell.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from contextvars import Token
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent_runner.logs import trace_id_in_logs

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span, Tracer

LOOK_AGAIN_S: Final = 1.0
"""How often it is looked whether someone traces by now."""

_FORM: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallSpan:
    """The span of a call that is under way, and active in its context."""

    span: Span
    token: Token[Context]

    def end(self, error: tuple[int, str] | None = None) -> None:
        """End it, in the context it was begun in; `error` is the wire's code and message."""
        from opentelemetry import context
        from opentelemetry.trace import Status, StatusCode

        if error is not None:
            code, message = error
            self.span.set_attribute("error.type", str(code))
            self.span.set_attribute("rpc.response.status_code", str(code))
            self.span.set_attribute("rpc.jsonrpc.error_code", code)
            self.span.set_status(Status(StatusCode.ERROR, message))
        self.span.end()
        context.detach(self.token)


class Tracing:
    """Begins the spans of calls, once OpenTelemetry is imported and set up in this process."""

    def __init__(self) -> None:
        self._tracer: Tracer | None = None
        self._look_again_s = 0.0

    def begin(self, method: str, traceparent: str | None) -> CallSpan | None:
        """Begin the span of a call under its remote parent, and let the logs tell its trace.

        None where nobody traces. What the call does from here on, in this context, is under the
        span, which is to be ended in this context too.
        """
        if traceparent is not None:
            trace_id_in_logs.set(_trace_id(traceparent))
        tracer = self._tracer or self._look_for_tracer()
        if tracer is None:
            return None
        from opentelemetry import context, trace

        parent = _remote(traceparent)
        span = tracer.start_span(
            f"rpc {method}", parent, trace.SpanKind.SERVER, attributes=_attributes(method)
        )
        trace_id_in_logs.set(trace.format_trace_id(span.get_span_context().trace_id))
        return CallSpan(span=span, token=context.attach(trace.set_span_in_context(span)))

    def _look_for_tracer(self) -> Tracer | None:
        if "opentelemetry.trace" not in sys.modules:
            return None
        # It may be imported by a library that only could use it. To ask costs microseconds.
        now_s = time.monotonic()
        if now_s < self._look_again_s:
            return None
        self._look_again_s = now_s + LOOK_AGAIN_S
        from opentelemetry import trace

        provider = trace.get_tracer_provider()
        if isinstance(provider, trace.ProxyTracerProvider):
            return None
        self._tracer = provider.get_tracer("agent_runner")
        return self._tracer


def current_traceparent(given: str | None) -> str | None:
    """What a call from here carries on: the active span, or, where nobody traces, `given`."""
    if "opentelemetry.trace" not in sys.modules:
        return given
    from opentelemetry import trace

    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return given
    trace_id = trace.format_trace_id(here.trace_id)
    return f"00-{trace_id}-{trace.format_span_id(here.span_id)}-{here.trace_flags:02x}"


def _attributes(method: str) -> Mapping[str, str]:
    """By the present semantic conventions for JSON-RPC, and by those until 1.37."""
    return {
        "rpc.system.name": "jsonrpc",
        "rpc.method": method,
        "jsonrpc.protocol.version": "2.0",
        "rpc.system": "jsonrpc",
        "rpc.jsonrpc.version": "2.0",
    }


def _remote(traceparent: str | None) -> Context | None:
    from opentelemetry import trace

    match = _FORM.fullmatch(traceparent or "")
    if match is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in match.groups())
    parent = trace.SpanContext(
        trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(flags)
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(parent))


def _trace_id(traceparent: str) -> str | None:
    match = _FORM.fullmatch(traceparent)
    return match.group(1) if match else None
