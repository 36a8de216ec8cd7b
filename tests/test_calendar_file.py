"""The calendar file, read back by a parser and looked at byte by byte (RFC 5545)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot import training_papers
from bot.calendar_file import Appointment, written
from bot.config import Clinic
from bot.texts import texts
from bot.training_papers import Version
from tests.test_certificate import TRAINING

CHANGED = datetime(2026, 11, 9, 9, tzinfo=UTC)


def appointment(version: Version, *, bring: str = "Bawa catatan biaya") -> Appointment:
    return training_papers.appointment(
        TRAINING,
        version,
        bring=bring,
        bot_name="KlinikEksporBot",
        clinic=Clinic(),
        say=texts("id"),
    )


APPOINTMENT = appointment(Version(17, 0, CHANGED))


def read(content: bytes) -> tuple[Any, Any]:
    """The calendar and its one event, as a parser understands them."""
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert not calendar.errors + event.errors
    return calendar, event


def test_a_calendar_knows_when_and_where() -> None:
    calendar, event = read(written(APPOINTMENT))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert event["UID"] == "training-17@klinikeksporbot.t.me"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event.start == datetime(2026, 11, 19, 2, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 19, 6, tzinfo=UTC)
    assert event["DTSTAMP"].dt == CHANGED
    assert event["SUMMARY"] == "Pelatihan: Kalkulasi harga ekspor dan Incoterms"
    assert event["LOCATION"] == "Aula Disperindag Sumut, Medan"
    assert event["DESCRIPTION"].startswith("Bawa catatan biaya\nKlinik Ekspor Sumut.")
    assert event["DESCRIPTION"].endswith("https://t.me/KlinikEksporBot")


def test_times_are_in_utc_whatever_they_were_in() -> None:
    wib = timezone(timedelta(hours=7))
    local = replace(APPOINTMENT, starts_at=APPOINTMENT.starts_at.astimezone(wib))
    assert written(local) == written(APPOINTMENT)
    lines = written(APPOINTMENT).decode().splitlines()
    assert "DTSTART:20261119T020000Z" in lines
    assert "DTEND:20261119T060000Z" in lines


def test_it_reminds_a_day_and_an_hour_before() -> None:
    _calendar, event = read(written(APPOINTMENT))
    alarms = event.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [-timedelta(days=1), -timedelta(hours=1)]
    assert {alarm["ACTION"] for alarm in alarms} == {"DISPLAY"}
    assert {alarm["DESCRIPTION"] for alarm in alarms} == {event["SUMMARY"]}


def test_a_change_takes_the_place_of_what_was_there() -> None:
    _calendar, before = read(written(APPOINTMENT))
    later = CHANGED + timedelta(days=1)
    _calendar, after = read(written(appointment(Version(17, 1, later))))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    _calendar, other = read(written(appointment(Version(18, 0, CHANGED))))
    assert other["UID"] != before["UID"]


def test_what_is_called_off_reminds_nobody() -> None:
    _calendar, event = read(written(appointment(Version(17, 2, CHANGED, is_cancelled=True))))
    assert event["STATUS"] == "CANCELLED"
    assert event.walk("VALARM") == []


def test_the_same_session_is_the_same_file() -> None:
    assert written(APPOINTMENT) == written(APPOINTMENT)


def test_a_session_that_ends_before_it_begins_is_refused() -> None:
    wrong = replace(APPOINTMENT, ends_at=APPOINTMENT.starts_at - timedelta(minutes=1))
    with pytest.raises(ValueError, match="ends before it begins"):
        written(wrong)


def printable(text: str) -> str:
    """What a calendar may hold: line ends are \\n, control characters are not for it."""
    return "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c >= " " or c == "\n"
    )


@settings(deadline=None)
@given(
    title=st.text(st.characters(codec="utf-8"), max_size=200),
    note=st.text(st.characters(codec="utf-8"), max_size=400),
)
def test_any_words_are_folded_and_read_again(title: str, note: str) -> None:
    title, note = " ".join(title.split()), printable(note)
    content = written(replace(APPOINTMENT, title=title, note=note))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    _calendar, event = read(content)
    assert event["SUMMARY"] == title
    assert event["DESCRIPTION"] == note
