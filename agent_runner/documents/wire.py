"""What a worker is told on its stdin and says on its stdout: JSON objects, one on a line.

To the worker: first its `Job`; then `{"read": [first, last]}`, answered by a page each, in order;
`{"finish": [page, …]}`, all pages of the file that it has not read itself, answered by
`{"text": …}` for each page of the file and `{"finished": …}`, see `finishing`. It ends when its
stdin does, whatever it is doing.

From the worker: `{"opened": {kind, pages}}` or `{"refused": message}`; `{"page": …}` as in `raw`;
`{"failed": message}` where it ends for a reason that lies in itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import orjson

from agent_runner.documents.limits import ExtractionLimits

Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """The file to read. `name`: what its owner calls it; `is_portable`: without POSIX's limits."""

    path: Path
    name: str
    limits: ExtractionLimits
    password: str | None
    is_portable: bool


def job_to_json(job: Job) -> Message:
    """All of a job as a JSON object."""
    return {**asdict(job), "path": str(job.path)}


def job_from_json(given: Message) -> Job:
    """What `job_to_json` made."""
    limits = ExtractionLimits(**given["limits"])
    rest: dict[str, Any] = {**given, "path": Path(given["path"]), "limits": limits}
    return Job(**rest)


def encoded(message: Message) -> bytes:
    """One line."""
    return orjson.dumps(message) + b"\n"


def decoded(line: bytes) -> Message:
    """The message on a line."""
    return cast("Message", orjson.loads(line))
