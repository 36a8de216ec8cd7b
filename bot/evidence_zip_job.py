"""The evidence of a business as a job. It copies bytes, which a thread does beside the loop."""

import asyncio
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import evidence_zip, formats
from bot.clock import Clock
from bot.jobs import Made, Progress
from bot.texts import Texts
from models.business import Business
from models.database import Database
from models.filestore import FileStore
from models.services.jobs import Claimed


class EvidenceZipJob:
    """Makes the zip files of a business's evidence; see `jobs.Work`."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        zone: ZoneInfo,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._zone = zone
        self._clock = clock

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        """See `jobs.Work`."""

        def report(percent: int) -> None:
            progress.percent = percent

        as_of = self._clock()
        extent = await asyncio.to_thread(
            evidence_zip.write,
            path,
            self._database,
            self._store,
            job.params["business"],
            say=say,
            zone=self._zone,
            report=report,
        )
        progress.percent = 100
        number, name = await asyncio.to_thread(self._named, job.params["business"])
        when = formats.day_and_time(as_of, self._zone, say.language)
        counts = {"pieces": extent.pieces, "files": extent.files, "missing": extent.missing}
        text = say("evidence_zip.caption", number=number, name=name, when=when, **counts)
        parts, made = len(extent.parts), []
        for nth, part in enumerate(extent.parts, 1):
            which = say.plain("evidence_zip.part", part=nth, parts=parts) if parts > 1 else ""
            file = say.plain("evidence_zip.name", number=number) + which + ".zip"
            made.append(Made(part, file, say("evidence_zip.nth", part=nth, parts=parts)))
        about = {"number": number, "parts": parts, **counts}
        return replace(made[-1], text=text, about=about, before=tuple(made[:-1]))

    def _named(self, business_id: int) -> tuple[str, str]:
        with self._database.read() as session:
            row = session.get_one(Business, business_id)
            return row.number, row.name
