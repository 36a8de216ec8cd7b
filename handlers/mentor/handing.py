"""Giving a business to a mentor: taking it, appointing one, handing over, letting go."""

from bot import forms
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.mentor import charge_card, charges
from handlers.mentor.charge_card import FLOW
from models.errors import ClinicError, NotAllowedError
from models.forms.definition import Answers, Form
from models.forms.mentoring import HandOver
from models.mentoring import Mentoring
from models.person import Role
from models.services import assigning, decisions, mentoring
from models.services.assigning import FullError, TakenError
from models.services.mentoring import Charge


def take(turn: Turn) -> None:
    """`[Ambil]`: nobody mentors it, now I do."""
    one = tapped(turn)
    if one is not None:
        _assign(turn, one.business.id, turn.person.id, one.mentoring.revision, None)


def hand(turn: Turn) -> None:
    """`[Serahkan]`, `[Tunjuk pendamping]`: to whom? Those who fit best come first."""
    one = tapped(turn)
    if one is None:
        return
    say = turn.say
    found = [
        candidate
        for candidate in assigning.candidates(turn.session, one.business.id)
        if candidate.person.id != one.mentoring.mentor_id
    ]
    if not found:
        turn.alert("charge.no_candidates")
        return
    lines, buttons = [say("charge.to_whom", name=one.business.name)], []
    for place, candidate in enumerate(found, start=1):
        fits = [
            say.plain(f"charge.{what}")
            for what, holds in (
                ("near", candidate.same_regency),
                ("alike", candidate.same_category),
            )
            if holds
        ]
        load = say.plain("charge.load", count=candidate.load)
        words = ", ".join([load, *fits])
        lines.append(say("charge.candidate", place=place, name=candidate.person.name, words=words))
        caption = f"{place}. {candidate.person.name}"[:MOST_BUTTON_LETTERS]
        to = charge_card.on(one, "give", str(candidate.person.id))
        buttons.append(Button(caption, to))
    back = last_row(say, Tap(FLOW, "see", one.business.id))
    turn.show(Screen("\n".join(lines), buttons=[*in_rows(buttons), back]))


def give(turn: Turn) -> None:
    """A mentor was chosen (0: nobody any more): why? A first mentor needs no reason."""
    one = tapped(turn)
    if one is None:
        return
    choice = (turn.tap.choice if turn.tap else None) or ""
    if not choice.isascii() or not choice.isdecimal():
        charges.show(turn, one.business.id)
    elif one.mentoring.mentor_id is None:
        _assign(turn, one.business.id, int(choice) or None, one.mentoring.revision, None)
    else:
        forms.take_up(turn, HandOver, one.business.id)
        OpenForm(turn).remember(field=choice, seen=one.mentoring.revision)
        key = "charge.hand_about" if int(choice) else "charge.release_about"
        forms.show(turn, lead=turn.say(key, name=one.business.name))


class HandOverFlow:
    """What the form of a hand-over means: the business goes along with its evidence."""

    form: type[Form] = HandOver

    def open(self, turn: Turn, subject: int) -> None:
        """The card; to whom may have changed."""
        charges.show(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Hand it over."""
        memory = turn.conversation.memory
        to, seen = int(memory.get("field") or 0), memory.get("seen") or 0
        forms.finish(turn)
        _assign(turn, subject, to or None, seen, answers["words"])


def tapped(turn: Turn) -> Charge | None:
    """The business of the button, if it is still as the card showed it."""
    tap = turn.tap
    business_id, seen = (tap.subject, tap.revision) if tap else (0, 0)
    try:
        one = mentoring.charge(turn.session, turn.actor, business_id)
    except ClinicError:
        turn.alert("charge.gone")
        charges.open_charges(turn)
        return None
    if one.mentoring.revision != seen:
        turn.alert("charge.changed")
        charges.show(turn, business_id)
        return None
    return one


def leads(turn: Turn, one: Charge) -> bool:
    """Whether the person decides about the business: its mentor, or an admin."""
    return one.mentoring.mentor_id == turn.person.id or Role.ADMIN in turn.person.roles


def _assign(
    turn: Turn, business_id: int, mentor_id: int | None, seen: int, reason: str | None
) -> None:
    try:
        before = mentoring.get(turn.session, business_id).mentor_id
        row = assigning.assign(
            turn.session,
            turn.actor,
            business_id,
            mentor_id,
            seen=seen,
            now=turn.now,
            reason=reason,
        )
    except NotAllowedError:
        _refused(turn, business_id, "charge.not_yours")
    except FullError:
        _refused(turn, business_id, "charge.full")
    except TakenError:
        _refused(turn, business_id, "charge.changed")
    except ClinicError:
        _refused(turn, business_id, "charge.gone")
    else:
        _tell(turn, row, before, reason)
        key = "charge.assigned" if mentor_id else "charge.released"
        mentor = mentoring.mentor(turn.session, row)
        charges.show(turn, business_id, lead=turn.say(key, name=mentor.name if mentor else ""))


def _refused(turn: Turn, business_id: int, key: str) -> None:
    """Say why: in the window of a tap, or above the card after a form."""
    if turn.tap is not None:
        turn.alert(key, most=assigning.LOAD_CAP)
        charges.show(turn, business_id)
    else:
        charges.show(turn, business_id, lead=turn.say(key, most=assigning.LOAD_CAP))


def _tell(turn: Turn, row: Mentoring, before: int | None, reason: str | None) -> None:
    """The people of the business hear who goes along now, and the new mentor of the business."""
    one = mentoring.charge(turn.session, turn.actor, row.business_id)
    mentor = mentoring.mentor(turn.session, row)
    key = "mentored.mentor" if before is None else "mentored.other_mentor"
    for person in decisions.people_of(turn.session, one.business):
        say = turn.texts_of(person)
        contact = turn.house.clinic.contact
        if mentor is not None:
            words = say(key, mentor=mentor.name, business=one.business.name)
        else:
            words = say("mentored.no_mentor", business=one.business.name, contact=contact)
        turn.tell(person, Screen(words, buttons=[home_row(say)]))
    if mentor is None or mentor.id == turn.person.id:
        return
    say = turn.texts_of(mentor)
    lines = [say("charge.given", name=one.business.name, by=turn.person.name)]
    if reason:
        lines.append(say("charge.given_why", reason=reason))
    see = Button(say.plain("charge.see"), Tap(FLOW, "see", row.business_id))
    turn.tell(mentor, Screen("\n".join(lines), buttons=[[see], home_row(say)]))
