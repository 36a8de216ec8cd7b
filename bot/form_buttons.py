"""The buttons below a question, by its kind."""

from bot import form_values
from bot.callback_data import Tap
from bot.screen import Button, Key, in_rows
from bot.texts import Texts
from bot.turn import Conversation
from models.forms.definition import Question
from models.forms.kinds import Choice, Many, Photos, YesNo
from models.forms.kinds.choice import codes_of
from models.rules import regencies

FLOW = "form"

#: Choices a page, two a row: with what stands below them eight rows in all.
_MOST_A_PAGE = 12
_MOST_OF_MANY = 8


class FormButtons:
    """Buttons of one conversation's open form, in one language."""

    def __init__(self, talk: Conversation, say: Texts) -> None:
        self._talk = talk
        self._say = say

    def of(self, question: Question, page: int) -> list[list[Button]]:
        """The buttons that answer *question*."""
        match question.kind:
            case Choice(codes=codes):
                return self._choices(question, codes_of(codes, self._talk.answers), page)
            case YesNo():
                yes = Button(self._say.plain("form.yes"), self.tap("pick", "yes"))
                return [[yes, Button(self._say.plain("form.no"), self.tap("pick", "no"))]]
            case Many(codes=codes):
                return self._many(question, codes_of(codes, self._talk.answers), page)
            case Photos(most=most):
                return self._photos(question, most)
        return []

    def places(self, page: int) -> list[list[Button]]:
        """All 33 kabupaten and kota, in pages."""
        codes = [regency.code for regency in regencies.all_regencies()]
        buttons = [Button(regencies.short_name(code), self.tap("pick", code)) for code in codes]
        return self._paged(buttons, page, _MOST_A_PAGE)

    def extras(self, question: Question) -> list[list[Button]]:
        """Leave for later, leave as it is, explain."""
        say, key = self._say, f"form.{question.form}.{question.field}"
        extras = []
        if say.has(f"{key}.none"):
            extras.append(Button(say.plain(f"{key}.none"), self.tap("pick", "none")))
        returned = question.field in self._talk.memory.get("repair", ())
        if question.ask.optional and not returned and not self._has_some(question):
            extras.append(Button(say.plain("button.later"), self.tap("skip")))
        if say.has(f"{key}.explain"):
            extras.append(Button(say.plain(f"{key}.explain_button"), self.tap("explain")))
        if self.may_keep(question):
            extras.append(Button(say.plain("button.keep"), self.tap("keep")))
        return in_rows(extras)

    def pick(self, question: Question, code: str) -> Button:
        """The button of one choice."""
        return Button(form_values.choice(self._say, question, code), self.tap("pick", code))

    def tap(self, verb: str, choice: str | None = None) -> Tap:
        """A tap of this form, as it stands now."""
        return Tap(FLOW, verb, self._talk.subject, self._talk.revision, choice)

    def keys(self, question: Question, first: list[Key]) -> list[list[Key]]:
        """A reply keyboard: *first*, leave for later or as it is, then back and home."""
        say = self._say
        rows = [first]
        if question.ask.optional:
            rows.append([Key(say.plain("button.later"))])
        if self.may_keep(question):
            rows.append([Key(say.plain("button.keep"))])
        return [*rows, [Key(say.plain("button.back")), Key(say.plain("button.home"))]]

    def may_keep(self, question: Question) -> bool:
        """Whether the question was asked out of turn and its answer may stay as it is."""
        answered = self._talk.answers.get(question.field) is not None
        return answered and self._talk.cursor == question.field and not question.kind.collects

    def _has_some(self, question: Question) -> bool:
        """Whether something was gathered already: then there is no need to put it off."""
        return question.kind.collects and bool(self._talk.answers.get(question.field))

    def _choices(
        self, question: Question, codes: tuple[str, ...], page: int
    ) -> list[list[Button]]:
        return self._paged([self.pick(question, code) for code in codes], page, _MOST_A_PAGE)

    def _many(self, question: Question, codes: tuple[str, ...], page: int) -> list[list[Button]]:
        say = self._say
        chosen = self._talk.answers.get(question.field) or ()
        buttons = []
        for code in codes:
            words = form_values.choice(say, question, code)
            text = say.plain("button.drop", what=words) if code in chosen else words
            buttons.append(Button(text, self.tap("pick", code)))
        rows = self._paged(buttons, page, _MOST_OF_MANY)
        if chosen:
            rows.append([Button(say.plain("button.done_choosing"), self.tap("done"))])
        return rows

    def _photos(self, question: Question, most: int) -> list[list[Button]]:
        say = self._say
        photos = self._talk.answers.get(question.field) or ()
        if not photos:
            return []
        if len(photos) > most:
            first = Button(say.plain("form.photos.keep", count=most), self.tap("pick", "keep"))
        else:
            first = Button(say.plain("button.done"), self.tap("done"))
        rows = [[first, Button(say.plain("form.photos.remove"), self.tap("photos", "remove"))]]
        rows.append([Button(say.plain("form.photos.replace"), self.tap("photos", "replace"))])
        if len(photos) > 1:
            rows[-1].append(Button(say.plain("form.photos.order"), self.tap("photos", "first")))
        return rows

    def _paged(self, buttons: list[Button], page: int, most: int) -> list[list[Button]]:
        if len(buttons) <= most:
            return in_rows(buttons)
        pages = -(-len(buttons) // most)
        page = min(max(page, 0), pages - 1)
        some = in_rows(buttons[page * most : (page + 1) * most])
        turning = []
        if page > 0:
            back = self.tap("page", str(page - 1))
            turning.append(Button(self._say.plain("button.previous"), back))
        if page < pages - 1:
            further = self.tap("page", str(page + 1))
            turning.append(Button(self._say.plain("button.next"), further))
        return [*some, turning]
