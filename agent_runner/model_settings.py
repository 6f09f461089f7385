"""Which language model a process is told to use, and within what limits: from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, cast, get_args

from agent_runner.json_types import JsonObject

Wanted = Literal["auto", "gemini", "genai", "openai", "none"]
ModelProvider = Literal["gemini", "genai", "openai"]

# Not compiled here: every process is started with this, and few are told any of it.
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}"
_KEY: Final = r"[\x21-\x7e]{1,512}"
_URL: Final = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
_AMOUNT: Final = r"[0-9]{1,7}(\.[0-9]{1,6})?"


class ModelSettings(NamedTuple):  # a dataclass takes seven times as long to make, at every start
    """What is said of the model. A limit that is None is none.

    `provider` None: there is no model, and `why_not` says why in a few words.
    """

    provider: ModelProvider | None = None
    why_not: str | None = "no GEMINI_API_KEY"
    name: str | None = None
    base_url: str | None = None
    api_key: str | None = None
    timeout_s: float = 20.0
    concurrency: int = 8
    tokens_per_run: int | None = 60_000
    tokens_per_learner_day: int | None = 400_000
    usd_per_day: float | None = 5.0

    def __repr__(self) -> str:
        """Without the key."""
        return f"ModelSettings(provider={self.provider!r}, name={self.name!r})"

    def facts(self) -> JsonObject:
        """What is known of the model before it is opened: `{configured, name, provider, …}`."""
        if self.provider is None:
            why_not = self.why_not
            return {"configured": False, "name": None, "provider": None, "why_not": why_not}
        return {
            "configured": True,
            "name": self.name,
            "provider": self.provider,
            "state": "opening",
        }


def read_model_settings(environment: Mapping[str, str]) -> ModelSettings:
    """Raises `ValueError` with one line that names the variable; a key is never in it."""
    told = environment.get("AGENT_RUNNER_LLM") or "auto"
    wanted = told.strip().lower()
    if wanted not in get_args(Wanted):
        expected = ", ".join(get_args(Wanted))
        raise ValueError(f"AGENT_RUNNER_LLM: expected one of {expected}: {told!r}")
    provider, why_not = _chosen(cast("Wanted", wanted), environment)
    of = "OPENAI" if provider == "openai" else "GEMINI"
    prefix = "AGENT_RUNNER_LLM_"
    usd = _amount(environment, prefix + "USD_PER_DAY", 5.0)
    return ModelSettings(
        provider=provider,
        why_not=why_not,
        name=_matching(environment, f"{of}_MODEL", _NAME, "a model's name"),
        base_url=_matching(environment, f"{of}_BASE_URL", _URL, "http(s)://host[:port][/path]"),
        api_key=_key(environment, f"{of}_API_KEY"),
        timeout_s=_whole(environment, prefix + "TIMEOUT_MS", 20_000, 100, 600_000) / 1000,
        concurrency=_whole(environment, prefix + "CONCURRENCY", 8, 1, 256),
        tokens_per_run=_limit(environment, prefix + "TOKENS_PER_RUN", 60_000),
        tokens_per_learner_day=_limit(environment, prefix + "TOKENS_PER_LEARNER_DAY", 400_000),
        usd_per_day=usd or None,
    )


def _chosen(
    wanted: Wanted, environment: Mapping[str, str]
) -> tuple[ModelProvider | None, str | None]:
    if wanted == "none":
        return None, "AGENT_RUNNER_LLM=none"
    if wanted == "openai":
        for needed in ("OPENAI_BASE_URL", "OPENAI_MODEL"):
            if not environment.get(needed):
                return None, f"no {needed}"
        return "openai", None
    if not environment.get("GEMINI_API_KEY"):
        return None, "no GEMINI_API_KEY"
    return ("genai" if wanted == "genai" else "gemini"), None


def _matching(environment: Mapping[str, str], name: str, form: str, expected: str) -> str | None:
    text = environment.get(name) or None
    if text is not None and not re.fullmatch(form, text):
        raise ValueError(f"{name}: expected {expected}: {text!r}")
    return text


def _key(environment: Mapping[str, str], name: str) -> str | None:
    text = environment.get(name) or None
    if text is not None and not re.fullmatch(_KEY, text):
        raise ValueError(f"{name}: expected visible ASCII characters without a space")
    return text


def _limit(environment: Mapping[str, str], name: str, fallback: int) -> int | None:
    return _whole(environment, name, fallback, 0, 10**12) or None


def _whole(environment: Mapping[str, str], name: str, fallback: int, least: int, most: int) -> int:
    text = environment.get(name) or str(fallback)
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise ValueError(f"{name}: expected a whole number from {least} to {most}: {text!r}")
    return int(text)


def _amount(environment: Mapping[str, str], name: str, fallback: float) -> float:
    text = environment.get(name)
    if not text:
        return fallback
    if not re.fullmatch(_AMOUNT, text):
        raise ValueError(f"{name}: expected an amount like 2.50, 0 for no limit: {text!r}")
    return float(text)
