"""`/pesan`: what people sent to the staff, one at a time; the answer goes back through the bot."""

from bot import formats, forms, outbox
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from models.errors import NotAllowedError, NotFoundError
from models.forms.definition import Answers, Form
from models.forms.staff_answer import StaffAnswer
from models.message import MessageState, StaffMessage
from models.person import Person
from models.services import messages


def open_messages(turn: Turn) -> None:
    """`/pesan` and the button: the message that waits longest."""
    forms.lay_aside(turn)
    _show_next(turn, after=0)


def next_message(turn: Turn) -> None:
    """`[Berikutnya]`."""
    _show_next(turn, after=turn.tap.subject if turn.tap else 0)


def answer(turn: Turn) -> None:
    """`[Jawab]`: ask for the words."""
    message = _tapped(turn)
    if message is not None:
        _ask(turn, message)


def show_original(turn: Turn) -> None:
    """`[Lihat kiriman]`: the photo, voice message or file, as it was sent."""
    message = _tapped(turn)
    if message is None:
        return
    params = {
        "chat_id": turn.chat_id,
        "from_chat_id": message.chat_id,
        "message_id": message.message_id,
    }
    payload = {"method": "copyMessage", "params": params}
    outbox.put(turn.session, turn.chat_id, payload, now=turn.now)


class StaffAnswerFlow:
    """What the form of an answer means: the person gets it."""

    form: type[Form] = StaffAnswer

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the message still waits."""
        try:
            message = messages.get(turn.session, turn.actor, subject)
        except (NotAllowedError, NotFoundError) as refusal:
            refuse(turn, refusal)
            return
        if message.state == MessageState.OPEN:
            _ask(turn, message)
        else:
            _too_late(turn)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send the answer to the person; the first of two wins."""
        forms.finish(turn)
        try:
            message, person = messages.answer(
                turn.session,
                turn.actor,
                subject,
                seen=messages.get(turn.session, turn.actor, subject).revision,
                text=answers["words"],
                now=turn.now,
            )
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        except NotFoundError:
            _too_late(turn)
            return
        _tell(turn, message, person)
        turn.toast("messages.toast_sent")
        _show_next(turn, after=0)


def _ask(turn: Turn, message: StaffMessage) -> None:
    """Ask for the words, and say whom they answer: two messages are easily mixed up."""
    say = turn.say
    name = messages.sender_name(turn.session, message)
    about = message.text or say.plain(f"messages.kind.{message.kind}")
    lead = say("messages.answering", name=name, about=_short(about))
    forms.open_form(turn, StaffAnswer, message.id, lead=lead)


def _too_late(turn: Turn) -> None:
    turn.show(Screen(turn.say("messages.too_late"), buttons=[home_row(turn.say)]))


def _tell(turn: Turn, message: StaffMessage, person: Person) -> None:
    say = turn.texts_of(person)
    about = message.text or say.plain(f"messages.kind.{message.kind}")
    lines = [
        f"<b>{say('messages.answer_title', name=turn.person.name)}</b>",
        say("messages.about", about=_short(about)),
        say("messages.answer", answer=message.answer or ""),
    ]
    rows = []
    if message.mentor_id is not None:
        again = Tap("ask", "open", message.task_id or 0)
        rows.append([Button(say.plain("question.reply"), again)])
    if message.task_id is not None:
        rows[0].append(Button(say.plain("question.to_item"), Tap("item", "see", message.task_id)))
    turn.tell(person, Screen("\n".join(lines), buttons=[*rows, home_row(say)]))


def _show_next(turn: Turn, *, after: int) -> None:
    message = messages.waiting(turn.session, turn.actor, after=after)
    if message is None and after:
        message = messages.waiting(turn.session, turn.actor)
    if message is None:
        turn.show(Screen(turn.say("messages.empty"), buttons=[home_row(turn.say)]))
    else:
        turn.show(_card(turn, message))


def _card(turn: Turn, message: StaffMessage) -> Screen:
    say, zone = turn.say, turn.house.clinic.zone
    words = message.text or say.plain(f"messages.kind.{message.kind}")
    when = formats.day_and_time(message.sent_at, zone, turn.person.language)
    lines = [
        f"<b>{say('messages.title', name=messages.sender_name(turn.session, message))}</b>",
        say("messages.since", when=when, count=messages.count_waiting(turn.session)),
        say("messages.words", words=_short(words, 600)),
    ]
    business = messages.business_of(turn.session, message)
    if business is not None:
        lines.insert(1, say("messages.business", name=business.name, number=business.number))
    on = (message.id, message.revision)
    rows = [[Button(say.plain("messages.reply"), Tap("msg", "answer", *on))]]
    second = [Button(say.plain("curation.next"), Tap("msg", "next", *on))]
    if message.kind != "text":
        second.append(Button(say.plain("messages.see"), Tap("msg", "see", *on)))
    return Screen("\n".join(lines), buttons=[*rows, second, home_row(say)])


def _tapped(turn: Turn) -> StaffMessage | None:
    tap = turn.tap
    try:
        message = messages.get(turn.session, turn.actor, tap.subject if tap else 0)
    except NotFoundError:
        turn.alert("messages.too_late")
        return None
    if tap is None or message.revision != tap.revision:
        turn.alert("messages.too_late")
        _show_next(turn, after=0)
        return None
    return message


def _short(words: str, most: int = 120) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
