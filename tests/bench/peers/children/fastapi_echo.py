# pyright: reportMissingImports=false, reportUntypedFunctionDecorator=false
"""A local HTTP service: FastAPI on uvicorn with uvloop and httptools, on the loopback.

Picks a free port and says it on stdout; ends with its standard input.
"""

import os
import socket
import sys
import threading
from collections.abc import AsyncIterator

import orjson
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

app = FastAPI()


class Echo(BaseModel):
    n: int
    text: str


class Size(BaseModel):
    size: int


class To(BaseModel):
    to: int


@app.post("/echo")
async def echo(params: Echo) -> Echo:
    return params


@app.post("/big")
async def big(params: Size) -> str:
    return "x" * params.size


@app.post("/count")
async def count(params: To) -> StreamingResponse:
    async def events() -> AsyncIterator[bytes]:
        for n in range(params.to):
            yield orjson.dumps({"n": n}) + b"\n"

    return StreamingResponse(events(), media_type="application/x-ndjson")


def end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)


listener = socket.create_server(("127.0.0.1", 0), backlog=256)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=end_with_stdin, daemon=True).start()
config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="error", access_log=False)
uvicorn.Server(config).run(sockets=[listener])
