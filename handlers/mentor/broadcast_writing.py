"""Writing a broadcast: its content in one message or an album, and the buttons below it."""

import re

from telegram import Message

from bot import forms
from bot.attachments import attachment
from bot.callback_data import Tap
from bot.casting import FIELDS
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from handlers.mentor import broadcast_audience, broadcasting
from handlers.mentor.broadcast_card import FLOW
from models.broadcast import BroadcastState
from models.errors import NotAllowedError, NotFoundError
from models.forms.broadcast import BroadcastAnswers, BroadcastContent
from models.forms.definition import Answers, Form
from models.services import broadcasts
from models.services.broadcasts import WRITERS, ChangedError, Content

#: What leaves room for the sender's line and the fields (letters).
MOST_LETTERS = 3_500
MOST_CAPTION = 800
_MOST_PARTS = 10
_MOST_ANSWERS = 6
_KINDS = ("photo", "video", "document")
_FIELD = re.compile(r"\{(\w*)\}")


def open_new(turn: Turn) -> None:
    """`/siaran`: what is its content?"""
    forms.lay_aside(turn)
    begin(turn, 0)


def begin(turn: Turn, subject: int) -> None:
    """Ask for the content of a new one, or of a draft."""
    forms.take_up(turn, BroadcastContent, subject)
    say = turn.say
    old = Button(say.plain("broadcast.see_old"), broadcasting.LIST)
    text = f"<b>{say('broadcast.new')}</b>\n{say('broadcast.ask_content')}"
    turn.show(Screen(text, buttons=[[old], home_row(say)]), anew=turn.tap is None)


def edit(turn: Turn) -> None:
    """`[Ubah isi]` and `[Tombol jawaban]`."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    choice = turn.tap.choice if turn.tap else None
    if row.state != BroadcastState.DRAFT or row.author_id != turn.person.id:
        broadcasting.show(turn, row)
    elif choice == "answers":
        forms.open_form(turn, BroadcastAnswers, row.id)
    elif choice == "words":
        begin(turn, row.id)
    else:
        broadcasting.show(turn, row)


def is_open(turn: Turn) -> bool:
    """Whether the next message is a broadcast's content."""
    return turn.conversation.form == BroadcastContent.form_name


def receive(turn: Turn) -> None:
    """A message while the content is asked for."""
    message = turn.message
    if message is None:
        return
    album: list[dict[str, str]] = turn.conversation.memory.get("album", [])
    if album and turn.text.strip().casefold() in turn.say.words("words.done"):
        _finish_album(turn)
        return
    part = _part(message)
    words = message.text_html if message.text else message.caption_html or ""
    refusal = _refusal(message, words, part)
    if refusal is not None:
        forms.show(turn, lead=turn.say(f"broadcast.refused.{refusal}"))
    elif part is not None and message.media_group_id:
        _collect(turn, part, words)
    else:
        _save(turn, Content(words, [part] if part else []))


def finish(turn: Turn) -> None:
    """`[Selesai]` below the parts of an album."""
    if is_open(turn) and turn.conversation.memory.get("album"):
        _finish_album(turn)
    else:
        forms.stale(turn)


class ContentFlow:
    """What the form of the content means."""

    form: type[Form] = BroadcastContent

    def open(self, turn: Turn, subject: int) -> None:
        """Ask for it (again)."""
        try:
            turn.actor.must_be(*WRITERS)
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        begin(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Words alone, taken by the form itself."""
        del subject
        _save(turn, Content(answers["words"]))


class AnswersFlow:
    """What the form of the buttons means."""

    form: type[Form] = BroadcastAnswers

    def open(self, turn: Turn, subject: int) -> None:
        """The draft it belongs to."""
        _show_draft(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Keep the captions; a word of no keeps none."""
        forms.finish(turn)
        lines = re.split(r"[\n,;]", answers["words"])
        captions = [line.strip()[:MOST_BUTTON_LETTERS] for line in lines if line.strip()]
        if captions and captions[0].casefold() in turn.say.words("broadcast.no_answers"):
            captions = []
        try:
            kept = captions[:_MOST_ANSWERS]
            row = broadcasts.rewrite(turn.session, turn.actor, subject, answers=kept, now=turn.now)
        except (ChangedError, NotAllowedError, NotFoundError):
            _show_draft(turn, subject)
            return
        broadcast_audience.show(turn, row, lead=turn.say("broadcast.saved"))


def _show_draft(turn: Turn, broadcast_id: int) -> None:
    try:
        row = broadcasts.get(turn.session, turn.actor, broadcast_id)
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    broadcasting.show(turn, row)


def _part(message: Message) -> dict[str, str] | None:
    found = attachment(message)
    return None if found is None else {"kind": found.kind, "id": found.telegram_id}


def _refusal(message: Message, words: str, part: dict[str, str] | None) -> str | None:
    """Why this is no content, if it is none."""
    if (part is None and not message.text) or (part is not None and part["kind"] not in _KINDS):
        return "kind"
    if message.video_note:
        return "kind"
    if len(words) > (MOST_CAPTION if part is not None else MOST_LETTERS):
        return "long"
    if any(name not in FIELDS for name in _FIELD.findall(words)):
        return "field"
    return None


def _collect(turn: Turn, part: dict[str, str], words: str) -> None:
    """One part of an album; no timer says which is the last."""
    talk = turn.conversation
    album = [*talk.memory.get("album", []), part][:_MOST_PARTS]
    talk.memory = {**talk.memory, "album": album, "words": talk.memory.get("words") or words}
    talk.changed = True
    say = turn.say
    done = Button(say.plain("button.done"), Tap(FLOW, "album"))
    screen = Screen(say("broadcast.album", count=len(album)), buttons=[[done], home_row(say)])
    turn.show(screen, in_place=len(album) > 1)


def _finish_album(turn: Turn) -> None:
    memory = turn.conversation.memory
    _save(turn, Content(memory.get("words", ""), memory["album"]))


def _save(turn: Turn, content: Content) -> None:
    subject = turn.conversation.subject
    forms.finish(turn)
    try:
        if subject:
            row = broadcasts.rewrite(
                turn.session,
                turn.actor,
                subject,
                words=content.words,
                media=list(content.media),
                now=turn.now,
            )
        else:
            row = broadcasts.create(turn.session, turn.actor, content, now=turn.now)
    except ChangedError:
        _show_draft(turn, subject)
        return
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    broadcast_audience.show(turn, row, lead=turn.say("broadcast.saved"))
