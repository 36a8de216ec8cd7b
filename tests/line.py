"""The line between the bot of a test and the simulated Telegram."""

import asyncio
from collections.abc import Mapping
from typing import Any

from simulator.request import SimulatedRequest
from simulator.world import World


class Line(SimulatedRequest):
    """The line to Telegram; knows when the bot has worked off everything it was sent."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._world = world
        self.caught_up = asyncio.Event()

    async def post_json(
        self, url: str, params: Mapping[str, Any], *, read_timeout: float
    ) -> tuple[int, bytes]:
        """See `JsonRequest.post_json`."""
        if url.endswith("/getUpdates"):
            self._world.updates.confirm(int(params.get("offset", 0)))
            if not len(self._world.updates):
                self.caught_up.set()
        return await super().post_json(url, params, read_timeout=read_timeout)
