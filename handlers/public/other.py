"""Everything else people send: answers to an open form, words of command, and the unexpected."""

from bot import form_answers, form_input, forms, typed
from bot.attachments import attachment
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.mentor import broadcast_writing
from handlers.owner import home, stray
from handlers.public import requirements
from models.errors import NotFoundError
from models.file import FileState, StoredFile
from models.forms.core import Accepted
from models.forms.definition import Question
from models.forms.inputs import SentFile
from models.forms.kinds import Refused
from models.message import MessageState
from models.services import drafts, files, messages
from models.services.messages import Content


def text(turn: Turn) -> None:
    """A text message. A command we do not have is no answer."""
    word = turn.text.strip().casefold()
    if word in turn.say.words("words.cancel"):
        cancel(turn)
    elif word in turn.say.words("words.home"):
        home.open_home(turn)
    elif _is_command(turn.text):
        _unknown_command(turn)
    elif broadcast_writing.is_open(turn):
        broadcast_writing.receive(turn)
    elif typed.press(turn):
        return
    elif forms.is_open(turn):
        form_answers.typed(turn)
    elif requirements.is_asked(turn):
        requirements.answer(turn, lambda: _keep(turn, "text", turn.text, None, MessageState.KEPT))
    else:
        _offer_to_pass_on(turn, "text", turn.text, None)


def contact(turn: Turn) -> None:
    """A shared contact."""
    if forms.is_open(turn):
        form_answers.shared_contact(turn)
    else:
        _offer_to_pass_on(turn, "contact", None, None)


def location(turn: Turn) -> None:
    """A shared location."""
    if forms.is_open(turn):
        form_answers.shared_place(turn)
    else:
        _offer_to_pass_on(turn, "location", None, None)


def file(turn: Turn) -> None:
    """A photo, voice message, video or document: noted, then an answer or kept for the staff."""
    found = attachment(turn.message) if turn.message else None
    if found is None:
        anything(turn)
        return
    if broadcast_writing.is_open(turn):
        broadcast_writing.receive(turn)
        return
    stored = files.note(turn.session, turn.person.id, found, now=turn.now)
    if stored.state == FileState.TOO_LARGE:
        _too_large(turn)
    elif forms.is_open(turn):
        _file_for_form(turn, stored)
    else:
        _offer_to_pass_on(turn, found.kind, _caption(turn), stored.id)


def edited(turn: Turn) -> None:
    """An edited message changes its answer while the form is open; else nothing happens."""
    form_answers.edited(turn)


def anything(turn: Turn) -> None:
    """A sticker, poll, …: never refused, the present screen comes again."""
    if forms.is_open(turn):
        forms.show(turn, lead=turn.say("other.kept_question"))
    else:
        home.show(turn, lead=turn.say("other.thanks"))


def pass_on(turn: Turn) -> None:
    """`[Kirim ke petugas]`."""
    try:
        for kept in stray.together(turn, turn.tap.subject if turn.tap else 0):
            messages.pass_on(turn.session, turn.actor, kept, now=turn.now)
    except NotFoundError:
        forms.stale(turn)
        return
    turn.show(Screen(turn.say("other.passed_on"), buttons=_way_on(turn)))


def cancel(turn: Turn) -> None:
    """`/batal`: close the form and keep its answers."""
    say = turn.say
    if not forms.is_open(turn):
        home.show(turn, lead=say("cancel.nothing"))
        return
    form, subject = turn.conversation.form, turn.conversation.subject
    count = forms.close(turn)
    if not count:
        turn.show(Screen(say("cancel.closed_empty"), buttons=[home_row(say)]), anew=True)
        return
    over = Tap("form", "restart", subject, choice=form)
    rows = [
        [_resume(turn, form, subject)],
        [Button(say.plain("button.restart"), over)],
        home_row(say),
    ]
    turn.show(Screen(say("cancel.closed", count=count), buttons=rows), anew=True)


def reopen(turn: Turn) -> None:
    """`[Lanjutkan isian]` after `/batal`."""
    tap = turn.tap
    flow = turn.house.flows.get(tap.choice or "") if tap else None
    if tap is None or flow is None:
        forms.stale(turn)
    else:
        flow.open(turn, tap.subject)


def restart(turn: Turn) -> None:
    """`[Mulai baru]`: asks once, for the answers are lost.

    The form stays closed while it asks: a typed "ya" must neither answer nor send it.
    """
    tap = turn.tap
    if tap is None or tap.choice not in turn.house.flows:
        forms.stale(turn)
        return
    forms.lay_aside(turn)
    count = drafts.count_answers(turn.session, turn.person.id, tap.choice or "", tap.subject)
    if not count:
        reopen(turn)
        return
    say = turn.say
    discard_it = Tap("form", "discard", tap.subject, turn.conversation.revision, tap.choice)
    rows = [
        [_resume(turn, tap.choice, tap.subject)],
        [Button(say.plain("cancel.discard"), discard_it)],
        home_row(say),
    ]
    turn.show(Screen(say("cancel.sure", count=count), buttons=rows))


def discard(turn: Turn) -> None:
    """`[Buang, mulai baru]`, if nothing was answered since the question."""
    tap = turn.tap
    if tap is None or tap.choice is None or tap.revision != turn.conversation.revision:
        forms.stale(turn)
        return
    drafts.take_up(turn.session, turn.person.id, tap.choice, tap.subject)
    reopen(turn)


def _resume(turn: Turn, form: str | None, subject: int) -> Button:
    return Button(turn.say.plain("button.resume"), Tap("form", "reopen", subject, choice=form))


def _file_for_form(turn: Turn, stored: StoredFile) -> None:
    """A file while a form is open; a voice message where words are needed goes to the staff."""

    def refused(question: Question, step: Refused) -> None:
        say, screens = turn.say, OpenForm(turn).screens
        if step.error == "voice_kept":
            _keep(turn, stored.kind, _caption(turn), stored.id, MessageState.OPEN)
            turn.show(screens.hint(question, step))
            return
        kept = _keep(turn, stored.kind, _caption(turn), stored.id, MessageState.KEPT)
        send = Button(say.plain("button.to_staff"), Tap("msg", "pass", kept))
        screen = screens.hint(question, step, offer=send)
        turn.show(screen.led_by(say("other.file_kept")))

    given = SentFile(stored.id, stored.kind, stored.duration)
    step = form_input.receive(turn, given, refused)
    if isinstance(step, Accepted):
        stray.remember_caption(turn, _caption(turn))


def _too_large(turn: Turn) -> None:
    say = turn.say
    rows = home.resume_row(turn) if forms.is_open(turn) else [home_row(say)]
    turn.show(Screen(say("other.too_large"), buttons=rows), anew=True)


def _offer_to_pass_on(turn: Turn, kind: str, words: str | None, file_id: int | None) -> None:
    """Nothing is refused: it is kept; one tap below the present state sends it on."""
    kept = _keep(turn, kind, words, file_id, MessageState.KEPT)
    say = turn.say
    if file_id is not None and stray.offer(turn, kept):
        return
    send = Button(say.plain("button.to_staff"), Tap("msg", "pass", kept))
    home.show(turn, lead=say(f"other.kept_{'words' if kind == 'text' else 'file'}"), offer=send)


def _keep(
    turn: Turn, kind: str, words: str | None, file_id: int | None, state: MessageState
) -> int:
    message = turn.message.message_id if turn.message else 0
    content = Content(turn.chat_id, message, kind, words, file_id)
    return messages.keep(turn.session, turn.actor, content, now=turn.now, state=state).id


def _caption(turn: Turn) -> str | None:
    return turn.message.caption if turn.message else None


def _way_on(turn: Turn) -> list[list[Button]]:
    return home.resume_row(turn) if forms.is_open(turn) else [home_row(turn.say)]


def _unknown_command(turn: Turn) -> None:
    if forms.is_open(turn):
        forms.show(turn, lead=turn.say("other.kept_question"))
    else:
        home.show(turn, lead=turn.say("other.unknown_command"))


def _is_command(words: str) -> bool:
    return words.startswith("/") and len(words.split()) == 1
