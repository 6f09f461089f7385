"""What a provider's refusals mean, in the port's words.

Texts of a provider are never taken over: a server may repeat in them what it was sent, key
included. Only what looks like a code is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final, cast

from agent_runner.llm.port import ModelFailed, Reason, Reply, Usage

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,48}")
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)s")
_BLOCKED: Final = frozenset(
    {
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE",
        "IMAGE_SAFETY", "CONTENT_FILTER",
    }
)  # fmt: skip
_CUT_OFF: Final = frozenset({"MAX_TOKENS", "LENGTH"})


def failure_of(status: int, headers: Mapping[str, str], body: object) -> ModelFailed:
    """Of an HTTP status ≥ 400, its headers and its parsed body (whatever that is)."""
    error = _error_in(body)
    codes = _codes_in(error)
    reason: Reason
    if "API_KEY_INVALID" in codes or "invalid_api_key" in codes or status in (401, 403):
        reason = "bad_key"
    elif status == 404:
        reason = "bad_model"
    elif status == 429:
        reason = "quota"
    elif status == 408 or status >= 500:
        reason = "unavailable"
    else:
        reason = "bad_request"
    wait_s = _retry_after_s(headers, error) if reason in ("quota", "unavailable") else None
    return ModelFailed(reason, " ".join([f"HTTP {status}", *codes]), retry_after_s=wait_s)


def settled(text: str, *, model: str, usage: Usage, finish: str, blocked: str = "") -> Reply:
    """The reply, or the failure that an answer amounts to.

    `finish` is the provider's word for why it ended, `blocked` that for why it refused the prompt.
    """
    if blocked:
        raise ModelFailed("blocked", f"the prompt: {_as_code(blocked)}", usage=usage)
    if finish.upper() in _BLOCKED:
        raise ModelFailed("blocked", f"the answer: {_as_code(finish)}", usage=usage)
    if finish.upper() in _CUT_OFF:
        raise ModelFailed("cut_off", f"after {usage.output_tokens} tokens", usage=usage)
    if not text.strip():
        raise ModelFailed("empty", f"ended with {_as_code(finish)}", usage=usage)
    return Reply(text=text, model=model, usage=usage)


def _error_in(body: object) -> Mapping[str, object]:
    """The `error` object of a body; Gemini's streams put it into an array."""
    if isinstance(body, list) and body:
        body = cast("list[object]", body)[0]
    if not isinstance(body, Mapping):
        return {}
    error = cast("Mapping[str, object]", body).get("error")
    return cast("Mapping[str, object]", error) if isinstance(error, Mapping) else {}


def _codes_in(error: Mapping[str, object]) -> list[str]:
    said = [error.get("status"), error.get("code"), error.get("type")]
    said += [detail.get("reason") for detail in _details(error)]
    return [text for text in said if isinstance(text, str) and _CODE.fullmatch(text)]


def _details(error: Mapping[str, object]) -> list[Mapping[str, object]]:
    details = error.get("details")
    listed = cast("list[object]", details) if isinstance(details, list) else []
    return [cast("Mapping[str, object]", one) for one in listed if isinstance(one, Mapping)]


def _retry_after_s(headers: Mapping[str, str], error: Mapping[str, object]) -> float | None:
    """The longer of the header and of Google's `RetryInfo`."""
    waits = [_header_s(headers.get("retry-after", ""))]
    for detail in _details(error):
        delay = detail.get("retryDelay")
        found = _DURATION.fullmatch(delay) if isinstance(delay, str) else None
        waits.append(float(found.group(1)) if found else None)
    return max((wait for wait in waits if wait is not None), default=None)


def _header_s(text: str) -> float | None:
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _as_code(text: str) -> str:
    return text if _CODE.fullmatch(text) else "something unknown"
