"""An owner in mentoring: sends evidence, replaces it, takes it back, repairs what came back."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.file import StoredFile
from models.task import Checklist, Evidence
from tests.people import seeds
from tests.people.errand import Errand
from tests.people.visitor import business_of, person_of, said
from tests.pictures import picture

SENT = "Terkirim ke petugas"
TOLD = "sudah memeriksa"
_MEDIA = re.compile("foto|video|surat|berkas|PDF|sertifikat", re.IGNORECASE)
#: Part of a question → what is typed there.
_TYPED = {
    "Berapa hasil ukurnya?": "250 251 248 250 249",
    "Ceritakan": "Dijemur di para-para lima hari",
    "Berapa nomornya?": "2151207010123-31",
    "Tanggal berapa berakhirnya?": "17/3/30",
    "tanggal berapa terbitnya?": "17/3/26",
}
_REPAIRS = ("Kirim foto lagi", "Kirim lagi", "Kirim bukti", "Perbaiki 1", "Perbaiki 2")
#: How long somebody waits for the mentor, in looks at the screen.
_LOOKS = 4


@dataclass
class Prover(Errand):
    """Sends some evidence, and waits a while for what the mentor says."""

    opening: ClassVar[str] = "/tugas"
    patience: tuple[float, float] = field(default=(1.0, 3.0), kw_only=True)
    hurry: float = field(default=0.3, kw_only=True)
    settling: float = field(default=0.15, kw_only=True)
    says_yes: bool = True  #: to whatever is asked about the business and its products
    wanted: int = 3
    sent: set[tuple[int, str]] = field(default_factory=set)  #: screens that said so
    photos: int = 0
    repairs: int = 1
    _looks: int = 0

    def is_done(self) -> bool:
        """Whether enough was sent, and the wait was long enough."""
        return self._looks >= _LOOKS

    def acts(self) -> None:
        """Go on sending, or wait for what the mentor says."""
        if SENT in self.text():
            self.sent.add((self.phone.last()["message_id"], self.text()))
        if len(self.sent) < self.wanted:
            super().acts()
        elif TOLD in self.text() and self.repairs and self.taps(*_REPAIRS):
            self.repairs -= 1
            self.wanted += 1
        else:
            self._looks += 1

    def goes_on(self, text: str) -> bool:
        """Through lists and cards to the sending."""
        if SENT in text or TOLD in text:
            return self._after_sending() if SENT in text else self.taps(*_REPAIRS, "Beranda")
        if text.startswith(("Tugas ", "Langkah ")) or "Daftar yang mana?" in text:
            return self._chooses_item(text)
        return self._reads_card(text) if "Untuk: " in text else self._answers_form(text)

    def judge(self, session: Session, story: str) -> None:
        """Every photo came in once, whatever was said to be sent is kept, answers are theirs."""
        me = person_of(session, self).id
        files = session.scalars(select(StoredFile).where(StoredFile.sent_by == me)).all()
        assert len(files) == self.photos, story
        pieces = session.scalars(select(Evidence).where(Evidence.sent_by == me)).all()
        ledger = self.world.ledger.of(chat_id=self.id)
        confirmed = {said(one) for one in ledger if SENT in said(one)}  # one may be repeated
        assert len(confirmed) <= len(pieces), story
        business = business_of(session, self)
        lists = select(Checklist.answers).where(Checklist.business_id == business.id)
        answered = [answer for answers in session.scalars(lists) for answer in answers.values()]
        assert set(answered) <= {self.says_yes}, story
        asked = any("Tercatat: " in said(one) for one in ledger)
        assert bool(answered) >= asked, story

    def _chooses(self, *captions: str) -> bool:
        """Tap one of *captions* at random, or any of them if it is not there."""
        there = [caption for caption in captions if caption in self.buttons()]
        return bool(there) and self.taps(self.chance.choice(there))

    def _after_sending(self) -> bool:
        """On to the next, or back to what was just sent; a document may serve another product."""
        if self.chance.random() < 0.5:
            return self._chooses(*seeds.PRODUCTS, "Ganti bukti", "Ganti bukti")
        return self._chooses("Kerjakan berikutnya", "Buka tugas")

    def _chooses_item(self, text: str) -> bool:
        """One of the next three, or any of a list."""
        if text.startswith("Tugas "):
            return self._chooses("Kerjakan 1", "Kerjakan 2", "Kerjakan 3", "Lihat semua langkah")
        if "Daftar yang mana?" in text:
            return self._chooses(*(name for name in self.buttons() if name.endswith("%")))
        if "Menunggu" in self.buttons() and self.chance.random() < 0.5:
            return self.taps("Menunggu")
        opens = [name for name in self.buttons() if name.startswith("Buka ")]
        return self._chooses(*opens, "Berikutnya", "Semua")

    def _reads_card(self, text: str) -> bool:
        buttons = self.buttons()
        if "Ya" in buttons and "Tidak" in buttons:
            return self.taps("Ya" if self.says_yes else "Tidak")
        if "Tarik bukti" in buttons:
            return self._chooses("Ganti bukti", "Tarik bukti")
        if "Kirim buktinya sekarang" not in text:
            return False
        if self.chance.random() < 0.15:
            return self.taps("Ajukan tidak berlaku") or self._sends(text)
        return self._sends(text)

    def _sends(self, text: str) -> bool:
        proof = text.rpartition("Bukti: ")[2]
        if _MEDIA.search(proof) or "Penerbit: " in text:
            return self._shows()
        return self.says_under(_TYPED["Berapa hasil ukurnya?"])

    def _answers_form(self, text: str) -> bool:
        if "Selesai" in self.buttons():  # photos are in
            return self._shows() if self.chance.random() < 0.2 else self.taps("Selesai")
        if "Kirim foto atau berkas" in text:
            return self._shows()
        for part, words in _TYPED.items():
            if part in text:
                leaves = "Lengkapi nanti" in self.buttons() and self.chance.random() < 0.5
                return self.taps("Lengkapi nanti") if leaves else self.says_under(words)
        reasons = ("Bahannya tidak halal", "Produk saya lain", "Alasan lain")
        return self._chooses(*reasons) or self.taps("Untuk 1", "Lanjut ke tugas")

    def _shows(self) -> bool:
        """Send photos, but none twice under the same message."""
        newest = self.phone.last()["message_id"]
        if newest == self._typed_under:
            return False
        self._typed_under = newest
        numbers = range(self.chance.choice((1, 1, 2)))
        for one in self.phone.send_photos([picture(800, 640, seed=number) for number in numbers]):
            self._did(one, "(photo)")
            self.photos += 1
        return True
