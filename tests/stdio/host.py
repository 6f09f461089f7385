"""A host between a test and a runner, to be killed: it owns the pipes and the lifeline.

    python -m tests.stdio.host (lifeline | strange-group | portable) command of the runner …

`strange-group`: with a lifeline, and in a process group that is not the runner's own. What comes on
stdin goes to the runner, what the runner says comes on stdout, and what comes out of the lifeline
is said as lines `{"lifeline": text}`. stderr is left to the runner and its children alone: it ends
when the last of them is gone.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading


def main() -> None:
    way, *command = sys.argv[1:]
    ours, theirs = socket.socketpair()
    has_lifeline = way != "portable"
    given = {"AGENT_RUNNER_LIFELINE_FD": str(theirs.fileno())}
    runner = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **(given if has_lifeline else {"AGENT_RUNNER_PORTABLE": "1"})},
        pass_fds=(theirs.fileno(),) if has_lifeline else (),
        start_new_session=way == "lifeline",
    )
    theirs.close()
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    assert runner.stdin
    assert runner.stdout
    if has_lifeline:
        threading.Thread(target=tell, args=(ours,), daemon=True).start()
    threading.Thread(target=hand_on, args=(runner.stdout.fileno(),), daemon=True).start()
    while data := os.read(0, 65536):
        try:
            runner.stdin.write(data)
            runner.stdin.flush()
        except BrokenPipeError:
            continue  # the runner is gone; this host is not


def hand_on(source: int) -> None:
    while data := os.read(source, 65536):
        os.write(1, data)


def tell(lifeline: socket.socket) -> None:
    while data := lifeline.recv(65536):
        os.write(1, json.dumps({"lifeline": data.decode()}).encode() + b"\n")


if __name__ == "__main__":
    main()
