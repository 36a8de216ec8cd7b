"""The words of a training's papers: what is known of it becomes what stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import formats
from bot.attendance_sheet import Sheet
from bot.attendance_wall import Wall
from bot.calendar_file import Appointment
from bot.certificate import Certificate
from bot.config import Clinic
from bot.texts import Texts


@dataclass(frozen=True)
class Training:
    """What is known of a training."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    hours: int  #: of teaching


@dataclass(frozen=True)
class Version:
    """Which training it is, and how often its time or place was changed, or it was called off."""

    training_id: int
    changes: int
    changed_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True)
class Signature:
    """Who signs, where and when."""

    city: str
    on: date
    name: str
    position: str


def certificate(
    training: Training,
    signature: Signature,
    *,
    participant: str,
    number: str,
    link: str,
    clinic: Clinic,
    say: Texts,
) -> Certificate:
    """The certificate of one participant; *link* leads to the check of it."""
    held = _held(training, clinic.zone, say)
    day = formats.full_day(signature.on, clinic.zone, say.language)
    return Certificate(
        clinic=clinic.name,
        heading=say.plain("paper.heading"),
        number=say.plain("paper.number", number=number),
        given_to=say.plain("paper.given_to"),
        participant=participant,
        achieved=say.plain("paper.achieved"),
        training=training.title,
        held=(say.plain("paper.taught", held=held, hours=training.hours), training.place),
        signed=say.plain("paper.signed", city=signature.city, day=day),
        signatory=signature.name,
        position=signature.position,
        check=say.plain("paper.check"),
        link=link,
        title=say.plain("paper.title", training=training.title, name=participant),
        language=say.language,
        on=signature.on,
    )


def wall(
    training: Training, *, code: str, until: datetime, link: str, clinic: Clinic, say: Texts
) -> Wall:
    """The picture with the code of attendance, good *until* then."""
    ends = formats.clock_time(until, clinic.zone, say.language)
    return Wall(
        training=training.title,
        clinic=clinic.name,
        code=code,
        ask=say.plain("paper.wall_ask"),
        until=say.plain("paper.wall_until", until=ends),
        link=link,
    )


def appointment(
    training: Training,
    version: Version,
    *,
    bring: str,
    bot_name: str,
    clinic: Clinic,
    say: Texts,
) -> Appointment:
    """The session for a calendar; *bring* says what to bring."""
    link = f"https://t.me/{bot_name}"
    return Appointment(
        uid=f"training-{version.training_id}@{bot_name.lower()}.t.me",
        sequence=version.changes,
        changed_at=version.changed_at,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        title=say.plain("paper.calendar_title", training=training.title),
        place=training.place,
        note=say.plain("paper.calendar_note", bring=bring, clinic=clinic.name, link=link),
        is_cancelled=version.is_cancelled,
    )


def sheet(training: Training, *, clinic: Clinic, say: Texts) -> Sheet:
    """The list to be signed."""
    on = training.starts_at.astimezone(clinic.zone).date()
    day = formats.day(on, clinic.zone, say.language)
    return Sheet(
        heading=say.plain("paper.sheet_heading"),
        training=training.title,
        held=(_held(training, clinic.zone, say), training.place),
        columns=_columns(say),
        page=lambda number, count: say.plain("paper.sheet_page", number=number, count=count),
        title=say.plain("paper.sheet_title", training=training.title, day=day),
        language=say.language,
        on=on,
    )


def _columns(say: Texts) -> Sequence[str]:
    return (
        say.plain("paper.column_number"),
        say.plain("paper.column_name"),
        say.plain("paper.column_business"),
        say.plain("paper.column_regency"),
        say.plain("paper.column_signature"),
    )


def _held(training: Training, zone: ZoneInfo, say: Texts) -> str:
    """Day and hours; of a training of several days its first and its last day."""
    first, last = (at.astimezone(zone).date() for at in (training.starts_at, training.ends_at))
    if first != last:
        days = (formats.full_day(day, zone, say.language) for day in (first, last))
        return say.plain("paper.held_days", **dict(zip(("first", "last"), days, strict=True)))
    day = formats.full_weekday(first, zone, say.language)
    hours = formats.hours(training.starts_at, training.ends_at, zone, say.language)
    return say.plain("paper.held", day=day, hours=hours)
