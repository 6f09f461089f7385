from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.rpc.bridge import Bridge


@pytest.fixture
async def bridge() -> AsyncIterator[Bridge]:
    bridge = Bridge()
    yield bridge
    await bridge.close()
