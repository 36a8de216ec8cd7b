"""Owners of a business that was sent: they change, repair, appeal, withdraw, invite."""

import re
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business, MemberRole, Membership
from models.entry import EntryState
from models.person import Person
from tests.people import seeds
from tests.people.errand import Errand, asks
from tests.people.visitor import acts_on, business_of, person_of

_LINK = re.compile(r"\?start=(\S+)")
_WAY = ("Lihat pendaftaran", "Lanjutkan isian", "Beranda")


@dataclass
class Changer(Errand):
    """Gives the business another name."""

    def is_done(self) -> bool:
        """Whether the bot says that the change was sent, or the entry shows it."""
        text = self.text()
        shown = bool(self.typed) and f"Nama usaha: {self.typed[-1]}" in text
        return "Perubahan terkirim" in text or (shown and text.startswith("Pendaftaran KE-"))

    def goes_on(self, text: str) -> bool:
        """To the entry, to its form, to the question; then the change is sent."""
        if asks(text, "Nama usaha"):
            return self.answers(f"Usaha baru {self.id}")
        if "Kirim perubahan" in self.buttons():
            return self.taps("Kirim perubahan" if self._is_listed(text) else "Ubah nama usaha")
        return self.taps("Ubah jawaban", *_WAY)

    def _is_listed(self, text: str) -> bool:
        return any(line.endswith(name) for line in text.splitlines() for name in self.typed)

    def judge(self, session: Session, story: str) -> None:
        """The name is one that was typed, and was sent once."""
        business = business_of(session, self)
        assert (business.pending or business.answers)["business_name"] in self.typed, story
        assert acts_on(session, "business", business.id).count("business.changed") == 1, story


@dataclass
class Repairer(Errand):
    """Repairs the answers that were returned."""

    def is_done(self) -> bool:
        """Whether nothing is left to repair."""
        text = self.text()
        is_home = text.startswith("Beranda: ") and "yang perlu Anda perbaiki" not in text
        return "Perbaikan terkirim" in text or is_home

    def goes_on(self, text: str) -> bool:
        """Only what was returned is asked."""
        if asks(text, "Nama pemilik"):
            return self.answers(f"Pemilik {self.id}")
        if asks(text, "Alamat usaha"):
            return self.answers(f"Jl. Baru {self.id}")
        return self.taps("Kirim perubahan", "Perbaiki sekarang", *_WAY)

    def judge(self, session: Session, story: str) -> None:
        """Both answers are among those typed, they are two, and they were sent once."""
        business = business_of(session, self)
        kept = [business.answers[field] for field in seeds.RETURNED]
        assert set(kept) <= set(self.typed), story
        assert len(set(kept)) == len(kept), story
        assert acts_on(session, "business", business.id).count("business.repaired") == 1, story


@dataclass
class Appellant(Errand):
    """Appeals against a rejection."""

    def is_done(self) -> bool:
        """Whether the appeal was received."""
        return "Keberatan diterima" in self.text() or "Keberatan Anda diperiksa" in self.text()

    def goes_on(self, text: str) -> bool:
        """Tell why; no photos."""
        if asks(text, "Keberatan"):
            return self.answers(f"Kami membuat sendiri {self.id}")
        if asks(text, "Foto"):
            return self.taps("Lengkapi nanti")
        return self.taps("Kirim keberatan", "Ajukan keberatan", *_WAY)

    def judge(self, session: Session, story: str) -> None:
        """The appeal is kept with these words, once."""
        business = business_of(session, self)
        assert (business.appeal or {})["words"] in self.typed, story
        assert acts_on(session, "business", business.id).count("business.appealed") == 1, story


@dataclass
class Withdrawer(Errand):
    """Takes the registration back."""

    def is_done(self) -> bool:
        """Whether the business is gone."""
        text = self.text()
        return "sudah ditarik" in text or "Anda belum mendaftarkan usaha" in text

    def goes_on(self, text: str) -> bool:
        """The same caption asks, and does it."""
        del text
        return self.taps("Tarik pendaftaran", *_WAY)

    def judge(self, session: Session, story: str) -> None:
        """It is withdrawn, once, and waits for nobody."""
        business = business_of(session, self)
        assert (business.state, business.waiting_since) == (EntryState.WITHDRAWN, None), story
        assert acts_on(session, "business", business.id).count("business.withdrawn") == 1, story


@dataclass
class Inviter(Errand):
    """Makes a link for somebody who helps."""

    @property
    def link(self) -> str:
        """The payload of the link that was read."""
        found = _LINK.search(self.text())
        return found[1] if found else ""

    def is_done(self) -> bool:
        """Whether a link is on the screen."""
        return "Undangan untuk satu orang" in self.text() and bool(self.link)

    def goes_on(self, text: str) -> bool:
        """To the members, and there to the link."""
        del text
        return self.taps("Undang orang", "Atur pengurus", "Beranda")

    def judge(self, session: Session, story: str) -> None:
        """They are the owner still."""
        role = select(Membership.role).join(Person, Person.id == Membership.person_id)
        assert session.scalar(role.where(Person.telegram_id == self.id)) == MemberRole.OWNER, story


@dataclass
class Helper(Errand):
    """Comes by the link of an owner."""

    opening: ClassVar[str] = "/beranda"
    link: str = ""

    def acts(self) -> None:
        """Open the link first."""
        if not self.text() and not self.waits:
            self._did(self.phone.start(self.link), f"/start {self.link}")
        elif self.text():
            super().acts()

    def is_done(self) -> bool:
        """Whether they agreed and see the business."""
        text = self.text()
        return "Anda sekarang mengurus" in text or text.startswith("Beranda: ")

    def goes_on(self, text: str) -> bool:
        """The notice is agreed to."""
        del text
        return self.taps("Setuju", "Beranda")

    def judge(self, session: Session, story: str) -> None:
        """An operator of one business, joined once."""
        me = person_of(session, self)
        mine = select(Membership).where(Membership.person_id == me.id)
        (membership,) = session.scalars(mine).all()
        assert membership.role == MemberRole.OPERATOR, story
        business = session.get_one(Business, membership.business_id)
        assert acts_on(session, "business", business.id).count("membership.joined") == 1, story
