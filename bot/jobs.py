"""The loop that does long work (law 15): what was asked for in a turn, one job after the other.

The person sees how far it is in one message, then the result. A job waits until it is done, so a
process that dies in the middle leaves it to the next.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import Clock
from bot.screen import Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from bot.threads import patiently
from bot.writer import Writer
from models.database import Database
from models.errors import NotAllowedError
from models.outbox import OutboxClass
from models.person import Person
from models.services import jobs
from models.services.jobs import EVIDENCE_ZIP, Claimed

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
#: How often the message says how far the work is; and the claim is renewed.
BEAT_SECONDS = 3.0
#: What is said when a job of another kind than the Excel is given up.
_GIVEN_UP = {EVIDENCE_ZIP: "evidence_zip.given_up"}


@dataclass
class Progress:
    """How far the work is, as its worker knows it."""

    percent: int = 0


@dataclass(frozen=True)
class Made:
    """The result of a job: a file, what it is called, and what is said about it."""

    path: Path
    name: str
    text: str  #: HTML
    about: Mapping[str, Any] = field(default_factory=dict)  #: for the audit trail
    is_picture: bool = False  #: shown as one, not as a file
    before: "tuple[Made, ...]" = ()  #: parts that are sent before this one, which is the last


class Work(Protocol):
    """How one kind of job is done."""

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        """Make the file *path* (its suffix is the worker's choice) for who asked.

        Again does no harm. Whatever it raises is tried again later.
        """


class Jobs:
    """Does what is due. *folder*: where results lie until they are sent.

    *beat_seconds*: none = nobody is told how far the work is (a test whose talk must not depend
    on the machine's speed).
    """

    def __init__(
        self,
        works: Mapping[str, Work],
        folder: Path,
        database: Database,
        writer: Writer,
        clock: Clock,
        *,
        beat_seconds: float | None = BEAT_SECONDS,
    ) -> None:
        self._works = works
        self._folder = folder
        self._database = database
        self._writer = writer
        self._clock = clock
        self._beat_seconds = beat_seconds

    async def run(self) -> None:
        """Look for jobs for ever."""
        while True:
            if not await self.once():
                await asyncio.sleep(_PAUSE_SECONDS)

    async def once(self) -> bool:
        """Do the job that is due longest; False = none is."""
        if not await patiently(self._is_due):
            return False
        job = await self._writer.write(lambda session: jobs.claim(session, now=self._clock()))
        if job is not None:
            await self._do(job)
        return job is not None

    async def tidy(self) -> None:
        """Remove the files of results that were sent, of jobs given up, and of dead processes."""

        def let_go(session: Session) -> None:
            jobs.let_go(session, now=self._clock())

        await self._writer.write(let_go)
        await patiently(self._sweep)

    def _is_due(self) -> bool:
        with self._database.read() as session:
            return jobs.is_due(session, now=self._clock())

    async def _do(self, job: Claimed) -> None:
        if job.attempt > jobs.MOST_ATTEMPTS:
            await self._writer.write(lambda session: self._failed(session, job, "died each time"))
            return
        say = await patiently(self._words, job)
        progress = Progress()
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(self._beat(job, say, progress, self._beat_seconds))
            result = await self._attempt(job, say, progress)
            beating.cancel()
        if isinstance(result, Made):
            made = result
            await self._writer.write(lambda session: self._done(session, job, say, made))
        else:
            error = result
            await self._writer.write(lambda session: self._failed(session, job, error))

    async def _attempt(self, job: Claimed, say: Texts, progress: Progress) -> Made | str:
        """The result, or what stood against it."""
        path = self._folder / f"{job.id}-{job.attempt}"
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
            return await self._works[jobs.sort(job.kind)](job, say, path, progress)
        except Exception as error:
            logger.exception("job %s (%s), attempt %s", job.id, job.kind, job.attempt)
            return f"{type(error).__name__}: {error}"

    async def _beat(
        self, job: Claimed, say: Texts, progress: Progress, seconds: float | None
    ) -> None:
        """Renew the claim, and let the person see how far it is, until cancelled."""
        shown = 0
        while seconds is not None:
            await asyncio.sleep(seconds)
            percent = progress.percent

            def write(session: Session, percent: int = percent, shown: int = shown) -> None:
                if jobs.note(session, job, percent, now=self._clock()) and percent > shown:
                    self._tell(session, job, say, "workbook.progress", percent=percent)

            await self._writer.write(write)
            shown = percent

    def _done(self, session: Session, job: Claimed, say: Texts, made: Made) -> None:
        now = self._clock()
        name = made.path.name
        try:
            finished = jobs.done(session, job, name, made.about, now=now)
        except NotAllowedError:
            jobs.failed(session, job, "the role was revoked meanwhile", now=now, final=True)
            self._tell(session, job, say, "access.refused")
            return
        if finished:
            self._tell(session, job, say, "workbook.ready")
            for part in (*made.before, made):  # the last tells when none is needed any more
                file = {"path": str(part.path), "name": part.name}
                payload = {"photo" if part.is_picture else "document": file, "text": part.text}
                outbox.put(
                    session,
                    job.chat_id,
                    payload,
                    now=now,
                    category=OutboxClass.NOTICE if jobs.is_given(job.kind) else OutboxClass.REPLY,
                    slot=jobs.result_slot(job.id) if part is made else None,
                )

    def _failed(self, session: Session, job: Claimed, error: str) -> None:
        if jobs.failed(session, job, error, now=self._clock()):
            person = session.get_one(Person, job.asked_by)
            key = _GIVEN_UP.get(job.kind, "workbook.given_up")
            self._tell(session, job, texts(person.language), key)

    def _tell(self, session: Session, job: Claimed, say: Texts, key: str, **params: Any) -> None:
        """Edit the message that tells how far the job is, if somebody waits for it."""
        if jobs.is_given(job.kind):
            return
        outbox.put(
            session,
            job.chat_id,
            Screen(say(key, **params), buttons=[home_row(say)]).payload(),
            now=self._clock(),
            slot=jobs.slot(job.id),
            tapped=outbox.IN_PLACE,
        )

    def _words(self, job: Claimed) -> Texts:
        with self._database.read() as session:
            return texts(session.get_one(Person, job.asked_by).language)

    def _sweep(self) -> None:
        """Remove every file of the folder that no job needs; its name begins with the job's id."""
        if not self._folder.is_dir():
            return
        files = [(_job_of(file), file) for file in self._folder.iterdir() if file.is_file()]
        with self._database.read() as session:
            needed = jobs.with_files(session, {job_id for job_id, _file in files})
        for job_id, file in files:
            if job_id not in needed:
                file.unlink(missing_ok=True)


def _job_of(file: Path) -> int:
    number = file.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0
