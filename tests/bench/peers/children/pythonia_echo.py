"""What pythonia calls.

Texts of JSON both ways: of an object it gives a proxy, and each look at it is a call of its own.
"""

import orjson


def echo(params: str) -> str:
    return orjson.dumps(orjson.loads(params)).decode()


def big(size: int) -> str:
    return "x" * size
