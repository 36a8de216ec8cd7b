"""The form engine with every kind of question, under any sequence of acts."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handlers import FLOWS
from models.forms import core, kinds
from models.forms.core import Accepted, Position
from models.forms.definition import Form, Question, questions
from models.forms.inputs import Input, Picked, SentFile, SharedContact, SharedPlace, Typed
from models.forms.kinds import Choice, Choose, Doubt, Many, OneFile, Photos
from models.forms.kinds.choice import codes_of
from tests.clocks import TODAY

FORMS = [flow.form for flow in FLOWS.values()]

TEXTS = st.one_of(
    st.text(max_size=90),
    st.sampled_from(["Rehulina", "karo", "nias", "1", "2", "0812-6000-0001", "Rp85.000", "85rb"]),
    st.sampled_from(["50 kg/minggu", "250 g", "setahun", "2016", "9120000000001", "andaliman"]),
)
INPUTS = st.one_of(
    TEXTS.map(Typed),
    st.sampled_from(["KOP", "12.06", "pack", "season", "none", "own", "halal", "DE"]).map(Picked),
    st.sampled_from(["remove.1", "first.2", "keep", "replace.9"]).map(Picked),
    st.builds(SharedContact, st.sampled_from(["6281260000001", "+65123"]), own=st.booleans()),
    st.builds(SharedPlace, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(SentFile, st.integers(1, 40), st.sampled_from(["photo", "voice", "document"])),
)
GOOD: dict[str, Input] = {
    "text": Typed("Nomor HP belum aktif."),
    "note": Typed("Nomor HP belum aktif."),
    "place": Picked("12.06"),
    "phone": Typed("081260000001"),
    "money": Typed("85rb"),
    "quantity": Typed("50 kg/minggu"),
    "pack_size": Typed("250 g"),
    "months": Typed("setahun"),
    "year": Typed("2016"),
    "number": Typed("9120000000001"),
    "hs": Typed("0910.99"),
    "whole": Typed("12 orang"),
    "day": Typed("5 Januari 2026"),
    "yes_no": Typed("ya"),
    "photos": SentFile(1, "photo"),
    "proofs": SentFile(1, "video", 12),
    "figures": Typed("12,1%"),
    "message": Typed("Apakah label bahasa Inggris cukup?"),
}


def good(question: Question, answers: dict[str, Any]) -> Input:
    """An input that is an answer."""
    if isinstance(question.kind, Choice | Many):
        return Picked(codes_of(question.kind.codes, answers)[0])
    if isinstance(question.kind, OneFile):
        return SentFile(1, question.kind.accepts[0])
    return GOOD[question.kind.name]


def test_every_kind_has_a_good_answer() -> None:
    """Else the next question of that kind would stop the wandering below."""
    found = {getattr(getattr(kinds, name), "name", None) for name in kinds.__all__}
    assert found - {None, Choice.name, Many.name, OneFile.name} == set(GOOD)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form_name)
def test_good_answers_lead_to_the_end(form: type[Form]) -> None:
    """Else the wandering below would never end with that form."""
    position = Position({})
    for _question in questions(form):
        here = core.current(form, position)
        if here is None:
            break
        step = core.answer(form, position, good(here, dict(position.answers)), today=TODAY)
        if isinstance(step, Choose):
            step = core.answer(form, position, Picked(step.codes[0]), today=TODAY)
        if isinstance(step, Doubt):
            step = core.take(form, position, here, step.value)
        assert isinstance(step, Accepted), here.field
        if here.kind.collects:
            step = core.done(form, step.position)
            assert isinstance(step, Accepted), here.field
        position = step.position
    assert core.current(form, position) is None


class Wandering(RuleBasedStateMachine):
    """Somebody wanders through a form; in the end only the last answers count."""

    @initialize(form=st.sampled_from(FORMS))
    def opens(self, form: type[Form]) -> None:
        self.form = form
        self.position = Position({})

    @rule(given=INPUTS)
    def answers(self, given: Input) -> None:
        self._give(given)

    @rule(times=st.integers(1, 4))
    def answers_well(self, times: int) -> None:
        for _ in range(times):
            if (here := core.current(self.form, self.position)) is not None:
                self._give(good(here, dict(self.position.answers)))

    @rule()
    def is_done(self) -> None:
        step = core.done(self.form, self.position)
        if isinstance(step, Accepted):
            self.position = step.position

    @rule()
    def goes_back(self) -> None:
        moved = core.back(self.form, self.position)
        if moved is not None:
            before = core.progress(self.form, self.position)[0]
            self.position = moved
            assert core.progress(self.form, moved)[0] <= before

    @rule()
    def skips(self) -> None:
        here = core.current(self.form, self.position)
        moved = core.skip(self.form, self.position)
        assert (moved is None) == (here is None or not here.ask.optional)
        if moved is not None and here is not None:
            self.position = moved
            assert core.current(self.form, moved) != here, "a question that was left stays left"

    @rule(data=st.data(), detail=st.sampled_from(["", "replace.1", "remove", "x.9"]))
    def edits(self, data: st.DataObject, detail: str) -> None:
        fields = [question.field for question in questions(self.form)]
        field = data.draw(st.sampled_from([*fields, "password"]))
        moved = core.edit(self.form, self.position, field, detail)
        asked = {question.field for question in core.relevant(self.form, self.position.answers)}
        assert (moved is not None) == (field in asked)
        if moved is not None:
            self.position = moved
            here = core.current(self.form, moved)
            assert here is not None
            assert here.field == field

    @rule()
    def keeps(self) -> None:
        self.position = core.keep(self.position)

    @rule()
    def closes_and_comes_back_later(self) -> None:
        kept = core.revive(self.form, self.position.answers)
        assert kept == self.position.answers, "nothing typed is ever lost"
        self.position = Position(kept)

    @precondition(lambda self: hasattr(self, "form"))
    @invariant()
    def knows_where_it_stands(self) -> None:
        number, total = core.progress(self.form, self.position)
        assert 1 <= number <= total
        assert 0 <= core.percent(self.form, self.position.answers) <= 100
        assert core.count(self.position.answers) <= len(self.position.answers)

    def teardown(self) -> None:
        """Finish the form, then answer the same straight through: the same comes out."""
        if not hasattr(self, "form"):
            return
        self.position = core.keep(self.position)
        while (here := core.current(self.form, self.position)) is not None:
            if here.kind.collects and isinstance(core.done(self.form, self.position), Accepted):
                self.is_done()
            elif isinstance(here.kind, Photos) and len(self._so_far(here)) > here.kind.most:
                self._give(Picked("keep"))
            else:
                self._give(good(here, dict(self.position.answers)))
        final = core.final(self.form, self.position.answers)
        assert core.final(self.form, _straight(self.form, final)) == final
        self.form.model_validate(final)

    def _so_far(self, here: Question) -> list[Any]:
        return self.position.answers.get(here.field) or []

    def _give(self, given: Input) -> None:
        here = core.current(self.form, self.position)
        step = core.answer(self.form, self.position, given, today=TODAY)
        if isinstance(step, Choose):
            step = core.answer(self.form, self.position, Picked(step.codes[0]), today=TODAY)
        if isinstance(step, Doubt) and here is not None:
            step = core.take(self.form, self.position, here, step.value)
        if isinstance(step, Accepted):
            assert step.question == here
            self.position = step.position


def _straight(form: type[Form], final: dict[str, Any]) -> dict[str, Any]:
    """The answers of somebody who gives these values one after the other and never looks back."""
    position = Position({})
    while (here := core.current(form, position)) is not None:
        if here.field in final:
            step = core.take(form, position, here, final[here.field])
            assert isinstance(step, Accepted)
            position = step.position
        else:
            left = core.skip(form, position)
            assert left is not None, f"{here.field} is compulsory and has no answer"
            position = left
    return dict(position.answers)


TestWandering = Wandering.TestCase
TestWandering.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
