"""The limit of a runner on an event loop: asyncio's own pipe protocol and orjson, nothing else."""

import asyncio
import sys

import orjson
from bare_blocking import answer


class Echo(asyncio.Protocol):
    """Answers each line as soon as it is whole."""

    def __init__(self, writer: asyncio.WriteTransport, ended: asyncio.Event) -> None:
        self._writer = writer
        self._ended = ended
        self._parts: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        if b"\n" not in data:
            self._parts.append(data)
            return
        *lines, rest = b"".join([*self._parts, data]).split(b"\n")
        self._parts = [rest]
        self._writer.write(b"".join(answer(orjson.loads(line)) for line in lines))

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended.set()


async def main() -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    writer, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, sys.stdout)
    await loop.connect_read_pipe(lambda: Echo(writer, ended), sys.stdin)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
