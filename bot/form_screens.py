"""How a form looks: question, hint, choice between meanings, review page."""

from typing import Any

from bot.callback_data import Tap
from bot.screen import Button, Key, Screen, in_rows
from bot.taps import home_row, last_row
from bot.texts import Markup, Texts
from bot.turn import Conversation
from models.forms.core import (
    Form,
    Position,
    Question,
    back,
    current,
    progress,
    relevant,
)
from models.forms.kinds import Choice, Phone, Place, Refused
from models.rules import regencies

FLOW = "form"

#: Two a row; with the rows below them eight rows in all, also with `[Biarkan]`.
_PLACES_A_PAGE = 12
_PLACES_BESIDE_KEEP = 10


class FormScreens:
    """The screens of one conversation's open form, in one language."""

    def __init__(self, form: type[Form], talk: Conversation, say: Texts) -> None:
        self._form = form
        self._talk = talk
        self._say = say
        self._position = Position(talk.answers, talk.cursor)

    def now(self, lead: str | None = None) -> Screen:
        """The question to ask now, or the review page."""
        question = current(self._form, self._position)
        if question is None:
            return self.review(lead)
        return self.question(question, lead=lead)

    def question(self, question: Question, *, lead: str | None = None, page: int = 0) -> Screen:
        """One question."""
        say = self._say
        lines = [self._title(question)]
        value = self._talk.answers.get(question.field)
        if value is not None:
            lines.append(say("form.now_written", value=self.value(question, value)))
        lines += [say(self._key(question, "ask")), *self._hint(question)]
        return self._with_buttons(question, "\n".join(lines), page).led_by(lead)

    def hint(self, question: Question, refused: Refused) -> Screen:
        """What we saw, an example, a way on; the answer as typed is not scolded."""
        say = self._say
        own = self._key(question, f"error.{refused.error}")
        key = own if say.has(own) else f"form.error.{refused.error}"
        if not say.has(key):
            key = "form.error.other"
        lines = [say(key, **refused.params), *self._hint(question)]
        if question.ask.optional:
            lines.append(say("form.may_be_left"))
        return self._with_buttons(question, "\n".join(lines), 0)

    def choose(self, question: Question, codes: tuple[str, ...]) -> Screen:
        """The answer may mean several things: which one?"""
        say = self._say
        if len(codes) == 1:
            text = say("form.choose.one", value=self.value(question, codes[0]))
        else:
            text = say("form.choose.several", count=len(codes))
        buttons = in_rows(self._pick(question, code) for code in codes)
        return Screen(text, buttons=[*buttons, self._last_row()])

    def review(self, lead: str | None = None) -> Screen:
        """All answers, with an edit button per line."""
        say = self._say
        asked = relevant(self._form, self._talk.answers)
        name = f"form.{self._form.form_name}.review"
        lines = [f"<b>{say(f'{name}.title')}</b>"]
        for number, question in enumerate(asked, start=1):
            shown = self._in_full(question, self._talk.answers.get(question.field))
            label = say(self._key(question, "label"))
            lines.append(say("form.line", number=number, label=Markup(label), value=shown))
        lines.append(say(f"{name}.ask"))
        edits = in_rows(
            Button(say.plain(self._key(q, "edit")), self._tap("edit", q.field)) for q in asked
        )
        send = [Button(say.plain(f"{name}.send"), self._tap("send"))]
        return Screen("\n".join(lines), buttons=[send, *edits, self._last_row()], lead=lead)

    def value(self, question: Question, value: Any) -> str:
        """An answer as people read it (not escaped)."""
        if value is None:
            return self._say.plain("form.left_out")
        if isinstance(question.kind, Choice):
            return self._say.plain(self._key(question, f"choice.{value}"))
        return question.kind.show(value)

    def _in_full(self, question: Question, value: Any) -> str:
        """An answer on the review page: a choice as the sentence it stands for, if it does."""
        sentence = self._key(question, f"sentence.{value}")
        return (
            self._say.plain(sentence) if self._say.has(sentence) else self.value(question, value)
        )

    def label(self, question: Question) -> str:
        """The short name of a question."""
        return self._say(self._key(question, "label"))

    @property
    def may_keep(self) -> bool:
        """Whether the question was asked out of turn and its answer may stay as it is."""
        return self._talk.answers.get(self._talk.cursor or "") is not None

    def _with_buttons(self, question: Question, text: str, page: int) -> Screen:
        if isinstance(question.kind, Phone):
            return self._phone(text)
        rows: list[list[Button]] = []
        if isinstance(question.kind, Choice):
            rows = in_rows(self._pick(question, code) for code in question.kind.codes)
        elif isinstance(question.kind, Place):
            rows = self._places(page)
        if question.ask.optional:
            rows.append([Button(self._say.plain("button.later"), self._tap("skip"))])
        if self.may_keep:
            rows.append([Button(self._say.plain("button.keep"), self._tap("keep"))])
        return Screen(text, buttons=[*rows, self._last_row()])

    def _phone(self, text: str) -> Screen:
        """A reply keyboard: only such a button can share the person's own number."""
        say = self._say
        keys = [[Key(say.plain("button.share_phone"), contact=True)]]
        if self.may_keep:
            keys.append([Key(say.plain("button.keep"))])
        keys.append([Key(say.plain("button.back")), Key(say.plain("button.home"))])
        return Screen(text, keys=keys, placeholder=say.plain("form.phone_placeholder"))

    def _places(self, page: int) -> list[list[Button]]:
        everywhere = regencies.all_regencies()
        a_page = _PLACES_BESIDE_KEEP if self.may_keep else _PLACES_A_PAGE
        pages = -(-len(everywhere) // a_page)
        page = min(max(page, 0), pages - 1)
        some = everywhere[page * a_page : (page + 1) * a_page]
        rows = in_rows(
            Button(regencies.short_name(regency.code), self._tap("pick", regency.code))
            for regency in some
        )
        turning = []
        if page > 0:
            turning.append(
                Button(self._say.plain("button.previous"), self._tap("page", str(page - 1)))
            )
        if page < pages - 1:
            turning.append(
                Button(self._say.plain("button.next"), self._tap("page", str(page + 1)))
            )
        return [*rows, turning]

    def _pick(self, question: Question, code: str) -> Button:
        return Button(self.value(question, code), self._tap("pick", code))

    def _title(self, question: Question) -> str:
        number, total = progress(self._form, self._position)
        label = Markup(self.label(question))
        if total == 1:
            return f"<b>{self._say('form.title_alone', label=label)}</b>"
        return f"<b>{self._say('form.title', number=number, total=total, label=label)}</b>"

    def _hint(self, question: Question) -> list[str]:
        key = self._key(question, "hint")
        return [self._say(key)] if self._say.has(key) else []

    def _last_row(self) -> list[Button]:
        if back(self._form, self._position) is None:
            return home_row(self._say)
        return last_row(self._say, self._tap("back"))

    def _tap(self, verb: str, choice: str | None = None) -> Tap:
        return Tap(FLOW, verb, self._talk.subject, self._talk.revision, choice)

    def _key(self, question: Question, part: str) -> str:
        return f"form.{question.form}.{question.field}.{part}"
