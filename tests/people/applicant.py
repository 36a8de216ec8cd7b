"""People who register: some straight on, some wander."""

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from bot import form_values
from bot.texts import texts
from models.forms.core import Accepted, Position, answer, leading
from models.forms.definition import Question
from models.forms.inputs import Typed
from models.forms.registration import Registration
from tests.people.visitor import Visitor, acts_on, business_of, said

_SAY = texts("id")
#: What is asked, in this order.
_FIELDS = {question.field: question for question in leading(Registration, {})}
QUESTIONS = range(1, len(_FIELDS) + 1)
REVIEW, SENT = len(_FIELDS) + 1, len(_FIELDS) + 2
QUESTION = re.compile(rf"<b>(\d+) dari {len(_FIELDS)}: ")
_ASKED = re.compile(rf"(\d+) dari {len(_FIELDS)}: .*", re.DOTALL)

_WORDS = frozenset(("business_name", "owner_name", "address"))
_LATER, _LEFT = "Lengkapi nanti", "lengkapi nanti"

#: The buttons that answer a question, and what is kept.
_CHOICES = {
    "turnover": {
        "Di bawah Rp300 juta": "under300",
        "Rp300 juta–2 miliar": "to2b",
        "Rp2–15 miliar": "to15b",
        "Rp15–50 miliar": "to50b",
        "Di atas Rp50 miliar": "over50b",
    },
    "exported": {
        "Belum pernah": "never",
        "Pernah, langsung": "direct",
        "Pernah, lewat orang lain": "through",
    },
}

#: What is typed for a place, how it is called (and what is tapped if asked), what is kept.
_PLACES = (
    ("karo", "Kabupaten Karo", "12.06"),
    ("Kab. Langkat", "Kabupaten Langkat", "12.05"),
    ("siantar", "Kota Pematangsiantar", "12.72"),
    ("nias", "Kabupaten Nias Utara", "12.24"),
    ("Deliserdnag", "Kabupaten Deli Serdang", "12.07"),
)
#: Screens that are not the form: the button that leads back to it.
_WAYS_BACK = ("Ya, usaha saya", "Lanjutkan isian", "Daftarkan usaha saya", "Setuju", "Beranda")
_OTHER = "Ini usaha lain"
_DETOURS = ("kembali", "/beranda", "/bantuan", "/batal", "/daftar")


@dataclass(frozen=True)
class Answer:
    """What somebody answers a question with."""

    value: Any  #: what is kept
    shown: str  #: how the review page shows it
    typed: str = ""  #: empty: the own number is shared, or a button is tapped
    tapped: str = ""


@dataclass
class Applicant(Visitor):
    """One person on the way from `/start` to a number."""

    wanders: bool = False  #: goes back, looks elsewhere, changes answers
    invitation: str = ""  #: the payload of the link this person comes by
    sent: dict[str, Any] = field(default_factory=dict)  #: the last answer to each question
    went_back: bool = False  #: and so was rightly asked an earlier question again
    _meant: dict[str, Answer | None] = field(default_factory=dict)  #: none = left for later
    _put_off: set[str] = field(default_factory=set)  #: left by a word, not by the button
    _read: dict[str, str] = field(default_factory=dict)  #: how the review page shows `sent`
    _answered: str = ""  #: the question that was answered and is still on the screen

    def is_done(self) -> bool:
        """Whether the screen says that the registration was sent."""
        text = self.text()
        return "Pendaftaran terkirim" in text or "Nomor: KE-" in text

    def opens(self) -> None:
        """Open the bot, at first by the link."""
        if not self.text() and self.invitation:
            self._did(self.phone.start(self.invitation), f"/start {self.invitation}")
        else:
            super().opens()

    def acts(self) -> None:
        """Answer what is asked, or go on towards it."""
        text = self.text()
        if self.waits and self._tapped and self.chance.random() < 0.5:
            self.taps_again()
            return
        self._tapped = None
        if not text or self.waits:
            self.opens()
        elif (number := _ASKED.search(text)) is not None:
            self._faces(tuple(_FIELDS)[int(number[1]) - 1])
        elif "Periksa jawaban Anda" in text:
            self._reviews()
        elif not text.startswith("Tersimpan: "):  # else the next question is on its way
            self._goes_on(text)

    def judge(self, session: Session, story: str) -> None:
        """One business, with just these answers; every question was seen."""
        business = business_of(session, self)
        sent, nib = self.sent, self.sent.get("nib")
        assert business.answers == sent, story
        assert (business.phone, business.regency) == (sent["phone"], sent["regency"]), story
        assert business.nib == (None if nib == "none" else nib), story
        assert acts_on(session, "business", business.id)[0] == "business.submitted", story
        assert acts_on(session, "business", business.id).count("business.submitted") == 1, story
        ledger = self.world.ledger.of(chat_id=self.id)
        assert {*QUESTIONS, REVIEW} <= {step(said(entry)) for entry in ledger}, story
        asked = any("Sebentar. " in said(entry) for entry in ledger)
        noted = business.similar_to is not None
        assert asked or not noted, story
        assert asked == noted or self.went_back, story

    def _goes_on(self, text: str) -> None:
        """Answer what is asked besides the form, or go back to it."""
        if "Apakah maksud Anda" in text or "Nama itu dipakai" in text:
            self._taps_or_opens(self._read["regency"])
        else:
            self._taps_or_opens(_OTHER, *_WAYS_BACK)

    def _faces(self, question: str) -> None:
        if self.wanders and self.chance.random() < 0.25:
            self.went_back = True
            self.says(self.chance.choice(_DETOURS))
            return
        self._answered = self._asked()
        answer = self._means(question)
        if answer is None:
            self._leaves(question)
            return
        self.sent[question], self._read[question] = answer.value, answer.shown
        if answer.tapped:
            self._taps_or_opens(answer.tapped)
        elif answer.typed:
            self.says(answer.typed)
        else:
            self._did(self.phone.send_contact(), "(the own number)")

    def _means(self, question: str) -> Answer | None:
        """The answer to *question*; only who wanders makes up another when asked again."""
        if self.wanders or question not in self._meant:
            leaves = _FIELDS[question].ask.optional and self.chance.random() < 0.6
            self._meant[question] = None if leaves else self._makes_up(question)
        return self._meant[question]

    def _leaves(self, question: str) -> None:
        if question not in self._put_off and self.chance.random() < 0.2:
            self._put_off.add(question)  # typed twice it would leave the next one, too
            self.says("nanti")
        else:
            self._taps_or_opens(_LATER)

    def _makes_up(self, question: str) -> Answer:
        chance = self.chance
        match question:
            case "phone":
                return self._telephone()
            case "regency":
                typed, shown, value = chance.choice(_PLACES)
                return Answer(value, shown, typed)
            case "turnover" | "exported":
                button, value = chance.choice(tuple(_CHOICES[question].items()))
                return Answer(value, button, tapped=button)
            case "founded":
                year = chance.randint(1950, 2025)
                return Answer(year, str(year), str(year))
            case "nib":
                return self._permit()
        return self._own_words(question) if question in _WORDS else _example(_FIELDS[question])

    def _own_words(self, question: str) -> Answer:
        words = f"{question} {self.id} {self.chance.randrange(1000)}"
        return Answer(words, words, words)

    def _telephone(self) -> Answer:
        digits = self.phone.person.phone.removeprefix("62")
        if self.wanders:
            digits = f"812{self.chance.randrange(10**8):08d}"
        shown = f"0{digits[:3]}-{digits[3:7]}-{digits[7:]}"
        return Answer(f"+62{digits}", shown, f"0{digits}" if self.wanders else "")

    def _permit(self) -> Answer:
        """An own number, or none yet."""
        if self.chance.random() < 0.3:
            return Answer("none", "Belum punya NIB", tapped="Belum punya NIB")
        digits = f"912{self.id % 10**10:010d}"
        return Answer(digits, digits, digits)

    def _reviews(self) -> None:
        shown = re.findall(r"^\d+\. .*?: (.*)$", self.text(), re.MULTILINE)
        for name, value in zip(_FIELDS, shown, strict=True):
            differs = value != self._read.get(name, _LEFT)
            if differs or (self.wanders and self.chance.random() < 0.05):
                self.went_back = True
                if differs:  # something typed twice came in here: it is not left like that
                    self._meant[name] = self._makes_up(name)
                self._taps_or_opens(*(_part(_FIELDS[name], part) for part in ("edit", "fill")))
                return
        for _ in range(self.chance.choice((1, 1, 2))):  # some tap in a hurry
            self._taps_or_opens("Kirim pendaftaran")

    def _taps_or_opens(self, *captions: str) -> None:
        """Tap the first of *captions* that the newest message has; open the bot if none."""
        if not self.taps(*captions):
            self.opens()

    def _asked(self) -> str:
        """The question on the screen, without the line above it; empty if there is none."""
        found = _ASKED.search(self.text())
        return found[0] if found else ""

    def _is_new(self, seen: tuple[int, str, int]) -> bool:
        """A question that is only repeated is nothing new: its answer is under way."""
        if self._answered and self._asked() != self._answered:
            self._answered = ""
        return super()._is_new(seen) and not self._answered


def _part(question: Question, part: str) -> str:
    key = f"form.{question.form}.{question.field}.{part}"
    return _SAY.plain(key) if _SAY.has(key) else ""


def _example(question: Question) -> Answer:
    """What the hint of a question says that nobody here has a word of their own for."""
    typed = _part(question, "hint").removeprefix("Contoh: ")
    taken = answer(Registration, Position({}, cursor=question.field), Typed(typed))
    assert isinstance(taken, Accepted), f"{question.field}: the hint {typed!r} is no answer"
    return Answer(taken.value, form_values.value(_SAY, question, taken.value), typed)


def step(text: str) -> int:
    """Which of the questions, the review or the receipt a message shows; 0 = none of them."""
    if found := QUESTION.search(text):
        return int(found[1])
    if "Periksa jawaban Anda" in text:
        return REVIEW
    return SENT if "Pendaftaran terkirim" in text else 0
