# pyright: reportMissingImports=false
"""python-lsp-jsonrpc's endpoint over stdin and stdout, as its language servers use it."""

import sys
from typing import Any

from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter


def echo(params: dict[str, Any]) -> dict[str, Any]:
    return params


def big(params: dict[str, Any]) -> str:
    return "x" * params["size"]


def count(params: dict[str, Any]) -> int:
    for n in range(params["to"]):
        endpoint.notify("$/progress", {"token": params["token"], "value": {"n": n}})
    return params["to"]


reader = JsonRpcStreamReader(sys.stdin.buffer)
writer = JsonRpcStreamWriter(sys.stdout.buffer)
endpoint = Endpoint({"echo": echo, "big": big, "count": count}, writer.write)
reader.listen(endpoint.consume)
