"""The style guide of the bot's messages as functions: a message in, what is wrong with it out.

Every talk is held against them in full, before it is kept in brief.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.forms.core import leading
from models.forms.definition import Form
from models.forms.product import ProductForm
from models.forms.registration import Registration
from tests.brevity import HEAD

MOST_LINES = 8
#: Consent, cards, findings, the trail, and lists of requirements.
MOST_LINES_LONG = 12
LONG = re.compile(
    r"Izin pendampingan|Permission to mentor|^(Produk|Perubahan|Keberatan) KE-"
    r"|^Hasil pencarian|^Riwayat|^Syarat .* ke |^Requirements: |^Kemasan |^Packaging: "
    r"|^\d+ dari \d+: |^Binaan: |^Perjalanan |^The journey of",
    re.MULTILINE,
)
#: Eight of the staff, with what was just done, the page and the next step.
MOST_LINES_OF_A_LIST = 13
LIST = re.compile(r"^(Peran petugas|Undangan terbuka)$", re.MULTILINE)
MOST_ROWS = 8
#: Pages of answers have a line for each, between title and question, below what was just done.
BESIDE_THE_ANSWERS = 3
PAGES_OF_ANSWERS: dict[type[Form], re.Pattern[str]] = {
    Registration: re.compile(
        r"Periksa jawaban|check your answers|^Pendaftaran KE-|Ubah jawaban Anda"
        r"|Change your answers|^Semua data Anda|^All your data",
        re.MULTILINE,
    ),
    ProductForm: re.compile(r"Periksa produk|check your product"),
}
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

    who: str
    lines: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as they are read."""
        return "\n".join(self.lines)


def messages(talk: str) -> Iterator[Said]:
    """What the bot said in a talk."""
    for block in re.split(r"\n{2,}", talk):
        for part in re.split(r"\n(?=Bot → )", block):
            head = HEAD.search(part)
            if head and not head["popup"]:
                lines = part[head.end() :].rstrip().split("\n")
                text = [line for line in lines if not ROW.fullmatch(line)]
                rows = [line for line in lines if ROW.fullmatch(line)]
                yield Said(head["who"], tuple(text), tuple(rows))


def breaches(talk: str) -> list[str]:
    """Each message of a talk that breaks a rule, below that rule."""
    return [
        f"{rule.__doc__}\n{said.text}"
        for said in messages(talk)
        for rule in RULES
        if not rule(said)
    ]


def is_read_without_scrolling(said: Said) -> bool:
    """One screen is read without scrolling."""
    most = MOST_LINES_LONG if LONG.search(said.text) else MOST_LINES
    for form, page in PAGES_OF_ANSWERS.items():
        if page.search(said.text):
            most = len(leading(form, {})) + BESIDE_THE_ANSWERS
    most = MOST_LINES_OF_A_LIST if LIST.search(said.text) else most
    return len(said.lines) <= most


def has_two_buttons_a_row_in_eight_rows(said: Said) -> bool:
    """Buttons lie two a row, in eight rows."""
    return len(said.rows) <= MOST_ROWS and all(row.count("[") <= 2 for row in said.rows)


def leads_home(said: Said) -> bool:
    """Every screen leads home; in a group there is none."""
    if not said.rows or "(grup)" in said.who or NO_LAST_ROW.search(said.text):
        return True
    return LAST_ROW.fullmatch(said.rows[-1]) is not None


def asks_one_thing(said: Said) -> bool:
    """One message asks one thing."""
    if said.text.startswith(("Bantuan", "Help")):
        return True
    return FOR_SOMEBODY_ELSE.sub("", said.text).count("?") <= 1


def stops_once(said: Said) -> bool:
    """No sentence ends with two full stops."""
    return ".." not in said.text


Rule = Callable[[Said], bool]
RULES: tuple[Rule, ...] = (
    is_read_without_scrolling,
    has_two_buttons_a_row_in_eight_rows,
    leads_home,
    asks_one_thing,
    stops_once,
)
