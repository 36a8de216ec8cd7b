"""The wiring: every room meets here and nowhere else."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable

from starlette.routing import Route

from bot import boot, outbox, routes
from bot.api import BotApi
from bot.archive import Archivist
from bot.carrying import Carrier
from bot.casting import kinds
from bot.clock import Clock, RemoteClock, system_clock
from bot.config import Config
from bot.deliverer import Deliverer
from bot.dispatch import Dispatcher
from bot.filler import Filler
from bot.health import Health
from bot.interpreter import settle_down
from bot.jobs import BEAT_SECONDS, Jobs
from bot.limiter import Limiter
from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.polling import Polling
from bot.process_role import ProcessRole
from bot.request import JsonRequest
from bot.seats import Duty, Seats, Together
from bot.sender import Sender
from bot.telegraph import Telegraph
from bot.turn import House
from bot.turns import Turns
from bot.web import Web
from bot.webhook import Webhook
from bot.works import works
from bot.writer import GATHER_SECONDS, Writer
from handlers import FLOWS, ROUTES, by_clock, commands
from handlers.admin import showing
from handlers.owner import home
from models.database import Database
from models.filestore import open_store
from scheduler.metronome import tick
from scheduler.timetable import timetable

logger = logging.getLogger(__name__)

_SETTLE_SECONDS = 6.0


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
        role: ProcessRole = ProcessRole.ALL,
    ) -> None:
        """*ticking*: what is due by the clock and long work are done without being told."""
        self._role = role
        self._config = config
        self._database = database
        self._request = request
        self._remote = RemoteClock(config.clock.url, request) if config.clock.url else None
        self._clock: Clock = clock or self._remote or system_clock
        self._monotonic = monotonic
        self._poll_seconds = poll_seconds
        self._ticking = ticking
        self.gather_seconds = GATHER_SECONDS  #: see `Writer`; may be set before the start
        self.nursery = Nursery()
        self._running = False
        self.metrics = Metrics()

    async def start(self) -> None:
        """Wait for Telegram, then begin to work."""
        handlers = [route.handler for route in ROUTES]
        self.application = boot.application(self._config, self._request, handlers)
        await self._request.initialize()
        if self._remote is not None:
            await self._remote.read()
        await boot.telegram(self.application)
        self._wire(self.application.bot.id)
        await self._loops()
        self._running = True

    async def died(self) -> None:
        """Wait until a loop dies.

        Raises:
            LoopDiedError: always.
        """
        await self.nursery.died()

    async def quiet(self) -> None:
        """Wait until everything that was committed has been said (for tests)."""
        await self.sender.idle()
        await self.deliverer.idle()
        await self.nursery.quiet()
        await self.sender.idle()

    async def stop(self) -> None:
        """End gracefully: begin nothing new, finish what is under way, record the results."""
        if not self._running:
            return
        self._running = False
        self._health.closing = True
        await self._stop_taking_in()
        self.sender.close()
        self.deliverer.stand()
        await self.nursery.settle(_SETTLE_SECONDS)
        await self.deliverer.flush()
        await self._writer.stop()
        await self.nursery.stop()
        await self.application.shutdown()
        await self._request.shutdown()

    def _wire(self, bot_id: int) -> None:
        config, nursery = self._config, self.nursery
        token = config.telegram.token.get_secret_value()
        api = self._api = BotApi(self._request, config.telegram.api_url, token)
        limiter = Limiter(config.limits, self._monotonic)
        telegraph = Telegraph(api, limiter, nursery)
        self.sender = Sender(
            telegraph, limiter, self._database, nursery, self._clock, self.metrics
        )
        self._writer = Writer(self._database, self.sender, gather_seconds=self.gather_seconds)
        self.sender.serve(self._writer)
        house = self._house()
        carrier = Carrier(telegraph, limiter, self._clock, self.metrics)
        self.deliverer = Deliverer(carrier, self._database, nursery, kinds(config))
        self.deliverer.serve(self._writer)
        turns = Turns(self._writer, self._clock, bot_id, house)
        self.dispatcher = Dispatcher(
            self.application, turns, self._writer, api, nursery, self._clock, self.metrics
        )
        self._employ(api, house)
        self._polling = Polling(api, self.dispatcher, poll_seconds=self._poll_seconds)
        self.webhook = Webhook(config.telegram, api, self.dispatcher, nursery)
        self._health = Health(self._database, self._writer, self.metrics, self._clock)

    def _house(self) -> House:
        """What all turns share."""
        config = self._config
        return House(
            config.clinic,
            FLOWS,
            home.show,
            showing.followed,
            config.quiet,
            self.application.bot.username,
            routes.taps(ROUTES),
        )

    def _employ(self, api: BotApi, house: House) -> None:
        """Whoever works beside the conversations: jobs, the timetable, the archivist."""
        config = self._config
        token = config.telegram.token.get_secret_value()
        store = open_store(config.files.url)
        self.jobs = Jobs(
            works(config, self._database, store, self._clock),
            store.results,
            self._database,
            self._writer,
            self._clock,
            beat_seconds=BEAT_SECONDS if self._ticking else None,
        )
        self.timetable = timetable(
            self._writer,
            self._clock,
            config.clinic.zone,
            self.dispatcher,
            by_clock.of_curation(house),
            self.jobs,
            Filler(self._database, self._writer, self._clock),
        )
        self.archivist = Archivist(
            api,
            self._request,
            f"{config.telegram.api_url}/file/bot{token}",
            store,
            self._database,
            self._writer,
            self._clock,
            by_clock.of_archive(house),
        )

    async def _loops(self) -> None:
        nursery = self.nursery
        duties: dict[str, Duty] = {}
        if self._role.works:
            sending = Together(self.sender, self.deliverer)
            duties |= {"sender": sending, "archivist": self.archivist}
            nursery.loop(self.sender.sweep(), "sender")
            nursery.loop(self.deliverer.run(), "deliverer")
            nursery.loop(self.archivist.run(), "archivist")
        if self._role.works and self._ticking:
            nursery.loop(tick(self.timetable, self.metrics), "scheduler")
            nursery.loop(self.jobs.run(), "jobs")
        if self._remote is not None:
            nursery.loop(self._remote.follow(), "clock")
        if self._polls:
            duties["polling"] = self._polling
            self._ingress = nursery.loop(self._polling.run(), "ingress")
        self._serve_over_http()
        await self._take_seats(duties)
        if self._role.works:
            lists = boot.publish_commands(self._api, commands.default_lists())
            nursery.errand(lists, "publishing the command lists")

    @property
    def _polls(self) -> bool:
        return self._role.takes_in and self._config.telegram.mode == "polling"

    def _serve_over_http(self) -> None:
        address = self._config.telegram.address
        if address is None:
            return
        served = self._health.routes()
        if self._role.takes_in and not self._polls:
            served.append(Route(self.webhook.path, self.webhook.receive, methods=["POST"]))
        self.web = Web(served, address)
        self._serving = self.nursery.loop(self.web.serve(), "web")
        if self._role.takes_in and not self._polls:
            registering = self.webhook.register(self.web.ready)
            self.nursery.errand(registering, "registering the webhook")

    async def _take_seats(self, duties: dict[str, Duty]) -> None:
        """Where processes share a database, each duty is one's at a time."""
        if self._database.is_sqlite:
            return
        every: list[Duty] = [self.sender, self.deliverer, *duties.values()]
        for duty in every:
            duty.stand()
        url, called = self._database.url, self.sender.called
        seats = Seats(url, duties, outbox.CHANNEL, called, self.metrics)
        self.nursery.loop(seats.run(), "seats")
        await seats.tried.wait()

    async def _stop_taking_in(self) -> None:
        if self._polls:
            await self.nursery.end(self._ingress)
        await self.webhook.drain()
        if self._config.telegram.address is not None:
            self.web.should_exit = True
            await self.nursery.ended(self._serving)


async def serve(
    config: Config,
    database: Database,
    request: JsonRequest,
    role: ProcessRole = ProcessRole.ALL,
) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends at once.

    Raises:
        LoopDiedError: a loop that must run for ever has ended.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _on_signal, loop, stopping, number)
    bot = ClinicBot(config, database, request=request, role=role)
    starting = loop.create_task(bot.start())
    waiting = loop.create_task(stopping.wait())
    await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        await request.shutdown()
        return
    await starting
    settle_down()
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
