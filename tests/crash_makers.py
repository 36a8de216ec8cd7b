"""People who describe a product, photos and all, while the bot keeps dying.

They answer what is shown and send nothing twice: an album once, a text once. Whoever gets no
answer opens the bot again and goes on with *Lanjutkan isian*.
"""

import asyncio
import random
import re
from dataclasses import dataclass, field

from simulator.phone import Phone
from simulator.world import World
from tests.pictures import picture

_LOOK_SECONDS = 0.02
_COUNT = re.compile(r"Foto masuk: (\d+)")
_HEADING = re.compile(r"^\d+ dari \d+: (.*)$", re.MULTILINE)

#: Part of the screen → what is typed there.
_TYPED = {
    "Kode HS": ("hs", "andaliman kering"),
    "Kapasitas": ("capacity", "50 kg/minggu"),
    "Harga": ("price", "85rb"),
    "Masa simpan": ("shelf_life", "setahun"),
}
#: Part of the screen → the button that is tapped there.
_TAPPED = {
    "Pilih kelompok besarnya": "Kopi & rempah",
    "Kopi & rempah. Yang mana?": "Rempah & bumbu",
    "Ini usulan kami": "Pakai 0910.99",
    "Apakah sudah benar?": "Benar",
    "untuk berapa?": "1 kg",
    "Terpilih:": "Selesai memilih",
    "Surat yang sudah ada": "P-IRT",
    "Negara tujuan": "Jerman",
}
#: Headings that need no button to be put off; none at all is a screen that is no question.
_KNOWN = {"", "Kelompok produk", *_TYPED, *_TAPPED}
_WAYS_BACK = ("Lanjutkan isian", "Tambah produk", "Beranda")


@dataclass
class Maker:
    """One person on the way from `/produk` to a product's number."""

    world: World
    phone: Phone
    chance: random.Random
    album: int
    name: str = ""
    story: str = ""
    photos_sent: int = 0
    edits_left: int = 1
    _name_message: int = 0
    _typed: set[str] = field(default_factory=set)

    @property
    def id(self) -> int:
        """The Telegram id."""
        return self.phone.person.id

    async def makes(self) -> None:
        """Go on until the product has a number."""
        self.phone.send_text("/produk")
        while not self.is_done():
            seen = self._screen()
            if not await self._something_new(seen):
                self.phone.start()
                await self._something_new(seen)
            self._acts()

    def is_done(self) -> bool:
        """Whether the product was sent."""
        return "Produk terkirim" in self._text() or "sedang diperiksa" in self._text()

    def _acts(self) -> None:
        text = self._text()
        if "Maaf" in text:
            raise AssertionError(f"{self.id} was told: {text}")
        heading = _HEADING.search(text)
        asked = heading[1] if heading else ""
        if asked == "Nama produk":
            self._says_name()
        elif asked == "Cerita produk":
            self._once("story", f"Dijemur di para-para {self.id}")
        elif asked == "Foto produk" or _COUNT.search(text):
            self._shows_photos(text)
        elif "Periksa produk Anda" in text:
            self._reviews(text)
        else:
            self._answers(text, asked)

    def _says_name(self) -> None:
        if not self.name:
            self.name = f"Andaliman {self.id}"
            self._name_message = self.phone.send_text(self.name).message_id

    def _once(self, field_name: str, words: str) -> None:
        """A text is never typed twice, or the second would answer the next question.

        But for the words that only search for a code: they are asked for again.
        """
        if field_name == "hs" or field_name not in self._typed:
            self._typed.add(field_name)
            self.phone.send_text(words)

    def _shows_photos(self, text: str) -> None:
        if not self.photos_sent:
            self.photos_sent = self.album
            pictures = [picture(640, 480, seed=n) for n in range(self.album)]
            self.phone.send_photos(pictures)
            return
        count = _COUNT.search(text)
        if count is not None and int(count[1]) == self.photos_sent:
            self._taps("Selesai")

    def _reviews(self, text: str) -> None:
        if self.edits_left and self.chance.random() < 0.7:
            self.edits_left -= 1
            self.name = f"{self.name} baru"
            self.phone.edit_text(self._name_message, self.name)
        elif f"Nama produk: {self.name}" in text:
            self.edits_left = 0  # an edit that comes after the sending rightly changes nothing
            self._taps("Kirim produk")

    def _answers(self, text: str, asked: str) -> None:
        for part, button in _TAPPED.items():
            if part in text and button in self._buttons():
                self._taps(button)
                return
        for part, (field_name, words) in _TYPED.items():
            if part == asked:
                self._once(field_name, words)
                return
        self._taps(*(_WAYS_BACK if asked in _KNOWN else ("Lengkapi nanti", *_WAYS_BACK)))

    def _taps(self, *captions: str) -> None:
        buttons = self._buttons()
        for caption in captions:
            if caption in buttons:
                self.phone.tap(self.phone.last()["message_id"], buttons[caption])
                return

    def _buttons(self) -> dict[str, str]:
        received = self.phone.received()
        if not received:
            return {}
        under = self.phone.buttons(received[-1]["message_id"])
        return {button["text"]: button["callback_data"] for button in under}

    def _text(self) -> str:
        received = self.phone.received()
        return str(received[-1]["text"]) if received else ""

    def _screen(self) -> tuple[int, str, int]:
        received = self.phone.received()
        message_id = received[-1]["message_id"] if received else 0
        return message_id, self._text(), len(self.phone.toasts())

    async def _something_new(self, seen: tuple[int, str, int]) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.chance.uniform(1.0, 3.0)
        while loop.time() < until:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._screen() != seen:
                await asyncio.sleep(self.chance.uniform(0, 0.05))
                return True
        return False
