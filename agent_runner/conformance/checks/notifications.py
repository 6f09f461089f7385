"""Notifications are never answered.

Watched to the end of the output, so that no late answer is missed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_runner.conformance.answer import member, shown
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import Mismatch, Trial, notification, request

Run = Callable[[Trial], Awaitable[None]]


def _unanswered(*messages: object) -> Run:
    async def run(trial: Trial) -> None:
        for message in messages:
            await trial.send(message)
        await trial.send(request("last"))
        trial.end_input()
        came = await trial.until_the_end()
        if [member(one, "id") for one in came] != ["last"]:
            raise Mismatch(expected='one answer, to the id "last"', came=shown(came))

    return run


NOTIFICATIONS = Group(
    name="notifications",
    basis="JSON-RPC 2.0, sections 4.1 and 6",
    checks=(
        Check(
            name="one of an unknown method is not answered",
            run=_unanswered(
                notification(), notification(params=[1]), notification(params={"a": 1})
            ),
            alone=True,
        ),
        Check(
            name="a hundred are not",
            run=_unanswered(*[notification(params=[number]) for number in range(100)]),
            alone=True,
        ),
        Check(
            name="a batch of nothing else is not",
            run=_unanswered([notification(), notification(params=[1])], [notification()]),
            alone=True,
        ),
    ),
)
