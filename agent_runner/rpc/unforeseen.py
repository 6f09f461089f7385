"""What becomes of an exception nobody foresaw: its text stays in the log, a reference goes out."""

from __future__ import annotations

import logging
import uuid

from agent_runner.errors import InternalError

log = logging.getLogger(__name__)


def internal_error(cause: object) -> InternalError:
    """Log what happened under a new reference, and make the error that carries nothing else."""
    ref = uuid.uuid4().hex[:12]
    if isinstance(cause, BaseException):
        log.error("unforeseen failure %s: %s", ref, type(cause).__name__, exc_info=cause)
    else:
        log.error("unforeseen failure %s: %s", ref, cause)
    return InternalError(ref=ref)
