"""The acts of the page, each with the fields it takes; pydantic checks them at the call."""

import re
from collections.abc import Callable
from typing import Any

from simulator.errors import SimulationError
from simulator.files import Upload
from simulator.people import Person
from simulator.phone import Phone
from simulator.world import World

Done = Any


def add_phone(world: World, *, name: str, phone: str, role: str = "") -> Person:
    """Another person."""
    first, _, last = name.strip().partition(" ")
    if not first:
        raise SimulationError("Nama belum diisi.")
    digits = re.sub(r"\D", "", phone)
    return world.add_person(first, last or None, phone=re.sub("^0", "62", digits), role=role)


def set_faults(
    world: World,
    *,
    flood: bool | None = None,
    timeouts: bool | None = None,
    duplicates: bool | None = None,
    slow: bool | None = None,
) -> None:
    """Turn the named switches."""
    switches = {"flood": flood, "timeouts": timeouts, "slow": slow}
    for name, value in switches.items():
        if value is not None:
            setattr(world.faults, name, value)
    if duplicates is not None:
        world.updates.redeliver_confirmed = world.updates.tap_twice = duplicates


def _start(phone: Phone, files: list[Upload], *, payload: str = "") -> Done:
    del files
    return phone.start(payload)


def _text(
    phone: Phone,
    files: list[Upload],
    *,
    text: str,
    chat: int | None = None,
    reply_to: int | None = None,
) -> Done:
    del files
    return phone.send_text(text, chat=chat, reply_to=reply_to)


def _contact(
    own: Phone, files: list[Upload], *, chat: int | None = None, phone: str | None = None
) -> Done:
    del files
    return own.send_contact(phone, chat=chat)


def _location(
    phone: Phone,
    files: list[Upload],
    *,
    latitude: float,
    longitude: float,
    chat: int | None = None,
) -> Done:
    del files
    return phone.send_location(latitude, longitude, chat=chat)


def _photos(
    phone: Phone, files: list[Upload], *, caption: str = "", chat: int | None = None
) -> Done:
    if not files:
        raise SimulationError("Fotonya belum ada.")
    return phone.send_photos([one.content for one in files], caption, chat=chat)


def _document(
    phone: Phone, files: list[Upload], *, caption: str = "", chat: int | None = None
) -> Done:
    return [
        phone.send_document(one.content, one.filename, mime=one.mime, caption=caption, chat=chat)
        for one in files
    ]


def _voice(
    phone: Phone, files: list[Upload], *, duration: int = 4, chat: int | None = None
) -> Done:
    content = files[0].content if files else b"OggS"
    return phone.send_voice(content, duration=duration, chat=chat)


def _sticker(phone: Phone, files: list[Upload], *, chat: int | None = None) -> Done:
    del files
    return phone.send_sticker(chat=chat)


def _tap(
    phone: Phone, files: list[Upload], *, message: int, data: str, chat: int | None = None
) -> Done:
    del files
    return phone.tap(message, data, chat=chat)


def _press(phone: Phone, files: list[Upload], *, text: str, chat: int | None = None) -> Done:
    del files
    return phone.press(text, chat=chat)


def _edit(
    phone: Phone, files: list[Upload], *, message: int, text: str, chat: int | None = None
) -> Done:
    del files
    return phone.edit_text(message, text, chat=chat)


def _block(phone: Phone, files: list[Upload], *, blocked: bool) -> Done:
    del files
    return phone.block() if blocked else phone.unblock()


ACTS: dict[str, Callable[..., Done]] = {
    "start": _start,
    "text": _text,
    "contact": _contact,
    "location": _location,
    "photos": _photos,
    "document": _document,
    "voice": _voice,
    "sticker": _sticker,
    "tap": _tap,
    "press": _press,
    "edit": _edit,
    "block": _block,
}
