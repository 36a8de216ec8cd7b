"""People who ask: the staff, for another language, for what is kept about them."""

from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.message import MessageState, StaffMessage
from models.services.privacy import ERASURE
from tests.people.errand import Errand
from tests.people.visitor import Visitor, acts_on, person_of, words


@dataclass
class Asker(Visitor):
    """Writes to the staff, and waits for the answer."""

    question: str = ""
    _passed: tuple[int, str] | None = None

    def is_done(self) -> bool:
        """Whether the answer came."""
        return any(" menjawab\n" in words(one) for one in self.phone.received())

    def acts(self) -> None:
        """Ask once; pass it on, again if nothing is said to that."""
        if not self.question:
            self.question = f"Kapan bisa ekspor, {self.id}?"
            self.says(self.question)
        elif "Terkirim ke petugas" in self.text():
            self._passed = None
        elif self.taps("Kirim ke petugas"):
            self._passed = self._tapped
        elif self._passed is not None:
            self._tapped = self._passed
            self.taps_again()

    def judge(self, session: Session, story: str) -> None:
        """One message, passed on once and answered once."""
        mine = select(StaffMessage).where(StaffMessage.person_id == person_of(session, self).id)
        (message,) = session.scalars(mine).all()
        assert (message.text, message.state) == (self.question, MessageState.ANSWERED), story
        acts = acts_on(session, "message", message.id)
        assert acts == ["message.passed_on", "message.answered"], story
        told = [one for one in self.phone.received() if " menjawab\n" in words(one)]
        assert all((message.answer or "") in words(one) for one in told), story


@dataclass
class Linguist(Errand):
    """Changes the language to and fro."""

    opening: ClassVar[str] = "/bahasa"
    wanted: list[str] = field(default_factory=lambda: ["en", "id", "en"])

    def is_done(self) -> bool:
        """Whether the last language was taken."""
        self._notes()
        return not self.wanted

    def _notes(self) -> None:
        taken = {"en": "we speak English", "id": "kita memakai bahasa Indonesia"}
        if self.wanted and taken[self.wanted[0]] in self.text():
            self.wanted.pop(0)

    def goes_on(self, text: str) -> bool:
        """Choose where the choice is offered."""
        caption = {"en": "English", "id": "Bahasa Indonesia"}[self.wanted[0]]
        return "Choose a language" in text and self.taps(caption)

    def judge(self, session: Session, story: str) -> None:
        """It is the language of the last screen."""
        assert person_of(session, self).language == "en", story


@dataclass
class Reader(Errand):
    """Reads what is kept, and asks for its erasure."""

    opening: ClassVar[str] = "/datasaya"
    has_read: bool = False

    def is_done(self) -> bool:
        """Whether the wish was noted."""
        return self.text().startswith("Tercatat, ")

    def goes_on(self, text: str) -> bool:
        """First everything is read."""
        if "Semua data Anda" in text:
            self.has_read = True
        if not self.has_read:
            return self.taps("Lihat data saya", "Kembali")
        return self.taps("Minta dihapus", "Hapus data saya", "Kembali")

    def judge(self, session: Session, story: str) -> None:
        """The wish reached the staff, once."""
        me = person_of(session, self)
        wishes = select(StaffMessage).where(
            StaffMessage.person_id == me.id, StaffMessage.kind == ERASURE
        )
        states = [wish.state for wish in session.scalars(wishes)]
        assert len(states) == acts_on(session, "person", me.id).count("erasure.asked"), story
        assert states, story
        assert MessageState.OPEN not in states[:-1], story  # asked again once it was answered
