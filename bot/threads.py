"""Reading the database beside the loop."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from models.database import is_unavailable

logger = logging.getLogger(__name__)

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0

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


async def patiently(work: Callable[P, ResultT], /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
    """As `in_thread`, but a database in trouble is waited for: that is no loop's fault."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await in_thread(work, *args, **kwargs)
        except SQLAlchemyError as error:
            if not is_unavailable(error):
                raise
            logger.warning("the database does not answer, trying again: %s", error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
