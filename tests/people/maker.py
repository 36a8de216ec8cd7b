"""People who describe a product: albums, edits, choices; nothing is sent twice."""

import re
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.file import FileState, StoredFile
from models.product import Product
from tests.people.visitor import Visitor, acts_on, business_of, person_of
from tests.pictures import picture

_COUNT = re.compile(r"Foto masuk: (\d+)")
_HEADING = re.compile(r"^\d+ dari \d+: (.*)$", re.MULTILINE)

#: Part of the screen → what is typed there.
_TYPED = {
    "Kode HS": "andaliman kering",
    "Kapasitas": "50 kg/minggu",
    "Harga": "85rb",
    "Masa simpan": "setahun",
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
_OFTEN = 6
_WAYS_BACK = ("Lanjutkan isian", "Tambah produk", "Beranda")


@dataclass
class Maker(Visitor):
    """One person on the way from `/produk` to a product's number."""

    patience: tuple[float, float] = field(default=(1.0, 3.0), kw_only=True)
    album: int = 3
    name: str = ""
    photos_sent: int = 0
    edits_left: int = 1
    replaces: bool = False  #: one of the photos, once they are in
    _name_message: int = 0
    _asked: int = 0  #: for photos, though they were sent

    def is_done(self) -> bool:
        """Whether the product was sent."""
        return "Produk terkirim" in self.text() or "sedang diperiksa" in self.text()

    def acts(self) -> None:
        """Answer what is asked, or go on towards it."""
        text = self.text()
        if self.waits:
            self.opens()
        elif not text:
            self.says("/produk")
        else:
            self._faces(text)

    def _faces(self, text: str) -> None:
        heading = _HEADING.search(text)
        asked = heading[1] if heading else ""
        if "Foto mana yang diganti" in text:
            self.taps(f"Foto {self.album}")
        elif "foto pengganti" in text:
            self._replaces()
        elif asked == "Nama produk":
            self._says_name()
        elif asked == "Cerita produk":
            self.says_under(f"Dijemur di para-para {self.id}")
        elif asked == "Foto produk" or _COUNT.search(text):
            self._shows_photos(text)
        elif "Periksa produk Anda" in text:
            self._reviews(text)
        else:
            self._answers(text, asked)

    def judge(self, session: Session, story: str) -> None:
        """One product, with just these answers; every photo was stored, once."""
        business = business_of(session, self)
        products = select(Product).where(Product.business_id == business.id)
        (product,) = session.scalars(products).all()
        answers = product.answers
        assert product.name == self.name, story
        assert answers["story"] == f"Dijemur di para-para {self.id}", story
        code = (answers["hs"], answers["price"], answers["price_for"])
        assert code == ("091099", 85000, "kg"), story
        assert answers["capacity"]["per_month"] == "217", story
        assert (answers["certificates"], answers["destinations"]) == (["pirt"], ["DE"]), story
        acts = acts_on(session, "product", product.id)
        assert (acts[0], acts.count("product.submitted")) == ("product.submitted", 1), story
        self._judge_photos(session, answers["photos"], story)

    def _judge_photos(self, session: Session, used: list[int], story: str) -> None:
        mine = select(StoredFile).where(StoredFile.sent_by == person_of(session, self).id)
        files = session.scalars(mine.order_by(StoredFile.id)).all()
        assert len(files) == self.photos_sent, story
        assert {file.state for file in files} == {FileState.ARCHIVED}, story
        sent = [file.id for file in files]
        if self.photos_sent == self.album:
            assert used == sent, story
        else:  # one replaced another, or they came while the form was closed
            assert set(used) <= set(sent), story
            assert self.album <= len(set(used)) == len(used) <= self.album + 1, story

    def _says_name(self) -> None:
        if not self.name:
            self.name = f"Andaliman {self.id}"
            self._name_message = self.says(self.name).message_id

    def _shows_photos(self, text: str) -> None:
        if not self.photos_sent or self._are_lost(text):
            self.photos_sent += self.album
            self._shows(*range(self.album))
            return
        count = _COUNT.search(text)
        if count is None or int(count[1]) < self.album:
            return
        if self.replaces and self.photos_sent == self.album:
            self.taps("Ganti satu foto")
        else:
            self.taps("Selesai")

    def _are_lost(self, text: str) -> bool:
        """Asked for photos again and again: they came while the form was closed."""
        self._asked += "Foto masuk" not in text
        if self._asked < _OFTEN:
            return False
        self._asked = 0
        return True

    def _replaces(self) -> None:
        """The photo is sent once; it takes the place of the one that was picked."""
        if self.photos_sent == self.album:
            self.photos_sent += 1
            self._shows(self.album)
        else:
            self.taps(f"Pakai foto {self.album} saja")

    def _shows(self, *numbers: int) -> None:
        pictures = [picture(640, 480, seed=number) for number in numbers]
        for sent in self.phone.send_photos(pictures):
            self._did(sent, "(photo)")

    def _reviews(self, text: str) -> None:
        if self.edits_left and self.chance.random() < 0.7:
            self.edits_left -= 1
            self.name = f"{self.name} baru"
            edited = self.phone.edit_text(self._name_message, self.name)
            self._did(edited, f"(edited) {self.name}")
        elif f"Nama produk: {self.name}" in text:
            self.edits_left = 0  # an edit that comes after the sending rightly changes nothing
            self.taps("Kirim produk")

    def _answers(self, text: str, asked: str) -> None:
        for part, button in _TAPPED.items():
            if part in text and button in self.buttons():
                self.taps(button)
                return
        for part, words in _TYPED.items():
            if part == asked:
                self.says_under(words)  # comes it too late, the next question does not take it
                return
        self.taps(*(_WAYS_BACK if asked in _KNOWN else ("Lengkapi nanti", *_WAYS_BACK)))
