"""The wiring: every room meets here and nowhere else."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.api import BotApi, Sent
from bot.archive import Archivist
from bot.clock import Clock, RemoteClock, system_clock
from bot.config import Config
from bot.dispatch import Dispatcher
from bot.jobs import BEAT_SECONDS, Jobs
from bot.limiter import Limiter
from bot.nursery import Nursery
from bot.polling import Polling
from bot.request import JsonRequest
from bot.sender import Sender
from bot.telegraph import Telegraph
from bot.turn import House
from bot.turns import Turns
from bot.workbook_job import WorkbookJob
from bot.writer import Writer
from handlers import FLOWS, ROUTES, by_clock, commands
from handlers.admin import showing
from handlers.owner import home
from models.database import Database
from models.filestore import open_store
from models.services.jobs import ENTRIES_XLSX
from scheduler.metronome import tick
from scheduler.timetable import timetable

logger = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

_SETTLE_SECONDS = 6.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class ClinicBot:
    """The running bot: its loops over one database."""

    def __init__(
        self,
        config: Config,
        database: Database,
        *,
        request: JsonRequest,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        poll_seconds: int = 30,
        ticking: bool = True,
    ) -> None:
        """*ticking*: what is due by the clock and long work are done without being told."""
        self._config = config
        self._database = database
        self._request = request
        self._remote = RemoteClock(config.clock.url, request) if config.clock.url else None
        self._clock: Clock = clock or self._remote or system_clock
        self._monotonic = monotonic
        self._poll_seconds = poll_seconds
        self._ticking = ticking
        self._running = False

    async def start(self) -> None:
        """Wait for Telegram, then begin to work."""
        self._nursery = Nursery()
        self.application = _application(self._config, self._request)
        await self._request.initialize()
        if self._remote is not None:
            await self._remote.read()
        await _wait_for_telegram(self.application)
        self._wire(self.application.bot.id)
        self._loops()
        self._running = True

    async def died(self) -> None:
        """Wait until a loop dies.

        Raises:
            LoopDiedError: always.
        """
        await self._nursery.died()

    async def quiet(self) -> None:
        """Wait until everything that was committed has been said (for tests)."""
        await self.sender.idle()
        await self._nursery.quiet()
        await self.sender.idle()

    async def stop(self) -> None:
        """End gracefully: begin nothing new, finish what is under way, record the results."""
        if not self._running:
            return
        self._running = False
        await self._nursery.end(self._ingress)
        self.sender.close()
        await self._nursery.settle(_SETTLE_SECONDS)
        await self._writer.stop()
        await self._nursery.stop()
        await self.application.shutdown()
        await self._request.shutdown()

    def _wire(self, bot_id: int) -> None:
        config, nursery = self._config, self._nursery
        token = config.telegram.token.get_secret_value()
        api = self._api = BotApi(self._request, config.telegram.api_url, token)
        limiter = Limiter(config.limits, self._monotonic)
        telegraph = Telegraph(api, limiter, nursery)
        self.sender = Sender(telegraph, limiter, self._database, nursery, self._clock)
        self._writer = Writer(self._database, self.sender)
        self.sender.serve(self._writer)
        name = self.application.bot.username
        house = House(config.clinic, FLOWS, home.show, showing.followed, config.quiet, name)
        turns = Turns(self._writer, self._clock, bot_id, house)
        self.dispatcher = Dispatcher(
            self.application, turns, self._writer, api, nursery, self._clock
        )
        store = open_store(config.files.url)
        self.jobs = Jobs(
            {ENTRIES_XLSX: WorkbookJob(config.database.url, config.clinic.zone, self._clock)},
            store.results,
            self._database,
            self._writer,
            self._clock,
            beat_seconds=BEAT_SECONDS if self._ticking else None,
        )
        self.timetable = timetable(
            self._writer, self._clock, self.dispatcher, by_clock.of_curation(house), self.jobs
        )
        self.archivist = Archivist(
            api,
            self._request,
            f"{config.telegram.api_url}/file/bot{token}",
            store,
            self._database,
            self._writer,
            self._clock,
        )
        self._polling = Polling(api, self.dispatcher, poll_seconds=self._poll_seconds)

    def _loops(self) -> None:
        nursery = self._nursery
        nursery.loop(self.sender.sweep(), "sender")
        nursery.loop(self.archivist.run(), "archivist")
        if self._ticking:
            nursery.loop(tick(self.timetable), "scheduler")
            nursery.loop(self.jobs.run(), "jobs")
        if self._remote is not None:
            nursery.loop(self._remote.follow(), "clock")
        self._ingress = nursery.loop(self._polling.run(), "ingress")
        nursery.errand(_publish_commands(self._api), "publishing the command lists")


async def serve(config: Config, database: Database, request: JsonRequest) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends at once.

    Raises:
        LoopDiedError: a loop that must run for ever has ended.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _on_signal, loop, stopping, number)
    bot = ClinicBot(config, database, request=request)
    starting = loop.create_task(bot.start())
    waiting = loop.create_task(stopping.wait())
    await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        await request.shutdown()
        return
    await starting
    logger.info("the bot is running")
    died = loop.create_task(bot.died())
    try:
        await asyncio.wait([died, waiting], return_when=asyncio.FIRST_COMPLETED)
        if died.done():
            await died
    finally:
        died.cancel()
        waiting.cancel()
        logger.info("stopping")
        await bot.stop()


def _on_signal(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event, number: int) -> None:
    if stopping.is_set():
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    stopping.set()


def _application(config: Config, request: JsonRequest) -> AnyApplication:
    application = (
        ApplicationBuilder()
        .token(config.telegram.token.get_secret_value())
        .base_url(f"{config.telegram.api_url}/bot")
        .base_file_url(f"{config.telegram.api_url}/file/bot")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.add_handlers([route.handler for route in ROUTES])
    return application


async def _wait_for_telegram(application: AnyApplication) -> None:
    """No network is a waiting bot, not a dead one."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            logger.error("Telegram refuses the token (telegram.token); trying again")  # noqa: TRY400
        except TelegramError as error:
            logger.warning("Telegram does not answer yet: %s", type(error).__name__)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _publish_commands(api: BotApi) -> None:
    """Let Telegram show the commands; tried until it takes them."""
    for params in commands.default_lists():
        pause = _FIRST_PAUSE
        while not isinstance(outcome := await api.call("setMyCommands", params), Sent):
            logger.warning("the command lists were not taken: %s", outcome)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
