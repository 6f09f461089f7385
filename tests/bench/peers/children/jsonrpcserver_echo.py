"""jsonrpcserver as it comes: its dispatch with its defaults, a line at a time."""

import sys

from jsonrpcserver import Result, Success, dispatch, method


@method
def echo(n: int, text: str) -> Result:
    return Success({"n": n, "text": text})


@method
def big(size: int) -> Result:
    return Success("x" * size)


for request in sys.stdin:
    sys.stdout.write(f"{dispatch(request)}\n")
    sys.stdout.flush()
