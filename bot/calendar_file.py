"""A calendar file (.ics, RFC 5545) of one training session, for the calendar of a telephone.

A session keeps its UID; what changed has a higher SEQUENCE, and takes the place of what was there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

SUFFIX = ".ics"
_PRODUCT = "-//Klinik Ekspor//Pelatihan//ID"
_REMINDERS = (timedelta(days=1), timedelta(hours=1))


@dataclass(frozen=True)
class Appointment:
    """One session of a training, in words."""

    uid: str  #: the same for ever
    sequence: int  #: counts the changes, from 0
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    note: str  #: what to bring, who to ask
    is_cancelled: bool = False


def written(appointment: Appointment) -> bytes:
    """The file of a session, as UTF-8.

    Raises:
        ValueError: it ends before it begins.
    """
    if appointment.ends_at < appointment.starts_at:
        raise ValueError("the session ends before it begins")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("description", appointment.note)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    if not appointment.is_cancelled:
        for before in _REMINDERS:
            event.add_component(_reminder(before, appointment.title))
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _reminder(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm
