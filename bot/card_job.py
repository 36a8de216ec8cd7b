"""The picture of a stage as a job: what stands on it is read, then drawn (law 15)."""

import asyncio
from datetime import datetime
from pathlib import Path

from bot import formats
from bot.config import Clinic
from bot.jobs import Made, Progress
from bot.stage_card import Card, draw
from bot.texts import DEFAULT, Texts
from models.business import Business
from models.database import Database
from models.rules import stages
from models.services.jobs import Claimed

_SUFFIX = ".png"


class CardJob:
    """Makes the picture of a stage for one member; see `jobs.Work`."""

    def __init__(self, database: Database, clinic: Clinic) -> None:
        self._database = database
        self._clinic = clinic

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        """See `jobs.Work`."""
        del progress  # a moment's work
        path = path.with_name(path.name + _SUFFIX)
        card = await asyncio.to_thread(self._make, job, say, path)
        text = say("journey.card.caption", name=card.business, stage=card.stage, when=card.day)
        name = say.plain("journey.card.file", number=card.number) + _SUFFIX
        return Made(path, name, text, {"stage": job.params["stage"]}, is_picture=True)

    def _make(self, job: Claimed, say: Texts, path: Path) -> Card:
        card = self._card(job, say)
        path.write_bytes(draw(card))
        return card

    def _card(self, job: Claimed, say: Texts) -> Card:
        code = job.params["stage"]
        stage = stages.by_code()[code]
        with self._database.read() as session:
            business = session.get_one(Business, job.params["business"])
            name, number = business.name, business.number
        at = datetime.fromisoformat(job.params["at"])
        way = [one.code for one in stages.way()]
        shown = stage.name if say.language == DEFAULT else stage.name_en
        return Card(
            clinic=self._clinic.name,
            business=name,
            number=number,
            stage=say.plain("journey.stage", number=code[1:], name=shown),
            day=formats.day(at, self._clinic.zone, say.language),
            here=say.plain("journey.card.here"),
            place=way.index(code),
            places=len(way),
        )
