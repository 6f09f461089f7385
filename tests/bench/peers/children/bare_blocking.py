"""The limit: a blocking pipe and orjson, nothing else.

Reads what is there and answers all of it in one write.
"""

import os
from typing import Any

import orjson


def main() -> None:
    parts: list[bytes] = []
    while chunk := os.read(0, 1 << 18):
        if b"\n" not in chunk:
            parts.append(chunk)
            continue
        *lines, rest = b"".join([*parts, chunk]).split(b"\n")
        parts = [rest]
        write(b"".join(answer(orjson.loads(line)) for line in lines))


def answer(message: dict[str, Any]) -> bytes:
    """The lines a request is answered with: events, if it wants some, and the result."""
    params = message["params"]
    match message["method"]:
        case "big":
            result: Any = "x" * params["size"]
        case "count":
            events = [line({"method": "event", "params": {"n": n}}) for n in range(params["to"])]
            return b"".join([*events, line({"id": message["id"], "result": params["to"]})])
        case _:
            result = params
    return line({"id": message["id"], "result": result})


def line(members: dict[str, Any]) -> bytes:
    return orjson.dumps({"jsonrpc": "2.0", **members}) + b"\n"


def write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


if __name__ == "__main__":
    main()
