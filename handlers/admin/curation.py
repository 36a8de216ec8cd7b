"""`/kurasi`: the queue of entries, one card at a time; approve, or reject with a reason."""

from bot import form_values, formats, forms
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers import reasons
from handlers.admin.refusal import refuse
from handlers.owner import home
from models.business import Business
from models.curation import Verdict
from models.errors import NotAllowedError, NotFoundError
from models.forms import core
from models.forms.definition import Answers, Form
from models.forms.kinds import Phone
from models.forms.registration import Registration
from models.forms.rejection import OWN_WORDS, Rejection
from models.rules import regencies
from models.services import audit, curation, products
from models.services.curation import AlreadyDecidedError, Decided, Reason


def open_queue(turn: Turn) -> None:
    """`/kurasi` and the button: the entry that waits longest."""
    forms.lay_aside(turn)
    _show_next(turn, after=0)


def next_entry(turn: Turn) -> None:
    """`[Berikutnya]`: the entry behind the one on the card; after the last, the first again."""
    if turn.tap is None:
        forms.stale(turn)
    else:
        _show_next(turn, after=turn.tap.subject)


def approve(turn: Turn) -> None:
    """`[Setujui]`."""
    if turn.tap is None:
        forms.stale(turn)
    else:
        _decide(turn, turn.tap.subject, turn.tap.revision, Verdict.APPROVED, Reason())


def reject(turn: Turn) -> None:
    """`[Tolak]`: ask for the reason, if the entry is still as the card shows it."""
    if turn.tap is None:
        forms.stale(turn)
    else:
        ask_reason(turn, turn.tap.subject, seen=turn.tap.revision)


def ask_reason(turn: Turn, business_id: int, seen: int | None = None) -> None:
    """Open the form of reasons, if the entry still waits (and is as it was *seen*)."""
    try:
        business = curation.entry(turn.session, turn.actor, business_id)
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    if business.waiting_since is None or seen not in {None, business.revision}:
        _too_late(turn, business, curation.decision(turn.session, business.id))
        return
    forms.take_up(turn, Rejection, subject=business.id)
    OpenForm(turn).remember(seen=business.revision)
    forms.show(turn)


def show_phone(turn: Turn) -> None:
    """`[Lihat nomor]`: shown in a window, and noted in the audit trail."""
    if turn.tap is None:
        forms.stale(turn)
        return
    try:
        business = curation.entry(turn.session, turn.actor, turn.tap.subject)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    audit.record(
        turn.session,
        turn.person.id,
        "business.phone_seen",
        ("business", business.id),
        now=turn.now,
    )
    turn.alert(
        "curation.phone_shown", owner=business.owner_name, phone=Phone().show(business.phone)
    )


class RejectionFlow:
    """What the form of reasons means: with its sending the entry is rejected."""

    form: type[Form] = Rejection

    def open(self, turn: Turn, subject: int) -> None:
        """Ask for the reason, if the entry still waits."""
        ask_reason(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Reject the entry the form is about; its card shows who was faster, if somebody was."""
        seen = turn.conversation.memory.get("seen", 0)
        forms.finish(turn)
        own = answers.get("ready") == OWN_WORDS
        reason = Reason(text=answers["words"]) if own else Reason(code=answers["ready"])
        try:
            _decide(turn, subject, seen, Verdict.REJECTED, reason)
        except (NotAllowedError, NotFoundError) as refusal:
            refuse(turn, refusal)


def _decide(turn: Turn, business_id: int, seen: int, verdict: Verdict, reason: Reason) -> None:
    try:
        is_change = curation.entry(turn.session, turn.actor, business_id).pending is not None
        business = curation.decide(
            turn.session,
            turn.actor,
            business_id,
            seen=seen,
            verdict=verdict,
            reason=reason,
            now=turn.now,
        )
    except NotFoundError as refusal:
        refuse(turn, refusal)
        return
    except AlreadyDecidedError as late:
        business = curation.entry(turn.session, turn.actor, business_id)
        _too_late(turn, business, late.decided)
        return
    decided = Decided(verdict, turn.person.name, turn.now, reason)
    _tell_owner(turn, business, decided, is_change=is_change)
    if verdict == Verdict.APPROVED:
        turn.toast("curation.toast_approved")
    turn.show(_decided_card(turn, business, decided))


def _tell_owner(turn: Turn, business: Business, decided: Decided, *, is_change: bool) -> None:
    """One message to each member, in their own language."""
    sent = products.count(turn.session, business.id)
    for person in curation.people_of(turn.session, business.id):
        say = turn.texts_of(person)
        facts = {
            "name": business.name,
            "number": business.number,
            "reason": reasons.text(say, decided.reason),
            "by": decided.by,
            "when": formats.day(decided.at, turn.house.clinic.zone, person.language),
            "contact": turn.house.clinic.contact,
        }
        if is_change:
            text = say(f"change.{decided.verdict}", **facts)
        else:
            text = say(f"registration.{decided.verdict}", **facts)
        rows = [home_row(say)]
        if decided.verdict == Verdict.APPROVED and not is_change:
            add, step = home.next_product(say, business, sent)
            text = f"{text}\n{step}"
            rows.insert(0, [add])
        turn.tell(person, Screen(text, buttons=rows))


def _too_late(turn: Turn, business: Business, decided: Decided | None) -> None:
    """Somebody was faster: say who and when, and show what is true now."""
    if decided is None:
        turn.alert("curation.changed")
        turn.show(_card(turn, business))
        return
    when = _when(turn, decided)
    turn.alert(f"curation.too_late_{decided.verdict}", by=decided.by, when=when)
    turn.show(_decided_card(turn, business, decided))


def _show_next(turn: Turn, *, after: int) -> None:
    business = curation.waiting(turn.session, turn.actor, after=after)
    if business is None and after:
        business = curation.waiting(turn.session, turn.actor)
    if business is None:
        turn.show(Screen(turn.say("curation.empty"), buttons=[home_row(turn.say)]))
    else:
        turn.show(_card(turn, business))


def _card(turn: Turn, business: Business) -> Screen:
    say = turn.say
    zone = turn.house.clinic.zone
    lines = [
        f"<b>{say('curation.title', number=business.number)}</b>",
        say("curation.place", name=business.name, regency=_regency(business)),
        say("curation.owner", owner=business.owner_name),
        say("curation.phone", phone=Phone().masked(business.phone)),
        *_answers(turn, business),
        say(
            "curation.since",
            when=formats.day_and_time(
                business.waiting_since or business.submitted_at, zone, turn.person.language
            ),
            count=curation.count_waiting(turn.session),
        ),
    ]
    on = (business.id, business.revision)
    rows = [
        [Button(say.plain("curation.approve"), Tap("cur", "approve", *on))],
        [
            Button(say.plain("curation.next"), Tap("cur", "next", *on)),
            Button(say.plain("curation.show_phone"), Tap("cur", "phone", *on)),
        ],
        [Button(say.plain("curation.reject"), Tap("cur", "reject", *on))],
        home_row(say),
    ]
    return Screen("\n".join(lines), buttons=rows)


def _answers(turn: Turn, business: Business) -> list[str]:
    """The voluntary answers; of a change only what changes, old and new side by side."""
    say = turn.say
    lines = []
    for question in core.leading(Registration, business.answers):
        label = say.plain(f"form.{question.form}.{question.field}.label")
        old = form_values.line(say, Registration, question, business.answers)
        if business.pending is not None:
            new = form_values.line(say, Registration, question, business.pending)
            if new != old:
                lines.append(say("curation.changed_line", label=label, old=old, new=new))
        elif question.ask.optional and business.answers.get(question.field) is not None:
            lines.append(say("data.value", label=label, value=old))
    if business.similar_to is not None:
        lines.append(say(f"curation.similar.{business.similar_to}"))
    return lines


def _decided_card(turn: Turn, business: Business, decided: Decided) -> Screen:
    say = turn.say
    text = say(
        f"curation.{decided.verdict}",
        number=business.number,
        name=business.name,
        by=decided.by,
        when=_when(turn, decided),
        reason=reasons.text(say, decided.reason),
    )
    on = Tap("cur", "next", business.id, business.revision)
    row = [Button(say.plain("curation.next"), on), *home_row(say)]
    return Screen(text, buttons=[row])


def _when(turn: Turn, decided: Decided) -> str:
    return formats.day_and_time(decided.at, turn.house.clinic.zone, turn.person.language)


def _regency(business: Business) -> str:
    return regencies.by_code()[business.regency].name
