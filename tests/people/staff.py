"""The staff: two or more at once on the same queue, the same messages, and a letter."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.curation import Decision
from models.message import StaffMessage
from models.nomination import Nomination, NominationState
from tests.people.errand import Errand, asks
from tests.people.visitor import acts_on, person_of

_LINK = re.compile(r"\?start=(\S+)")
_VERDICT = re.compile(r"^(\d+(?:/\d+)?): ((?:disetujui|ditolak) [^,]*|.* minta perbaikan)")


@dataclass
class Clerk(Errand):
    """One of the staff: goes on until told that it is closing time."""

    reading: tuple[float, float] = field(default=(0.1, 0.4), kw_only=True)
    closing: bool = False

    def is_done(self) -> bool:
        """Whether it is closing time, and nothing is half done."""
        return self.closing and not self.is_busy()

    def is_busy(self) -> bool:
        """Whether the screen shows something half done."""
        raise NotImplementedError


@dataclass
class Curator(Clerk):
    """Takes cards, decides on them, sometimes takes it back."""

    opening: ClassVar[str] = "/kurasi"
    #: Part of the screen → the button tapped there.
    on_the_way: ClassVar[dict[str, tuple[str, ...]]] = {
        "mengapa ditolak": ("Data belum pasti",),
        "apa yang kurang pada": ("Periksa lagi",),
        "Terpilih: belum ada": ("Nama pemilik", "Nama produk"),
        "pilih jawaban yang perlu diperbaiki": ("Selesai memilih",),
    }
    read: set[str] = field(default_factory=set)  #: numbers with an own decision on the screen

    def is_busy(self) -> bool:
        """Whether a card is held."""
        return "Setujui" in self.buttons() or "Kirim ke pemilik" in self.buttons()

    def goes_on(self, text: str) -> bool:
        """Whatever the card offers."""
        buttons, draw = self.buttons(), self.chance.random()
        if "Batalkan (60 detik)" in buttons:
            found = _VERDICT.match(text)
            if found is not None and self.phone.person.name in found[2]:
                self.read.add(found[1])
            return self.taps("Batalkan (60 detik)" if draw < 0.2 else "Berikutnya")
        if "Setujui" in buttons:
            verdicts = ("Setujui", "Setujui", "Minta perbaikan", "Tolak", "Lepaskan")
            return self.taps(self.chance.choice(verdicts))
        for part, captions in self.on_the_way.items():
            if part in text:
                return self.taps(*captions)
        if "Ambil" in buttons and draw < 0.8:
            return self.taps("Ambil")
        return self.taps("Kirim ke pemilik", "Berikutnya")

    def judge(self, session: Session, story: str) -> None:
        """Every decision that was seen is kept."""
        mine = select(Decision.entry_id).where(Decision.decided_by == person_of(session, self).id)
        assert len(set(session.scalars(mine))) >= len(self.read), story


@dataclass
class Answerer(Clerk):
    """Answers what people ask the staff."""

    opening: ClassVar[str] = "/pesan"

    def is_busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return "Tidak ada pesan" not in self.text()

    def goes_on(self, text: str) -> bool:
        """To a message, to its answer, and out with it."""
        if "Tulis jawaban Anda" in text:
            return self.answers(f"Jawaban {self.id}")
        if "Tidak ada pesan" in text:  # looks again after a while
            return True
        return self.taps("Kirim jawaban", "Jawab")

    def judge(self, session: Session, story: str) -> None:
        """What was kept as an answer was typed, and no answer serves twice."""
        mine = select(StaffMessage.answer).where(
            StaffMessage.answered_by == person_of(session, self).id
        )
        kept = list(session.scalars(mine))
        assert set(kept) <= set(self.typed), story
        assert len(set(kept)) == len(kept), story


@dataclass
class Nominator(Errand):
    """Types in one business of a letter, and gets the link for its owner."""

    opening: ClassVar[str] = "/usulan"

    @property
    def link(self) -> str:
        """The payload of the link that was read."""
        found = _LINK.search(self.text())
        return found[1] if found else ""

    def is_done(self) -> bool:
        """Whether a link is on the screen."""
        return "Kirim undangan ini" in self.text() and bool(self.link)

    def goes_on(self, text: str) -> bool:
        """Answer the form; what is wrong on the review page is answered again."""
        if asks(text, "Nama usaha"):
            return self.answers(f"Usulan {self.id}")
        if asks(text, "Nama pemilik"):
            return self.answers(f"Ibu {self.id}")
        if asks(text, "Kabupaten atau kota"):
            self.says_under("karo")
            return True
        if "Simpan usulan" in self.buttons():
            return self._reviews(text)
        return self.taps("Lengkapi nanti", "Tambah usulan", "Lanjutkan isian")

    def _reviews(self, text: str) -> bool:
        for label, begin, edit in (
            ("Nama usaha", "Usulan", "Ubah nama usaha"),
            ("Nama pemilik", "Ibu", "Ubah nama pemilik"),
        ):
            if f"{label}: {begin}" not in text:
                return self.taps(edit)
        return self.taps("Simpan usulan")

    def judge(self, session: Session, story: str) -> None:
        """Each nomination was taken in once (whoever missed a link began anew); one is claimed."""
        names = [name for name in self.typed if name.startswith("Usulan")]
        found = select(Nomination).where(Nomination.business_name.in_(names))
        claimed = 0
        for nomination in session.scalars(found):
            acts = acts_on(session, "nomination", nomination.id)
            is_claimed = nomination.state == NominationState.CLAIMED
            assert acts.count("nomination.taken_in") == 1, story
            assert acts.count("nomination.claimed") == is_claimed, story
            claimed += is_claimed
        assert claimed == 1, story
