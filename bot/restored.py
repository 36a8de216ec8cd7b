"""What the console says of a backup that was restored."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from bot import formats
from models.backup.manifest import Manifest
from models.services.aftermath import NUMBERS_PASSED_OVER, Aftermath
from models.services.restore import Restored
from models.services.restore_checks import Checks

#: What a check is about, as a person would ask it.
_CHECKS = {
    "counts": "every table has as many rows as the backup says",
    "content": "what was read back is what is in the backup",
    "references": "every reference finds its row",
    "integrity": "the database finds no fault with itself",
    "schema": "the tables are those of this version",
    "files": "every file of the backup is in the file store, and whole",
}

#: What was set aside: one of it, more of it, and what that means.
_SET_ASIDE = {
    "decisions": ("decision is", "decisions are", "final; their owners may know: `unknown list`"),
    "jobs": ("job is", "jobs are", "given up; whoever asked may ask again"),
    "unannounced": ("new entry is", "new entries are", "not announced; `/kurasi` shows them"),
    "claims": ("card is", "cards are", "given back to the queue"),
    "broadcasts": ("broadcast is", "broadcasts are", "paused, or a draft again; see `/siaran`"),
    "deliveries": ("delivery is", "deliveries are", "unknown; their broadcasts name them"),
    "retries": ("quarantined update is", "quarantined updates are", "not retried by itself"),
}


def contents(manifest: Manifest) -> str:
    """1,234 rows of 26 tables, 56 files."""
    files = f"{manifest.files.count:,} files" if manifest.files else "no files"
    return f"{manifest.rows:,} rows of {len(manifest.tables)} tables, {files}"


def told(manifest: Manifest, result: Restored, zone: ZoneInfo, *, is_real: bool) -> Iterator[str]:
    """Line by line; *is_real*: else it was restored aside, to see whether it is good."""
    local = manifest.taken_at.astimezone(zone)
    when = f"{local:%Y-%m-%d %H:%M} {formats.zone_name(zone)}"
    yield from checks(result.checks)
    if not is_real:
        yield f"The backup of {when} is good: {contents(manifest)}. Nothing was touched."
        return
    yield f"Restored as of {when}: {contents(manifest)}."
    if result.fetched_again:
        yield f"{result.fetched_again:,} files are not in it; the bot asks Telegram for them."
    yield from _set_aside(result.aftermath)
    yield f"Numbers of businesses go on {NUMBERS_PASSED_OVER:,} further, so that none is reused."
    yield (
        f"Updates after {when} are missing: what people sent after that is not in the backup. "
        "Tell them so."
    )


def checks(found: Checks) -> Iterator[str]:
    """A line for each check."""
    for check in found.found:
        mark = "[green]ok[/]  " if check.is_good else "[red]no[/]  "
        wrong = f" (not so: {', '.join(check.wrong)})" if check.wrong else ""
        yield f"{mark} {check.what}: {_CHECKS[check.what]}{wrong}"


def as_json(result: Restored) -> dict[str, Any]:
    """The same for a script."""
    return {
        "checks": [
            {"what": c.what, "ok": c.is_good, "wrong": c.wrong} for c in result.checks.found
        ],
        "fetched_again": result.fetched_again,
        "set_aside": asdict(result.aftermath),
    }


def _set_aside(after: Aftermath) -> Iterator[str]:
    yield "Nothing is sent by itself."
    if any(after.messages.values()):
        classes = ", ".join(f"{count:,} {kind}" for kind, count in after.messages.items() if count)
        yield f"Perhaps sent already: {classes}. See `klinik unknown list`."
    for name, (one, more, what) in _SET_ASIDE.items():
        if count := getattr(after, name):
            yield f"{count:,} {one if count == 1 else more} {what}."
