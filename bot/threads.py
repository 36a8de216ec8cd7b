"""Reading the database beside the loop."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


async def in_thread(work: Callable[P, ResultT], /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
    """Run *work* in a thread; who is cancelled meanwhile still waits until it has ended.

    A thread cannot be cancelled, and must not use the database after it was closed.
    """
    loop = asyncio.get_running_loop()
    running = loop.run_in_executor(None, partial(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise
