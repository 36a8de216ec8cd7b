"""Whether the process lives, whether it is ready for work, and how it is: for whoever watches."""

import logging
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.metrics import Metrics
from bot.threads import in_thread
from bot.writer import Writer
from models.database import Database, schema_is_current
from models.services import pulse
from models.services.pulse import Pulse

logger = logging.getLogger(__name__)

#: A piece of work that waits so long means that the database does not answer.
_STUCK_SECONDS = 60.0


class Health:
    """Answers `/healthz`, `/readyz` and `/metrics`."""

    def __init__(self, database: Database, writer: Writer, metrics: Metrics, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._metrics = metrics
        self._clock = clock
        self.closing = False

    def routes(self) -> list[Route]:
        """Where it answers."""
        places: dict[str, Callable[[Request], object]] = {
            "/healthz": self.alive,
            "/readyz": self.ready,
            "/metrics": self.metrics,
        }
        return [Route(path, answer) for path, answer in places.items()]

    async def alive(self, request: Request) -> Response:
        """200 as long as restarting would not help: that this answers shows that the loop runs."""
        del request
        dead = not self._writer.is_alive
        return JSONResponse({"status": "dead" if dead else "ok"}, status_code=503 if dead else 200)

    async def ready(self, request: Request) -> Response:
        """200 if updates can be worked off now."""
        del request
        if self.closing:
            return JSONResponse({"status": "stopping"}, status_code=503)
        if self._writer.busy_seconds > _STUCK_SECONDS:
            return JSONResponse({"status": "stuck"}, status_code=503)
        reason = await in_thread(self._trouble)
        status = {"status": reason or "ok"}
        return JSONResponse(status, status_code=503 if reason else 200)

    async def metrics(self, request: Request) -> Response:
        """What Prometheus reads."""
        del request
        reading = await in_thread(self._read)
        text = self._metrics.text(reading, self._clock())
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    def _trouble(self) -> str | None:
        try:
            return None if schema_is_current(self._database) else "schema is not current"
        except (SQLAlchemyError, OSError) as error:
            logger.warning("not ready: %s", type(error).__name__)
            return "no database"

    def _read(self) -> Pulse | None:
        try:
            with self._database.read() as session:
                return pulse.read(session, now=self._clock())
        except (SQLAlchemyError, OSError) as error:
            logger.warning("no metrics of the database: %s", type(error).__name__)
            return None
