"""How a form looks: question, hint, choice between meanings, collecting photos, review page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot import form_values
from bot.form_buttons import FLOW, FormButtons
from bot.screen import Button, Key, Screen, in_rows
from bot.taps import home_row, last_row
from bot.texts import Markup, Texts
from bot.turn import Conversation
from models.forms.core import Position, back, current, leading, progress
from models.forms.definition import Form, Question
from models.forms.definition import question as find
from models.forms.kinds import Doubt, Phone, Photos, Place, Proofs, Refused

__all__ = ["FLOW", "FormScreens"]

#: Which of these photos (file ids) are too small for their writing to be read.
SmallPhotos = Callable[[Sequence[int]], set[int]]


class FormScreens:
    """The screens of one conversation's open form, in one language."""

    def __init__(
        self, form: type[Form], talk: Conversation, say: Texts, too_small: SmallPhotos
    ) -> None:
        self._form = form
        self._talk = talk
        self._say = say
        self._too_small = too_small
        repair = tuple(talk.memory.get("repair", ()))
        self._position = Position(talk.answers, talk.cursor, repair)
        self.buttons = FormButtons(talk, say)

    def now(self, lead: str | None = None) -> Screen:
        """The question to ask now, or the review page."""
        question = current(self._form, self._position)
        if question is None:
            return self.review(lead)
        page = self._talk.memory.get("page", 0)
        return self.question(question, lead=lead, page=page)

    def question(self, question: Question, *, lead: str | None = None, page: int = 0) -> Screen:
        """One question."""
        if isinstance(question.kind, Photos) and self._talk.answers.get(question.field):
            return self.photos(question).led_by(lead)
        lines = [] if question.ask.follows else [self._title(question)]
        value = self._talk.answers.get(question.field)
        if value is not None:
            key = "form.chosen" if question.kind.collects else "form.now_written"
            lines.append(self._say(key, value=self.value(question, value)))
            if why := self._talk.memory.get("reasons", {}).get(question.field):
                lines.append(self._say("verdict.why", reason=why))
        elif (proposal := self._suggested(question)) is not None:
            return self._proposal(question, proposal).led_by(lead)
        lines += [self._words(question, "ask"), *self._hint(question)]
        return self._below(question, "\n".join(lines), page).led_by(lead)

    def hint(self, question: Question, refused: Refused, *, offer: Button | None = None) -> Screen:
        """What we saw, the question and its example, a way on; nobody is scolded."""
        say = self._say
        own = self._key(question, f"error.{refused.error}")
        key = own if say.has(own) else f"form.error.{refused.error}"
        if not say.has(key):
            key = "form.error.other"
        lines = [say(key, **refused.params), self._words(question, "ask"), *self._hint(question)]
        if question.ask.optional:
            lines.append(say("form.may_be_left"))
        screen = self._below(question, "\n".join(lines), 0)
        if offer is not None and screen.buttons:
            *others, last = screen.buttons
            screen = replace(screen, buttons=[*others, [offer], last])
        return screen

    def choose(self, question: Question, codes: tuple[str, ...]) -> Screen:
        """The answer may mean several things: which one?"""
        say = self._say
        own = self._key(question, "choose")
        if say.has(own):
            lines = [say(own)]
            for number, code in enumerate(codes, start=1):
                words = form_values.offer(say, question, code)
                lines.append(say("form.offer", number=number, value=words))
            text = "\n".join(lines)
        elif len(codes) == 1:
            text = say("form.choose.one", value=self.value(question, codes[0]))
        else:
            text = say("form.choose.several", count=len(codes))
        rows = in_rows(self._offer(question, code) for code in codes)
        return Screen(text, buttons=[*rows, *self.buttons.extras(question), self._last_row()])

    def doubt(self, question: Question, doubt: Doubt) -> Screen:
        """Was it meant so? The person may say yes, or simply answer again."""
        say = self._say
        meant = Button(say.plain(f"form.doubt.{doubt.doubt}_button"), self.buttons.tap("meant"))
        lines = [say(f"form.doubt.{doubt.doubt}"), self._words(question, "ask")]
        text = "\n".join([*lines, *self._hint(question)])
        return Screen(text, buttons=[[meant], self._last_row()])

    def photos(self, question: Question) -> Screen:
        """The message that counts photos, with advice on small ones."""
        say = self._say
        photos = self._talk.answers.get(question.field) or []
        most = question.kind.most if isinstance(question.kind, Photos) else len(photos)
        verb, _, number = self._position.detail.partition(".")
        if verb == "replace" and number:
            text = say("form.photos.send_one", number=number)
            keep = Button(
                say.plain("form.photos.keep_this", number=number),
                self.buttons.tap("edit", question.field),
            )
            return Screen(text, buttons=[[keep], self._last_row()])
        if verb:
            return self._which_photo(verb, len(photos))
        proofs = isinstance(question.kind, Proofs)
        if len(photos) > most:
            key = "form.photos.files_too_many" if proofs else "form.photos.too_many"
        else:
            key = "form.photos.files_in" if proofs else "form.photos.in"
        lines = [say(key, count=len(photos), most=most)]
        small = self._too_small(photos)
        lines += [
            say("form.photos.small", number=number)
            for number, photo in enumerate(photos, start=1)
            if photo in small
        ]
        return self._below(question, "\n".join(lines), 0)

    def places(self, page: int) -> Screen:
        """The list of all kabupaten and kota."""
        rows = [*self.buttons.places(page), self._last_row()]
        return Screen(self._say("form.place_list"), buttons=rows)

    def explanation(self, question: Question) -> Screen:
        """What a term means; the question stays open below it."""
        text = f"{self._words(question, 'explain')}\n{self._words(question, 'ask')}"
        return self._below(question, text, 0)

    def review(self, lead: str | None = None) -> Screen:
        """All answers, with an edit button per line."""
        say = self._say
        asked = leading(self._form, self._talk.answers)
        name = f"form.{self._form.form_name}.review"
        lines = [f"<b>{say(f'{name}.title')}</b>"]
        for number, question in enumerate(asked, start=1):
            shown = form_values.line(say, self._form, question, self._talk.answers)
            label = Markup(self.label(question))
            lines.append(say("form.line", number=number, label=label, value=shown))
        lines.append(say(f"{name}.ask"))
        edits = in_rows(
            Button(say.plain(self._edit_key(q)), self.buttons.tap("edit", q.field)) for q in asked
        )
        send = [Button(say.plain(f"{name}.send"), self.buttons.tap("send"))]
        return Screen("\n".join(lines), buttons=[send, *edits, self._last_row()], lead=lead)

    def value(self, question: Question, value: Any) -> str:
        """An answer as people read it (not escaped)."""
        return form_values.value(self._say, question, value)

    def label(self, question: Question) -> str:
        """The short name of a question."""
        return self._words(question, "label")

    def _below(self, question: Question, text: str, page: int) -> Screen:
        """*text* with the buttons of the question below it."""
        say = self._say
        if isinstance(question.kind, Phone) and question.kind.own:
            first = [Key(say.plain("button.share_phone"), contact=True)]
            keys = self.buttons.keys(question, first)
            return Screen(text, keys=keys, placeholder=say.plain("form.phone_placeholder"))
        if isinstance(question.kind, Place):
            here = Key(say.plain("button.share_place"), location=True)
            keys = self.buttons.keys(question, [here, Key(say.plain("button.all_places"))])
            return Screen(text, keys=keys)
        rows = [*self.buttons.of(question, page), *self.buttons.extras(question)]
        return Screen(text, buttons=[*rows, self._last_row()])

    def _suggested(self, question: Question) -> Any:
        return self._talk.memory.get("suggested", {}).get(question.field)

    def _proposal(self, question: Question, value: Any) -> Screen:
        """What the letter says: right, or to be typed anew."""
        say = self._say
        source = self._talk.memory.get("suggested_by", "")
        lines = [
            self._title(question),
            say("form.suggested", source=source, value=self.value(question, value)),
            say("form.is_it_right"),
            *self._hint(question),
        ]
        right = Button(say.plain("button.right"), self.buttons.tap("suggest"))
        rows = [[right], *self.buttons.extras(question), self._last_row()]
        return Screen("\n".join(lines), buttons=rows)

    def _which_photo(self, verb: str, count: int) -> Screen:
        say = self._say
        act = "photos" if verb == "replace" else "pick"
        buttons = [
            Button(say.plain("form.photos.number", number=n), self.buttons.tap(act, f"{verb}.{n}"))
            for n in range(1, count + 1)
        ]
        return Screen(
            say(f"form.photos.which.{verb}"), buttons=[*in_rows(buttons), self._last_row()]
        )

    def _offer(self, question: Question, code: str) -> Button:
        key = self._key(question, "take")
        words = form_values.choice(self._say, question, code)
        text = self._say.plain(key, code=words) if self._say.has(key) else words
        return Button(text, self.buttons.tap("pick", code))

    def _title(self, question: Question) -> str:
        lead = question.ask.follows
        label = Markup(self.label(find(self._form, lead) if lead else question))
        if repair := self._talk.memory.get("repair_total"):
            number = repair - len(self._position.repair) + 1
            title = self._say("form.title_repair", number=number, total=repair, label=label)
            return f"<b>{title}</b>"
        number, total = progress(self._form, self._position)
        if total == 1 or lead:
            return f"<b>{self._say('form.title_alone', label=label)}</b>"
        return f"<b>{self._say('form.title', number=number, total=total, label=label)}</b>"

    def _words(self, question: Question, part: str) -> str:
        """Words of a question; they may name the value of the question it belongs to."""
        lead = question.ask.follows
        params = {}
        if lead is not None:
            about = find(self._form, lead)
            params["about"] = self.value(about, self._talk.answers.get(lead))
        return self._say(self._key(question, part), **params)

    def _hint(self, question: Question) -> list[str]:
        """An example; what the form is about may have its own."""
        if example := self._talk.memory.get("examples", {}).get(question.field):
            return [self._say("form.example", example=example)]
        return (
            [self._words(question, "hint")] if self._say.has(self._key(question, "hint")) else []
        )

    def _last_row(self) -> list[Button]:
        if back(self._form, self._position) is None:
            return home_row(self._say)
        return last_row(self._say, self.buttons.tap("back"))

    def _edit_key(self, question: Question) -> str:
        """`Ubah NIB`, or `Isi NIB` where it was put off."""
        fill = self._key(question, "fill")
        left_out = self._talk.answers.get(question.field) is None
        return fill if left_out and self._say.has(fill) else self._key(question, "edit")

    def _key(self, question: Question, part: str) -> str:
        return f"form.{question.form}.{question.field}.{part}"
