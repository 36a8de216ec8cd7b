"""What was really said in the kept talks, held against the style guide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import transcripts

MOST_LINES = 8
#: Consent, review pages and what says what was done above them.
MOST_LINES_LONG = 12
LONG = re.compile(
    r"Izin pendampingan|Permission to mentor|Periksa jawaban|check your answers"
    r"|^(Pendaftaran|Produk|Perubahan|Keberatan) KE-|Ubah jawaban Anda|Change your answers"
    r"|^Semua data Anda|^All your data|^Hasil pencarian|^Riwayat",
    re.MULTILINE,
)
#: A product has ten answers, between title and question, below what was just done.
MOST_LINES_OF_A_PRODUCT = 13
PRODUCT = re.compile(r"Periksa produk|check your product")
#: Eight of the staff, with what was just done, the page and the next step.
MOST_LINES_OF_A_LIST = 13
LIST = re.compile(r"^(Peran petugas|Undangan terbuka)$", re.MULTILINE)

HEAD = re.compile(r"Bot → (?P<who>.+?)(?: \(ubah\))?(?P<popup> \(popup\))?: ")
ROW = re.compile(r"(\[[^\[\]]+\] ?)+")
LAST_ROW = re.compile(r"(\[(Kembali|Back)\] |\[(Berikutnya|Lihat riwayat)\] )?\[(Beranda|Home)\]")

#: A letter that the reader only passes on.
FOR_SOMEBODY_ELSE = re.compile(r"Buka di Telegram: .*")

#: Screens without a last row: consent, and the doors of the house.
NO_LAST_ROW = re.compile(
    r"Izin pendampingan|Lebih lengkap|Permission|In more detail|Baik, tidak apa-apa"
    r"|^Beranda|^Home|Selamat datang di|Welcome to",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Said:
    """One message of the bot: its lines, and its rows of buttons."""

    talk: str
    who: str
    lines: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def messages() -> Iterator[Said]:
    for file in sorted(transcripts.FOLDER.glob("*.txt")):
        for block in re.split(r"\n{2,}", file.read_text("utf-8")):
            for part in re.split(r"\n(?=Bot → )", block):
                head = HEAD.search(part)
                if head and not head["popup"]:
                    lines = part[head.end() :].rstrip().split("\n")
                    text = [line for line in lines if not ROW.fullmatch(line)]
                    rows = [line for line in lines if ROW.fullmatch(line)]
                    yield Said(file.stem, head["who"], tuple(text), tuple(rows))


@pytest.fixture(scope="module")
def said() -> list[Said]:
    found = list(messages())
    assert found
    return found


def test_one_screen_is_read_without_scrolling(said: list[Said]) -> None:
    for message in said:
        most = MOST_LINES_LONG if LONG.search(message.text) else MOST_LINES
        most = MOST_LINES_OF_A_PRODUCT if PRODUCT.search(message.text) else most
        most = MOST_LINES_OF_A_LIST if LIST.search(message.text) else most
        assert len(message.lines) <= most, f"{message.talk}\n{message.text}"


def test_buttons_lie_two_a_row_in_eight_rows(said: list[Said]) -> None:
    for message in said:
        assert len(message.rows) <= 8, f"{message.talk}\n{message.text}"
        assert all(row.count("[") <= 2 for row in message.rows), message.talk


def test_every_screen_leads_home(said: list[Said]) -> None:
    for message in said:
        alone = "(grup)" not in message.who  # in a group there is no home
        if message.rows and alone and not NO_LAST_ROW.search(message.text):
            assert LAST_ROW.fullmatch(message.rows[-1]), f"{message.talk}\n{message.text}"


def test_one_message_asks_one_thing(said: list[Said]) -> None:
    for message in said:
        if not message.text.startswith(("Bantuan", "Help")):
            asked = FOR_SOMEBODY_ELSE.sub("", message.text)
            assert asked.count("?") <= 1, f"{message.talk}\n{message.text}"


def test_nothing_is_said_twice_in_a_line(said: list[Said]) -> None:
    for message in said:
        assert ".." not in message.text, f"{message.talk}\n{message.text}"
