"""Mentors who judge evidence, two or more at once on the same businesses."""

from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from tests.people.staff import Clerk
from tests.people.visitor import person_of

#: Part of the screen → the buttons that are no answer to it.
_NO_REASON = {"Tulis sendiri", "Kembali", "Beranda"}
_VERDICTS = ("Terima", "Setujui")
_REPAIRS = ("Minta perbaikan", "Tetap perlu")


@dataclass
class Mentor(Clerk):
    """Takes what waits, judges it, skips it, takes it back; sometimes what a colleague has."""

    opening: ClassVar[str] = "/tinjau"
    patience: tuple[float, float] = field(default=(1.0, 3.0), kw_only=True)
    hurry: float = field(default=0.3, kw_only=True)
    settling: float = field(default=0.1, kw_only=True)
    reading: tuple[float, float] = field(default=(0.0, 0.1), kw_only=True)

    def is_busy(self) -> bool:
        """Whether a card is held, or a verdict not sent."""
        return any(name in self.buttons() for name in (*_VERDICTS, "Lanjut", "Kirim sekarang"))

    def goes_on(self, text: str) -> bool:
        """Whatever the screen offers."""
        buttons = self.buttons()
        if any(name in buttons for name in _VERDICTS):
            return self._judges()
        if "Apa yang perlu diperbaiki?" in text or "Mengapa langkah ini tetap perlu?" in text:
            return self.taps(self.chance.choice(sorted(set(buttons) - _NO_REASON)))
        if "Lanjut" in buttons:
            others = ("Lanjut", "Lanjut", "Lanjut", "Ubah alasan", "Kembali")
            return self.taps(self.chance.choice(others))
        if "Keputusan mana" in text:
            undo = sorted(name for name in buttons if name.startswith("Batalkan "))
            return self.taps(self.chance.choice(undo))
        return self._ends() if "Kirim sekarang" in buttons else self._begins(text)

    def judge(self, session: Session, story: str) -> None:
        """Every verdict that was confirmed is kept."""
        mine = select(AuditEntry.action).where(AuditEntry.actor_id == person_of(session, self).id)
        acts = list(session.scalars(mine))
        told = [one.text for one in self.phone.toasts()]
        assert told.count("Diterima.") <= acts.count("task.accepted"), story
        assert told.count("Dicatat: perlu perbaikan.") <= acts.count("task.returned"), story

    def _begins(self, text: str) -> bool:
        """Begin, or end what was left; where nothing waits, look again after a while."""
        ways = ("Selesai",) if self.closing else ("Mulai meninjau", "Selesai")
        return self.taps(*ways) or "Tidak ada bukti" in text

    def _judges(self) -> bool:
        draw = self.chance.random()
        if self.closing:
            return self.taps("Selesai")
        if draw < 0.1 and self._takes_a_colleagues():
            return True
        if draw < 0.2:
            return self.taps(self.chance.choice(("Lewati", "Selesai")))
        if draw < 0.3 and "Batalkan satu" in self.buttons():
            return self.taps("Batalkan satu")
        return self.taps(*(_REPAIRS if draw < 0.55 else _VERDICTS))

    def _ends(self) -> bool:
        """Send what was decided, take one back, go on, or leave it to the clock."""
        if self.closing or self.chance.random() < 0.5:
            return self.taps("Kirim sekarang")
        ways = ["Batalkan satu", "Mulai meninjau", "Beranda"]
        return self.taps(self.chance.choice(ways)) or self.taps("Kirim sekarang")

    def _takes_a_colleagues(self) -> bool:
        """Judge the very piece that a colleague has before them, at the same moment."""
        begin = f"{type(self).__name__} "
        for person in self.world.people.values():
            if person.name.startswith(begin) and person.id != self.id:
                phone = self.world.phone(person)
                shown = phone.received()
                under = phone.buttons(shown[-1]["message_id"]) if shown else []
                for one in under:
                    if one["text"] in _VERDICTS and "callback_data" in one:
                        mine = self.phone.last()["message_id"]
                        act = self.phone.tap(mine, one["callback_data"], forged=True)
                        self._did(act, f"[{one['text']}] of {person.name}")
                        return True
        return False
