"""`/tanya`: a question to the mentor, perhaps about one item; answers come back here."""

from bot import form_values, formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home, item_words
from models.business import Business
from models.errors import NotFoundError
from models.forms.definition import Answers, Form
from models.forms.question import MentorQuestion
from models.message import MessageState, StaffMessage
from models.person import Person
from models.services import evidence, mentoring, messages, registration
from models.services.evidence import Opened
from models.services.messages import Content


def open_question(turn: Turn) -> None:
    """`/tanya`, and `[Tanya …]` below an item; its subject is the task, 0 is none."""
    subject = turn.tap.subject if turn.tap else 0
    QuestionFlow().open(turn, subject)


class QuestionFlow:
    """What the form of a question means."""

    form: type[Form] = MentorQuestion

    def open(self, turn: Turn, subject: int) -> None:
        """Ask for the words; the item goes along."""
        forms.lay_aside(turn)
        if not registration.acts_for_any(turn.session, turn.person.id):
            home.show(turn, lead=turn.say("task.business_first"))
            return
        item = _item(turn, subject)
        if subject and item is None:
            home.show(turn, lead=turn.say("item.gone"))
            return
        lead = None
        if item is not None:
            title = form_values.in_sentence(item_words.title(item.line))
            lead = turn.say("question.carries", title=title, name=item.line.entry.name)
        forms.open_form(turn, MentorQuestion, subject, lead=lead)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send it to the mentor of the business, or to the staff while it has none."""
        item = _item(turn, subject)
        business = _business(turn, item)
        mentor = mentoring.mentor_for(turn.session, business.id)
        words = answers["words"]
        sent = turn.message.message_id if turn.message else 0
        along = isinstance(words, dict)
        content = Content(
            turn.chat_id,
            sent,
            words["kind"] if along else "text",
            _caption(turn) if along else words,
            words["file"] if along else None,
        )
        kept = messages.keep(
            turn.session,
            turn.actor,
            content,
            now=turn.now,
            state=MessageState.OPEN,
            about=business.id,
            task_id=item.task.id if item else None,
            mentor_id=mentor.id if mentor else None,
        )
        forms.finish(turn)
        _confirm(turn, item, mentor)
        if mentor is not None:
            turn.tell(mentor, _card(turn, kept, item, business, mentor))


def _confirm(turn: Turn, item: Opened | None, mentor: Person | None) -> None:
    say = turn.say
    when = formats.day_and_time(turn.now, turn.house.clinic.zone, turn.person.language)
    text = (
        say("question.sent", name=mentor.name, when=when)
        if mentor
        else say("question.sent_staff", when=when)
    )
    more = Tap("ask", "open", item.task.id if item else 0)
    rows = [[Button(say.plain("question.more"), more)]]
    if item is not None:
        rows[0].append(Button(say.plain("question.to_item"), Tap("item", "see", item.task.id)))
    turn.show(Screen(text, buttons=[*rows, home_row(say)]))


def _card(
    turn: Turn, kept: StaffMessage, item: Opened | None, business: Business, mentor: Person
) -> Screen:
    """What the mentor reads: who asks, about what; the telephone number is not shown."""
    say = turn.texts_of(mentor)
    lines = [
        f"<b>{say('messages.question_title', name=turn.person.name)}</b>",
        say("messages.question_business", name=business.name, number=business.number),
    ]
    if item is not None:
        title = item_words.title(item.line)
        lines.append(say("messages.question_about", title=title, name=item.line.entry.name))
    lines.append(say("messages.words", words=kept.text or say.plain(f"messages.kind.{kept.kind}")))
    on = (kept.id, kept.revision)
    rows = [[Button(say.plain("messages.reply"), Tap("msg", "answer", *on))]]
    if kept.file_id is not None:
        rows[0].append(Button(say.plain("messages.see"), Tap("msg", "see", *on)))
    return Screen("\n".join(lines), buttons=[*rows, home_row(say)])


def _caption(turn: Turn) -> str | None:
    return turn.message.caption if turn.message else None


def _item(turn: Turn, subject: int) -> Opened | None:
    if not subject:
        return None
    try:
        return evidence.opened(turn.session, turn.actor, subject, now=turn.now)
    except NotFoundError:
        return None


def _business(turn: Turn, item: Opened | None) -> Business:
    if item is not None:
        return turn.session.get_one(Business, item.task.business_id)
    return registration.businesses_of(turn.session, turn.person.id)[0]
