"""`python -m agent_runner`: from the command line to a process that serves, and its exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):  # noqa: UP036  # said before anything that needs it is imported
    sys.exit(f"agent_runner needs Python 3.11 or newer; this is {sys.version.split()[0]}")

from agent_runner.guardian import hold_lifeline

if TYPE_CHECKING:
    from agent_runner.config import Settings


def main() -> int:
    """Run the command that was asked for; returns the exit status."""
    _stand_in_for_stderr()
    hold_lifeline(os.environ)  # while this process is small and has one thread
    from agent_runner.config import read_settings

    settings = read_settings(sys.argv[1:], os.environ)
    if settings.command == "schemas":
        from agent_runner.schema_files import update_schemas

        return update_schemas(check_only=settings.check)
    if settings.command == "doctor":
        from agent_runner.doctor import doctor

        return doctor(settings)
    return _serve(settings)


def _stand_in_for_stderr() -> None:
    """Where stderr was closed, log nowhere; descriptor 2 is not to become some other file's."""
    if sys.stderr is not None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    if nowhere != 2:
        os.close(nowhere)
    os.set_inheritable(2, True)
    sys.stderr = sys.__stderr__ = open(2, "w", errors="backslashreplace", closefd=False)  # noqa: SIM115


def _serve(settings: Settings) -> int:
    from agent_runner.rpc.stdio import claim

    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout)):
        if stream is None:  # closed by whoever started this process
            sys.stderr.write(f"agent_runner: {name} is closed; the wire is stdin and stdout\n")
            return 2
    at_terminal = sys.stdin.isatty()
    # The wire is claimed before anything of a user is imported, so that nothing can write to it.
    transport = claim(is_portable=settings.is_portable)
    from agent_runner.server import run

    status = run(settings, transport, at_terminal=at_terminal)
    sys.stdout.flush()
    sys.stderr.flush()
    # All calls are settled. A thread that a skill left behind must not keep the process alive.
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
