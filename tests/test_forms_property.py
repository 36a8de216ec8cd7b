"""The form engine under any sequence of acts, and under any text."""

import html
import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import Field

from bot.form_screens import FormScreens
from bot.texts import LANGUAGES, catalogue, texts
from bot.turn import Conversation
from models.forms import core
from models.forms.core import Accepted, Position
from models.forms.definition import Ask, Form, Question, questions
from models.forms.definition import question as find
from models.forms.inputs import Input, Picked, SentFile, SharedContact, SharedPlace, Typed
from models.forms.kinds import (
    Choice,
    Choose,
    Day,
    Money,
    Note,
    NoteValue,
    Phone,
    Place,
    Refused,
    Text,
    Whole,
    Year,
    YesNo,
)
from models.forms.nomination import NominationForm
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.forms.rejection import Rejection
from models.forms.staff_answer import StaffAnswer
from models.rules import regencies


class Trip(Form):
    """A form with everything the engine knows: optional questions and one that may not apply."""

    form_name: ClassVar[str] = "trip"

    who: Annotated[str, Field(min_length=2, max_length=20), Ask(Text())]
    nib: Annotated[str, Ask(Text(), optional=True)]
    by: Annotated[Literal["ship", "air"], Ask(Choice(("ship", "air")))]
    harbour: Annotated[str, Ask(Place(), only_if=("by", "ship"))]
    phone: Annotated[str, Ask(Phone(), optional=True)]
    story: Annotated[NoteValue | None, Ask(Note(), optional=True)] = None
    price: Annotated[int | None, Field(gt=0), Ask(Money(), optional=True)] = None
    since: Annotated[int | None, Ask(Year(), optional=True)] = None
    on: Annotated[date | None, Ask(Day(), optional=True)] = None
    boxes: Annotated[int | None, Field(ge=1), Ask(Whole(), optional=True)] = None
    insured: Annotated[bool | None, Ask(YesNo(), optional=True)] = None


#: Forms without photos and the like; what is gathered has a test of its own.
PLAIN = (Trip, Registration, Rejection, NominationForm, StaffAnswer)
FORMS = {form.form_name: form for form in (*PLAIN[1:], ProductForm)}
TODAY = date(2026, 11, 24)

TEXTS = st.one_of(
    st.text(max_size=90),
    st.sampled_from(["Rehulina", "karo", "nias", "1", "2", "0812-6000-0001", "+62 813 6000 0002"]),
)
INPUTS = st.one_of(
    TEXTS.map(Typed),
    st.sampled_from(["ship", "air", "12.06", "99.99", "own", "twice"]).map(Picked),
    st.builds(SharedContact, st.sampled_from(["6281260000001", "+65123"]), own=st.booleans()),
    st.builds(SharedPlace, st.floats(-5, 8), st.floats(94, 104)),
    st.builds(SentFile, st.integers(1, 9), st.sampled_from(["photo", "voice", "document"])),
)
GOOD: dict[str, Input] = {
    "text": Typed("Nomor HP mati."),
    "choice": Typed("1"),
    "place": Picked("12.06"),
    "phone": Typed("081260000001"),
    "note": Typed("Dijemur di para-para."),
    "money": Typed("85rb"),
    "year": Typed("2016"),
    "day": Typed("5/1/26"),
    "whole": Typed("12"),
    "yes_no": Typed("ya"),
    "number": Typed("9120000000001"),
}


class Wandering(RuleBasedStateMachine):
    """Somebody wanders through a form; in the end only the last answers count."""

    @initialize(form=st.sampled_from(PLAIN))
    def opens(self, form: type[Form]) -> None:
        self.form = form
        self.position = Position({})
        self.last: dict[str, Input | None] = {}

    @rule(given=INPUTS)
    def answers(self, given: Input) -> None:
        self._give(given)

    @rule()
    def answers_well(self) -> None:
        if (here := core.current(self.form, self.position)) is not None:
            self._give(GOOD[here.kind.name])

    @rule()
    def goes_back(self) -> None:
        before = core.progress(self.form, self.position)[0]
        open_ = core.current(self.form, self.position)
        moved = core.back(self.form, self.position)
        if moved is None:
            assert open_ is not None
            assert before == 1
        else:
            self.position = moved
            assert core.progress(self.form, moved)[0] == (before - 1 if open_ else before)

    @rule()
    def skips(self) -> None:
        here = core.current(self.form, self.position)
        moved = core.skip(self.form, self.position)
        if moved is None:
            assert here is None or not here.ask.optional
        else:
            assert here is not None
            self.last.setdefault(here.field, None)
            self.position = moved

    @rule(data=st.data())
    def edits(self, data: st.DataObject) -> None:
        fields = [question.field for question in questions(self.form)]
        field = data.draw(st.sampled_from([*fields, "password"]))
        moved = core.edit(self.form, self.position, field)
        asked = {question.field for question in core.relevant(self.form, self.position.answers)}
        assert (moved is not None) == (field in asked)
        if moved is not None:
            self.position = moved
            assert _field(core.current(self.form, moved)) == field

    @rule()
    def keeps(self) -> None:
        self.position = core.keep(self.position)

    @rule()
    def closes_and_comes_back_later(self) -> None:
        self.position = Position(core.revive(self.form, self.position.answers))

    @precondition(lambda self: hasattr(self, "form"))
    @invariant()
    def knows_where_it_stands(self) -> None:
        number, total = core.progress(self.form, self.position)
        assert 1 <= number <= total
        assert core.is_complete(self.form, self.position.answers) == (
            core.current(self.form, core.keep(self.position)) is None
        )
        assert core.revive(self.form, self.position.answers) == self.position.answers

    def teardown(self) -> None:
        """Finish the form, then answer the same straight through: the same comes out."""
        if not hasattr(self, "form"):
            return
        self.position = core.keep(self.position)
        while (here := core.current(self.form, self.position)) is not None:
            before = self.position
            self._give(GOOD[here.kind.name])
            assert self.position != before
        straight = Position({})
        while (here := core.current(self.form, straight)) is not None:
            given = self.last[here.field]
            straight = _after(self.form, straight, given)
        assert straight.answers == {
            question.field: self.position.answers[question.field]
            for question in core.relevant(self.form, self.position.answers)
        }

    def _give(self, given: Input) -> None:
        here = core.current(self.form, self.position)
        step = core.answer(self.form, self.position, given, today=TODAY)
        if isinstance(step, Accepted):
            assert here is not None
            assert step.question == here
            self.position = step.position
            self.last[here.field] = given


TestWandering = Wandering.TestCase
TestWandering.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def _field(question: Question | None) -> str | None:
    return question.field if question else None


def _after(form: type[Form], position: Position, given: Input | None) -> Position:
    if given is None:
        skipped = core.skip(form, position)
        assert skipped is not None
        return skipped
    step = core.answer(form, position, given, today=TODAY)
    assert isinstance(step, Accepted)
    return step.position


def _has_hint(refused: Refused, question: Question) -> bool:
    keys = {
        f"form.error.{refused.error}",
        f"form.{question.form}.{question.field}.error.{refused.error}",
    }
    return all(keys & set(catalogue(language)) for language in LANGUAGES)


@given(text=st.text(max_size=400), field=st.sampled_from(["business_name", "owner_name"]))
@settings(deadline=None)
def test_any_text_is_shown_back_exactly_or_has_a_hint(text: str, field: str) -> None:
    question = find(Registration, field)
    step = core.answer(Registration, Position({}, cursor=field), Typed(text))
    if isinstance(step, Accepted):
        assert step.value == text.strip()
        talk = Conversation(1, 1, form="registration", answers=dict(step.position.answers))
        for language in LANGUAGES:
            page = (
                FormScreens(Registration, talk, texts(language), lambda _ids: set()).review().text
            )
            assert f": {html.escape(text.strip(), quote=False)}\n" in page
    else:
        assert isinstance(step, Refused)
        assert _has_hint(step, question)


@given(given=INPUTS, form=st.sampled_from(list(FORMS.values())), data=st.data())
@settings(deadline=None)
def test_any_refusal_has_its_own_hint(given: Input, form: type[Form], data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(questions(form)))
    answers = _that_ask(question)
    step = core.answer(form, Position(answers, cursor=question.field), given, today=TODAY)
    if isinstance(step, Refused):
        assert _has_hint(step, question)


def _that_ask(question: Question) -> dict[str, object]:
    """Answers under which the question applies."""
    before: dict[str, dict[str, object]] = {
        "words": {"ready": "own"},
        "category": {"group": "spice"},
        "capacity_when": {"capacity": {"amount": "1", "unit": "kg", "period": "month"}},
        "price_for": {"price": 1},
        "pack_size": {"price": 1, "price_for": "pack"},
    }
    return before.get(question.field, {})


@given(
    typed=st.one_of(st.text(max_size=30), st.from_regex(r"\+?[0-9 .()-]{8,18}", fullmatch=True))
)
@settings(deadline=None)
def test_number_that_is_taken_reads_back_as_itself(typed: str) -> None:
    step = core.answer(Registration, Position({}, cursor="phone"), Typed(typed))
    if isinstance(step, Accepted):
        assert re.fullmatch(r"\+62[1-9]\d{7,10}", step.value)
        again = core.answer(
            Registration, Position({}, cursor="phone"), Typed(Phone().show(step.value))
        )
        assert isinstance(again, Accepted)
        assert again.value == step.value


@given(typed=st.one_of(st.text(max_size=30), st.sampled_from(["nias", "karoo", "Kota Sibolga"])))
@settings(deadline=None)
def test_place_is_one_of_ours_or_asked_about(typed: str) -> None:
    step = core.answer(Registration, Position({}, cursor="regency"), Typed(typed))
    if isinstance(step, Accepted):
        assert step.value in regencies.by_code()
    elif isinstance(step, Choose):
        assert step.codes
        assert set(step.codes) <= set(regencies.by_code())


PHOTO_ACTS = st.one_of(
    st.builds(SentFile, st.integers(1, 40), st.just("photo")),
    st.sampled_from(["remove.1", "remove.3", "first.2", "first.9", "keep", "replace.2"]).map(
        Picked
    ),
)


@given(acts=st.lists(PHOTO_ACTS, max_size=40))
@settings(deadline=None)
def test_photos_are_never_lost_by_themselves_and_never_doubled(acts: list[Input]) -> None:
    position, kept = Position({}, cursor="photos"), set[int]()
    for act in acts:
        before = list(position.answers.get("photos", ()))
        step = core.answer(ProductForm, position, act)
        if not isinstance(step, Accepted):
            continue
        position = step.position
        photos = position.answers["photos"]
        assert len(photos) == len(set(photos))
        if isinstance(act, SentFile):
            assert set(photos) == set(before) | {act.id}
        else:
            assert set(photos) <= set(before)
        kept |= set(photos)
    assert core.current(ProductForm, position) == find(ProductForm, "photos")
    done = core.done(ProductForm, position)
    count = len(position.answers.get("photos", ()))
    assert isinstance(done, Accepted) == (1 <= count <= 5)
