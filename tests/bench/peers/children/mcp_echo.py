# pyright: reportMissingImports=false, reportUntypedFunctionDecorator=false
"""A server of MCP's Python SDK with three tools, over stdin and stdout."""

from typing import TypedDict

from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("echo", log_level="ERROR")


class Echo(TypedDict):
    n: int
    text: str


@server.tool()
async def echo(n: int, text: str) -> Echo:
    return {"n": n, "text": text}


@server.tool()
async def big(size: int) -> str:
    return "x" * size


@server.tool()
async def count(to: int, ctx: Context) -> int:
    for n in range(to):
        await ctx.report_progress(n, to)
    return to


server.run()
