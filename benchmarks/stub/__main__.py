"""The stub as a program; it obeys lines of JSON on its input and answers each with one.

It begins with `{"url": …}`, says `{"first_poll": …}` when the bot polls for the first time or
sets its webhook (`time.monotonic`, the machine's), and then: `{"warm_up": seconds}` lets people
come, waits until everybody is there and so long on top, `{"window": seconds}` counts for so long,
`{"work": updates}` counts until so many were answered, `{"rest": seconds}` lets nobody send any
more, waits so long at most for outstanding replies, and gives the ledger. It ends with its input.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.stub.api import Api, Push
from benchmarks.stub.courier import Courier
from benchmarks.stub.ledger import Window
from benchmarks.stub.people_at_work import People
from benchmarks.stub.wire import Wire

_LOOK_SECONDS = 0.02
_MOST_CONNECTIONS = 1024


async def main(chats: int, delay: float, per_second: float) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        couriers: list[asyncio.Task[None]] = []

        def deliver(url: str, secret: str) -> Push:
            courier = Courier(url, secret, people.handed_out)
            couriers.append(group.create_task(courier.run()))
            return courier.push

        polled: asyncio.Future[float] = loop.create_future()
        api = Api(delay, lambda: polled.set_result(time.monotonic()), deliver)
        people = People(chats, api.push, per_second=per_second)
        api.serve(people)
        server = await loop.create_server(
            lambda: Wire(api.handle), "127.0.0.1", 0, backlog=_MOST_CONNECTIONS
        )
        _say({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
        _say({"first_poll": await polled})
        while line := await asyncio.to_thread(sys.stdin.readline):
            _say(await _obey(people, json.loads(line)))
        for courier in couriers:
            courier.cancel()


async def _obey(people: People, order: dict[str, Any]) -> dict[str, Any]:
    ((what, much),) = order.items()
    if what == "rest":
        deadline = time.monotonic() + much
        await _until(lambda: not people.rest() or time.monotonic() >= deadline)
        return people.ledger.as_dict()
    people.begin()
    if what == "warm_up":
        await people.are_all_here.wait()
    loop = asyncio.get_running_loop()
    people.window = window = Window(loop.time())
    if what == "work":
        await _until(lambda: window.replied >= much)
    else:
        await asyncio.sleep(much)
    return window.as_dict(loop.time())


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110  # a count, no event
        await asyncio.sleep(_LOOK_SECONDS)


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=64)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--per-second", type=float, default=0.0)
    given = parser.parse_args()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    asyncio.run(main(given.chats, given.delay, given.per_second))
