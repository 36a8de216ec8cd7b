"""Judging evidence: `[Terima]`, `[Minta perbaikan]` with its reason, perhaps spoken."""

from bot import forms
from bot.open_form import OpenForm
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from handlers.mentor import review, review_card
from handlers.mentor.place import Place
from handlers.mentor.review_card import SLOT
from models.errors import ClinicError, NotAllowedError
from models.forms.core import Position
from models.forms.definition import Answers, Form
from models.forms.evidence_reasons import APPLIES, OWN, READY, returning
from models.forms.reviewing import EvidenceVoice, EvidenceWords
from models.services import review_queue, reviewing
from models.services.decisions import Reason
from models.services.review_queue import Case, StaleError
from models.task import EvidenceKind


def accept(turn: Turn) -> None:
    """`[Terima]`: judged, and on to the next."""
    tap = turn.tap
    task_id, seen = (tap.subject, tap.revision) if tap else (0, 0)
    try:
        sitting = reviewing.accept(turn.session, turn.actor, task_id, seen=seen, now=turn.now)
    except ClinicError as refusal:
        review.refused(turn, task_id, refusal)
        return
    place, _rest = review.place_of(turn)
    turn.toast("review.toast_accepted")
    review.show_next(turn, place.following(), business_id=sitting.business_id, after=task_id)


def repair(turn: Turn) -> None:
    """`[Minta perbaikan]`: what is to be repaired?"""
    case = review.held(turn)
    if case is not None:
        _show_reasons(turn, case, review.place_of(turn)[0])


def why(turn: Turn) -> None:
    """A ready reason was picked, or `[Tulis sendiri]`."""
    case = review.held(turn)
    if case is None:
        return
    place, code = review.place_of(turn)
    if code == OWN:
        forms.take_up(turn, EvidenceWords, case.task.id)
        OpenForm(turn).remember(seen=case.task.revision, field=place.write())
        forms.show(turn, lead=turn.say("review.own_about", title=review_card.title(case)))
    elif code in _codes(case):
        _preview(turn, case, place, code)
    else:
        _show_reasons(turn, case, place)


def send(turn: Turn) -> None:
    """`[Lanjut]`: without a voice message."""
    case = review.held(turn)
    if case is None:
        return
    talk = turn.conversation
    if (talk.form, talk.subject) != (EvidenceVoice.form_name, case.task.id):
        forms.take_up(turn, EvidenceVoice, case.task.id)
    if talk.memory.get("seen") != case.task.revision or not talk.answers.get("words"):
        forms.finish(turn)
        _show_reasons(turn, case, review.place_of(turn)[0])
        return
    _decide(turn, case.task.id, None)


class EvidenceWordsFlow:
    """What the form of one's own words means: a reason to send the evidence back."""

    form: type[Form] = EvidenceWords

    def open(self, turn: Turn, subject: int) -> None:
        """The card; what was typed may be about evidence that was replaced."""
        _open_card(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Show how the owner will read it."""
        memory = turn.conversation.memory
        place, _rest = Place.read(memory.get("field"))
        seen = memory.get("seen")
        forms.finish(turn)
        case = _claimed(turn, subject, seen)
        if case is not None:
            _preview(turn, case, place, answers["words"])


class EvidenceVoiceFlow:
    """What a voice message means while a reason is chosen: it is sent along."""

    form: type[Form] = EvidenceVoice

    def open(self, turn: Turn, subject: int) -> None:
        """The card; the reason is chosen anew."""
        _open_card(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """The verdict, with the voice message."""
        _decide(turn, subject, answers["voice"])


def _decide(turn: Turn, task_id: int, voice_id: int | None) -> None:
    memory = turn.conversation.memory
    reason, seen = _reason(turn.conversation.answers["words"]), memory.get("seen") or 0
    place, _rest = Place.read(memory.get("field"))
    forms.finish(turn)
    try:
        sitting = reviewing.send_back(
            turn.session,
            turn.actor,
            task_id,
            reason,
            seen=seen,
            now=turn.now,
            voice_id=voice_id,
        )
    except NotAllowedError as refusal:
        refuse(turn, refusal)
        return
    except ClinicError as refusal:
        review.refused(turn, task_id, refusal)
        return
    turn.toast("review.toast_returned")
    lead = turn.say("review.voice_added") if voice_id is not None else None
    business_id = sitting.business_id
    further = place.following()
    review.show_next(turn, further, business_id=business_id, after=task_id, lead=lead)


def _show_reasons(turn: Turn, case: Case, place: Place) -> None:
    say = turn.say
    if (turn.conversation.form, turn.conversation.subject) == (
        EvidenceVoice.form_name,
        case.task.id,
    ):
        forms.finish(turn)  # a voice message is none while no reason is chosen
    buttons = [
        Button(say.plain(f"review.why.{code}"), review_card.on(case, "why", place, code))
        for code in _codes(case)
    ]
    own = review_card.on(case, "why", place, OWN)
    buttons.append(Button(say.plain("review.own"), own))
    rows = [*in_rows(buttons), last_row(say, review_card.on(case, "see", place))]
    asks = case.evidence.kind == EvidenceKind.NOT_APPLICABLE
    key = "review.what_refuse" if asks else "review.what"
    text = say(key, title=review_card.title(case))
    turn.show(Screen(text, buttons=rows), slot=SLOT)


def _preview(turn: Turn, case: Case, place: Place, given: str) -> None:
    """How the owner will read it; a voice message may be added."""
    forms.take_up(turn, EvidenceVoice, case.task.id)
    opened = OpenForm(turn)
    opened.move(Position({"words": given}, None))
    opened.remember(seen=case.task.revision, field=place.write())
    say, reason = turn.say, _reason(given)
    words = say.plain(f"review.reason.{reason.code}") if reason.code else reason.text
    lines = [
        say("review.preview", name=case.business.owner_name, reason=words),
        say("review.ask_voice"),
    ]
    rows = [
        [
            Button(say.plain("review.go_on"), review_card.on(case, "send", place)),
            Button(say.plain("review.other_reason"), review_card.on(case, "repair", place)),
        ],
        last_row(say, review_card.on(case, "see", place)),
    ]
    turn.show(Screen("\n".join(lines), buttons=rows), slot=SLOT)


def _reason(given: str) -> Reason:
    """A ready reason by its code, or the mentor's own words."""
    return Reason(code=given) if given in READY else Reason(text=given)


def _codes(case: Case) -> tuple[str, ...]:
    if case.evidence.kind == EvidenceKind.NOT_APPLICABLE:
        return APPLIES
    return returning(case.task.code, review_card.kinds(case))


def _open_card(turn: Turn, task_id: int) -> None:
    case = _claimed(turn, task_id, None)
    if case is not None:
        review_card.show(turn, case, Place())


def _claimed(turn: Turn, task_id: int, seen: int | None) -> Case | None:
    try:
        case = review_queue.claim(turn.session, turn.actor, task_id, now=turn.now)
        if seen is not None and case.task.revision != seen:
            raise StaleError
    except NotAllowedError as refusal:
        refuse(turn, refusal)
        return None
    except ClinicError as refusal:
        review.refused(turn, task_id, refusal)
        return None
    return case
