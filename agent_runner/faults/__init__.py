"""The test kit's Python side: an agent whose skills inject faults, for real.

    python -m agent_runner --bare --faults

Put it beside your own agents and see what your host does when their process dies, hangs, babbles or
answers with what is no JSON. `AGENT_RUNNER_FAULTS_AT_IMPORT` makes the start itself go wrong: see
`agent_runner.faults.at_import`. Node's side of the kit is `node/testKit/`.

Every skill that blocks or waits tells `{"began": true}` first, if the caller asked for progress.
Not for production: who may call these skills may end the process.
"""

from agent_runner.faults import at_import, deafness, ends, noise, resources, values, wire
from agent_runner.faults.agent import agent

__all__ = ["agent", "at_import", "deafness", "ends", "noise", "resources", "values", "wire"]

at_import.obey()
