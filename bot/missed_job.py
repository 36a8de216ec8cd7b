"""The report of a broadcast as an Excel: who did not get it and how to call them, and by place."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rustpy_xlsxwriter import Format, write_worksheets

from bot import formats
from bot.clock import Clock
from bot.jobs import Made, Progress
from bot.texts import Texts
from models.broadcast import Broadcast
from models.database import Database
from models.rules import regencies
from models.services import broadcast_report
from models.services.broadcast_report import NOT_SENT, Missed
from models.services.jobs import Claimed

_SUFFIX = ".xlsx"
_PIECE = 1_000
COLUMNS = ("name", "business", "regency", "why", "phone", "call", "moment")


class MissedJob:
    """Makes the report of one broadcast; see `jobs.Work`."""

    def __init__(self, database: Database, zone: ZoneInfo, clock: Clock) -> None:
        self._database = database
        self._zone = zone
        self._clock = clock

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        """See `jobs.Work`."""
        del progress  # a moment's work
        path = path.with_name(path.name + _SUFFIX)
        number: int = job.params["broadcast"]
        count = await asyncio.to_thread(self._write, number, say, path)
        when = formats.day_and_time(self._clock(), self._zone, say.language)
        text = say("broadcast.file.caption", number=number, when=when, count=count)
        name = say.plain("broadcast.file.name", number=number) + _SUFFIX
        return Made(path, name, text, {"count": count})

    def _write(self, number: int, say: Texts, path: Path) -> int:
        with self._database.read() as session:
            row = session.get_one(Broadcast, number)
            places = broadcast_report.by_regency(session, row)
        people = list(self._people(number, say))
        heads = {name: say.plain(f"broadcast.file.column.{name}") for name in COLUMNS}
        called = people or [dict.fromkeys(heads.values(), None)]
        sheets = {
            say.plain("broadcast.file.people"): called,
            say.plain("broadcast.file.places"): _by_place(say, places),
        }
        write_worksheets(
            [(name, iter(rows)) for name, rows in sheets.items()],
            str(path),
            freeze_panes={"general": {"row": 1, "col": 1}},
            autofilter=dict.fromkeys(sheets, True),
            header_format={name: Format().set_bold() for name in sheets},
        )
        return len(people)

    def _people(self, number: int, say: Texts) -> Iterator[dict[str, Any]]:
        after = 0
        while True:
            with self._database.read() as session:
                row = session.get_one(Broadcast, number)
                piece = broadcast_report.missed(session, row, NOT_SENT, after=after, limit=_PIECE)
            yield from (self._cells(one, say) for one in piece)
            if len(piece) < _PIECE:
                return
            after += _PIECE

    def _cells(self, one: Missed, say: Texts) -> dict[str, Any]:
        moment = one.delivery.changed_at.astimezone(self._zone).replace(tzinfo=None)
        values = {
            "name": one.name,
            "business": one.business.name if one.business else None,
            "regency": regencies.short_name(one.business.regency) if one.business else None,
            "why": say.plain(f"broadcast.why.{one.delivery.state}"),
            "phone": one.phone,
            "call": one.call,
            "moment": f"{moment:%Y-%m-%d %H:%M}",
        }
        return {say.plain(f"broadcast.file.column.{name}"): values[name] for name in COLUMNS}


def _by_place(say: Texts, places: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """A row a kabupaten and outcome."""
    place, why, count = (
        say.plain(f"broadcast.file.column.{n}") for n in ("regency", "why", "count")
    )
    return [
        {
            place: regencies.short_name(code) if code else say.plain("broadcast.staff"),
            why: say.plain(f"broadcast.why.{state}"),
            count: number,
        }
        for code, state, number in places
    ]
