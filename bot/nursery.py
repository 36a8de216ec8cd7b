"""Where detached work lives: references are kept, failures are seen, all ends with the process."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)


#: From a turn's result to the next `getUpdates`: the turn's task, its group, the loop of updates.
PASSES_TO_THE_NEXT_POLL = 3


class LoopDiedError(Exception):
    """A loop that must run for ever has ended; the process must end too (law 2)."""


class Nursery:
    """Keeps loops, whose end is fatal, and errands, whose failure is logged."""

    def __init__(self) -> None:
        self._loops: set[asyncio.Task[Any]] = set()
        self._errands: set[asyncio.Task[Any]] = set()
        self._died: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.passes_to_the_next_poll = PASSES_TO_THE_NEXT_POLL

    def loop(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start work that must not end by itself."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._loops.add(task)
        task.add_done_callback(self._loop_ended)
        return task

    def errand(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start work that ends by itself; a failure is logged and hurts nobody else."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._errands.add(task)
        task.add_done_callback(self._errand_ended)
        return task

    def after_the_poll(self, act: Callable[..., object], *arguments: object) -> None:
        """Do it once the loop has asked for the next updates, which then come meanwhile.

        What is to be done first is done first.
        """
        if self.passes_to_the_next_poll:
            self.errand(self._pass(act, *arguments), "what follows the poll")
        else:
            act(*arguments)

    async def _pass(self, act: Callable[..., object], *arguments: object) -> None:
        for _ in range(self.passes_to_the_next_poll):
            await asyncio.sleep(0)
        act(*arguments)

    async def end(self, task: asyncio.Task[Any]) -> None:
        """End one loop on purpose."""
        self._may_end(task)
        await _cancel({task})

    async def ended(self, task: asyncio.Task[Any]) -> None:
        """Wait for a loop that was told to end."""
        self._may_end(task)
        await asyncio.wait({task})

    def _may_end(self, task: asyncio.Task[Any]) -> None:
        task.remove_done_callback(self._loop_ended)
        self._loops.discard(task)

    async def died(self) -> None:
        """Wait until a loop dies.

        Raises:
            LoopDiedError: always, with the loop's own error as its cause.
        """
        await asyncio.shield(self._died)

    async def quiet(self) -> None:
        """Wait until no errand is under way."""
        while self._errands:
            await asyncio.wait(self._errands)

    async def settle(self, seconds: float) -> None:
        """Let the errands end; after *seconds* they are cancelled."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=seconds)
        await _cancel(self._errands)

    async def stop(self) -> None:
        """Cancel everything and wait for it."""
        for task in self._loops:
            task.remove_done_callback(self._loop_ended)
        await _cancel(self._loops | self._errands)
        if not self._died.done():
            self._died.cancel()

    def _loop_ended(self, task: asyncio.Task[Any]) -> None:
        if self._died.done():
            return
        error = LoopDiedError(task.get_name())
        error.__cause__ = None if task.cancelled() else task.exception()
        self._died.set_exception(error)

    def _errand_ended(self, task: asyncio.Task[Any]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("%s failed", task.get_name(), exc_info=error)


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
