"""The end of the input is the end of the server, after its work."""

from __future__ import annotations

from agent_runner.conformance.answer import member
from agent_runner.conformance.check import Check, Group
from agent_runner.conformance.trial import Mismatch, Trial, request

_REQUESTS = 20


async def _exits(trial: Trial) -> None:
    await trial.send(request(1))
    await trial.answer_to(1)
    trial.end_input()
    await _ends_well(trial)


async def _exits_unasked(trial: Trial) -> None:
    trial.end_input()
    await _ends_well(trial)


async def _finishes(trial: Trial) -> None:
    await trial.write(b"".join(trial.framed(request(number)) for number in range(_REQUESTS)))
    trial.end_input()
    came = await trial.until_the_end()
    ids = {member(one, "id") for one in came}
    if len(came) != _REQUESTS or ids != set(range(_REQUESTS)):
        raise Mismatch(expected=f"{_REQUESTS} answers", came=f"{len(came)} messages")


async def _ends_well(trial: Trial) -> None:
    came = await trial.until_the_end()
    if came:
        raise Mismatch(expected="nothing more", came=f"{came}")
    status = await trial.exit_status()
    if status != 0:
        raise Mismatch(expected="exit status 0", came=f"{status}")


ENDINGS = Group(
    name="endings",
    basis="a child of a host that is gone must not stay",
    checks=(
        Check(name="the process ends with status 0 when its input ends", run=_exits, alone=True),
        Check(name="even if nothing was asked", run=_exits_unasked, alone=True),
        Check(name="what was asked before the end is answered", run=_finishes, alone=True),
    ),
)
