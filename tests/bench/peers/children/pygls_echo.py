# pyright: reportMissingImports=false, reportUntypedFunctionDecorator=false
"""pygls's server with features of its own, over stdin and stdout."""

from typing import Any

from pygls.protocol import JsonRPCProtocol, default_converter
from pygls.server import JsonRPCServer

server = JsonRPCServer(JsonRPCProtocol, default_converter)


@server.feature("echo")
async def echo(params: Any) -> dict[str, Any]:
    return {"n": params.n, "text": params.text}


@server.feature("big")
async def big(params: Any) -> str:
    return "x" * params.size


@server.feature("count")
async def count(params: Any) -> int:
    for n in range(params.to):
        server.protocol.notify("$/progress", {"token": params.token, "value": {"n": n}})
    return params.to


server.start_io()
