"""The Excel of entries as a job: written by a process of its own, so that turns do not wait.

Run as a module this is that process. Parent and child speak in lines of JSON: the order on the
child's standard input (it holds the database's password, which no command line may show), and
what it says about its progress and its end on the standard output.
"""

import asyncio
import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import formats, workbook
from bot.clock import Clock
from bot.jobs import Made, Progress
from bot.texts import Texts
from models.database import Database
from models.services.export import Selection
from models.services.jobs import Claimed

_MODULE = "bot.workbook_job"
_SUFFIX = ".xlsx"
_ERROR_LETTERS = 150
#: People who wait for an answer come before a file.
_NICENESS = 5


class ChildFailedError(Exception):
    """The process that writes ended without a result; the last line it said."""


class WorkbookJob:
    """Makes the workbook of entries; see `jobs.Work`."""

    def __init__(self, database_url: str, zone: ZoneInfo, clock: Clock) -> None:
        self._database_url = database_url
        self._zone = zone
        self._clock = clock

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        """See `jobs.Work`."""
        wanted = Selection(**job.params)
        as_of = self._clock()
        path = path.with_name(path.name + _SUFFIX)
        order = {
            "url": self._database_url,
            "path": str(path),
            "zone": self._zone.key,
            "wanted": wanted.as_json(),
        }
        count = await _ordered(order, progress)
        when = formats.day_and_time(as_of, self._zone, say.language)
        text = say("workbook.caption", which=workbook.title(say, wanted), when=when, **count)
        day = as_of.astimezone(self._zone).date()
        name = say.plain("workbook.file", day=f"{day:%Y-%m-%d}") + _SUFFIX
        return Made(path, name, text, count)


async def _ordered(order: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Let a child do it; gives how many businesses and products are in the workbook.

    Raises:
        ChildFailedError: the child could not; it may be tried again.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        count, complaint = await _heard(child, order, progress)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or count is None:
        raise ChildFailedError(complaint or f"exit {child.returncode}")
    return count


async def _heard(
    child: asyncio.subprocess.Process, order: dict[str, Any], progress: Progress
) -> tuple[dict[str, int] | None, str]:
    """Listen until the child ends."""
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise ChildFailedError("no pipes")
    async with asyncio.TaskGroup() as group:
        complaint = group.create_task(child.stderr.read())
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.close()
        count = None
        async for line in child.stdout:
            said = json.loads(line)
            progress.percent = said.get("percent", progress.percent)
            count = said.get("count", count)
        await child.wait()
    last = complaint.result().decode(errors="replace").strip().rpartition("\n")[2]
    return count, last[:_ERROR_LETTERS]


def main() -> None:
    """The child: read the order, write the workbook under another name, give it its own."""
    os.nice(_NICENESS)
    order = json.loads(sys.stdin.readline())
    path = Path(order["path"])
    unfinished = path.with_name(path.name + ".part")
    wanted = Selection(**order["wanted"])
    with closing(Database(order["url"])) as database:
        extent = workbook.write(
            unfinished, database, wanted, zone=ZoneInfo(order["zone"]), report=_say_percent
        )
    unfinished.replace(path)
    _say({"count": {"businesses": extent.businesses, "products": extent.products}})


def _say_percent(percent: int) -> None:
    _say({"percent": percent})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()  # a parent that is gone ends the child here


if __name__ == "__main__":
    main()
