"""What somebody answers to what the bot shows: one way of talking for every bot.

A question is known by its heading ("5 dari 9: Alamat usaha"), a screen by its buttons. Nobody
looks at a callback's data; it is sent back as it came, as Telegram does.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: Kabupaten and towns, as people type them; each means one only, so nobody is asked twice.
PLACES = (
    "karo",
    "langkat",
    "deli serdang",
    "kota medan",
    "kota binjai",
    "simalungun",
    "dairi",
    "toba",
    "samosir",
    "asahan",
    "batubara",
    "labuhanbatu utara",
    "mandailing natal",
    "pakpak bharat",
    "nias selatan",
    "humbang hasundutan",
)

#: What somebody sends from the entry to the end, if nothing is asked twice.
UPDATES_A_PERSON = 12

_HEADING = re.compile(r"\d+ dari \d+: ([^<\n]+)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

#: Buttons that are tapped where they stand.
_TAPPED = ("Setuju", "Kirim pendaftaran", "Ini usaha lain")
_BUTTONS = {
    "Penjualan setahun": "Rp300 juta–2 miliar",
    "NIB": "Belum punya NIB",
    "Pernah ekspor": "Belum pernah",
}
_FINISHED = "Pendaftaran terkirim"


@dataclass(frozen=True)
class Act:
    """Something a person does: *text* is typed, or the button with *data* is tapped."""

    text: str = ""
    data: str = ""
    is_answer: bool = True  #: to a question, not the entry and not the sending


@dataclass(frozen=True)
class Person:
    """Somebody who registers one business; all they say follows from their number."""

    number: int

    @cached_property
    def words(self) -> dict[str, str]:
        """What is typed at each question."""
        digits = f"{self.number:08}"
        return {
            "Nama usaha": f"{self._word('a')} {self._word('b')}",
            "Nama pemilik": f"Rehulina {self._word('c')}",
            "Nomor HP": f"0812{digits}",
            "Kabupaten atau kota": PLACES[self.number % len(PLACES)],
            "Alamat usaha": f"Jl. Udara {self.number}, Desa Gurusinga, Berastagi",
            "Mulai usaha": str(2000 + self.number % 25),
        }

    def _word(self, salt: str) -> str:
        """Nine letters like no other's: no two names are taken for one."""
        digest = hashlib.sha256(f"{salt}{self.number}".encode()).digest()
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:9]).capitalize()


ENTRY = Act("/daftar", is_answer=False)


def is_last(text: str) -> bool:
    """Whether *text* says that the registration was sent."""
    return _FINISHED in text


def reply(person: Person, text: str, markup: dict[str, Any] | None) -> Act | None:
    """What *person* does when *text* with *markup* arrives; None: waits for another message."""
    buttons = _buttons(markup)
    for label in _TAPPED:
        if label in buttons:
            return Act(data=buttons[label], is_answer=label == "Setuju")
    heading = _HEADING.search(text)
    if heading is None:
        return None
    if heading[1] in _BUTTONS:
        return Act(data=buttons[_BUTTONS[heading[1]]])
    return Act(person.words[heading[1]])


def _buttons(markup: dict[str, Any] | None) -> dict[str, str]:
    rows = (markup or {}).get("inline_keyboard", ())
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}
