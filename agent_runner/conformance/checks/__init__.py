"""Every check, in the order in which they are run."""

from agent_runner.conformance.check import Group
from agent_runner.conformance.checks.batches import BATCHES
from agent_runner.conformance.checks.endings import ENDINGS
from agent_runner.conformance.checks.examples import EXAMPLES
from agent_runner.conformance.checks.frames import FRAMES
from agent_runner.conformance.checks.garbage import GARBAGE
from agent_runner.conformance.checks.ids import IDS
from agent_runner.conformance.checks.load import LOAD
from agent_runner.conformance.checks.notifications import NOTIFICATIONS
from agent_runner.conformance.checks.requests import REQUESTS

GROUPS: tuple[Group, ...] = (
    FRAMES,
    EXAMPLES,
    REQUESTS,
    IDS,
    NOTIFICATIONS,
    BATCHES,
    GARBAGE,
    LOAD,
    ENDINGS,
)
