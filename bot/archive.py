"""The loop that fetches files from Telegram into the file store (law 14)."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from telegram.error import TelegramError

from bot import pictures
from bot.api import BotApi, Refused, Sent
from bot.clock import Clock
from bot.pictures import UnreadableError
from bot.request import JsonRequest
from bot.threads import patiently
from bot.writer import Writer
from models.database import Database
from models.file import FileState
from models.filestore import FileStore
from models.services import archive
from models.services.archive import Archived, Due, NotArchived

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
_AT_ONCE = 4
_OK = 200


class Archivist:
    """Fetches what is due; a crash in the middle leaves the file waiting."""

    def __init__(
        self,
        api: BotApi,
        request: JsonRequest,
        files_url: str,
        store: FileStore,
        database: Database,
        writer: Writer,
        clock: Clock,
        unreadable: Callable[[Session, datetime, int], None],
    ) -> None:
        self._unreadable = unreadable
        self._api = api
        self._request = request
        self._files_url = files_url
        self._store = store
        self._database = database
        self._writer = writer
        self._clock = clock
        self._seated = asyncio.Event()
        self._seated.set()

    def sit(self) -> None:
        """See `seats.Duty`: fetch from now on."""
        self._seated.set()

    def stand(self) -> None:
        """See `seats.Duty`: another process fetches."""
        self._seated.clear()

    async def run(self) -> None:
        """Look for files for ever, whenever this process has the duty."""
        while True:
            await self._seated.wait()
            if not await self.once():
                await asyncio.sleep(_PAUSE_SECONDS)

    async def once(self) -> int:
        """Fetch the files that are due now; gives their number."""
        files = await patiently(self._due)
        async with asyncio.TaskGroup() as group:
            for file in files:
                group.create_task(self._one(file))
        return len(files)

    def _due(self) -> list[Due]:
        with self._database.read() as session:
            return list(archive.due(session, now=self._clock(), limit=_AT_ONCE))

    async def _one(self, file: Due) -> None:
        result = await self._fetch(file)
        if isinstance(result, NotArchived):
            logger.warning("file %s is not archived: %s", file.id, result.error)

        def write(session: Session) -> None:
            now = self._clock()
            noted = archive.record(session, result, now=now)
            if noted and isinstance(result, NotArchived) and result.state == FileState.REFUSED:
                self._unreadable(session, now, result.id)

        await self._writer.write(write)

    async def _fetch(self, file: Due) -> Archived | NotArchived:
        outcome = await self._api.call("getFile", {"file_id": file.telegram_id})
        if isinstance(outcome, Refused):
            too_big = "too big" in outcome.description
            state = FileState.TOO_LARGE if too_big else FileState.LOST
            return NotArchived(file.id, state, outcome.description, file.attempts)
        if not isinstance(outcome, Sent):
            return NotArchived(file.id, FileState.WAITING, type(outcome).__name__, file.attempts)
        try:
            content = await self._download(outcome.result)
        except (TelegramError, OSError, KeyError) as error:
            return NotArchived(file.id, FileState.WAITING, type(error).__name__, file.attempts)
        try:
            return await asyncio.to_thread(self._keep, file, content)
        except OSError as error:  # the disk is full, or not there
            return NotArchived(file.id, FileState.WAITING, str(error), file.attempts)

    async def _download(self, result: dict[str, Any]) -> bytes:
        url = f"{self._files_url}/{result['file_path']}"
        status, content = await self._request.do_request(url, "GET", None, 60.0)
        if status != _OK:
            raise OSError(f"HTTP {status}")
        return content

    def _keep(self, file: Due, content: bytes) -> Archived | NotArchived:
        try:
            reading = pictures.read(content)
        except UnreadableError as error:
            path = self._store.save(content, ".unread")
            return NotArchived(
                file.id, FileState.REFUSED, f"{error}; kept as {path}", file.attempts
            )
        small = self._store.save(reading.thumbnail, ".jpg") if reading.thumbnail else None
        path = self._store.save(content, reading.suffix)
        return Archived(file.id, path, reading.media_type, small)
