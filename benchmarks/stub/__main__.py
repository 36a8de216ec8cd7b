"""The stub as a program; it obeys lines of JSON on its input and answers each with one.

It begins with `{"url": …}`, says `{"first_poll": …}` when the bot polls for the first time
(`time.monotonic`, the machine's), and then: `{"warm_up": seconds}` waits until everybody is there
and so long on top, `{"window": seconds}` counts for so long,
`{"rest": seconds}` lets nobody send any more, waits so long at most for outstanding replies, and
gives the ledger. It ends with its input.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from typing import Any

from benchmarks.stub.api import Api
from benchmarks.stub.ledger import Window
from benchmarks.stub.people_at_work import People
from benchmarks.stub.wire import Wire

_LOOK_SECONDS = 0.02


async def main(chats: int, delay: float, per_second: float) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    polled = asyncio.Event()
    api = Api(delay, polled.set)
    people = People(chats, api.push, per_second=per_second)
    api.serve(people)
    server = await loop.create_server(lambda: Wire(api.handle), "127.0.0.1", 0)
    _say({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
    await polled.wait()
    _say({"first_poll": time.monotonic()})
    people.begin()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        if "warm_up" in order:
            await people.are_all_here.wait()
            _say(await _window(people, order["warm_up"]))
        elif "window" in order:
            _say(await _window(people, order["window"]))
        else:
            _say(await _rest(people, order["rest"]))


async def _window(people: People, seconds: float) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    people.window = Window(loop.time())
    await asyncio.sleep(seconds)
    return people.window.as_dict(loop.time())


async def _rest(people: People, seconds: float) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while people.rest() and time.monotonic() < deadline:  # noqa: ASYNC110  # a count, no event
        await asyncio.sleep(_LOOK_SECONDS)
    return people.ledger.as_dict()


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
