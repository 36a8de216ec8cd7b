"""Any text is taken and shown back exactly, or refused with a sentence in both languages."""

import ast
import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.form_screens import FormScreens
from bot.texts import LANGUAGES, catalogue, texts
from bot.turn import Conversation
from handlers import FLOWS
from models.forms import core
from models.forms.core import Accepted, Position
from models.forms.definition import Form, Question, questions
from models.forms.inputs import Input, Picked, SentFile, SharedContact, SharedPlace, Typed
from models.forms.kinds import Choose, Doubt, Note, Phone, Refused, Text
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.rules import categories, numbers, regencies
from tests.clocks import TODAY

MODELS = Path(core.__file__).parent

#: Parsers that a kind of question uses; the others wait for theirs.
USED = ("money", "quantity", "durations", "whole", "years")

#: What pydantic may say about the limits of our fields.
LIMITS = {
    *("string_too_short", "string_too_long", "too_short", "too_long"),
    *("greater_than", "greater_than_equal", "less_than_equal", "literal_error"),
}
AMOUNT = {"amount": "50", "unit": "kg", "period": "month"}
ALL = [(flow.form, question) for flow in FLOWS.values() for question in questions(flow.form)]
WORDY = [pair for pair in ALL if isinstance(pair[1].kind, Text | Note)]

INPUTS: st.SearchStrategy[Input] = st.one_of(
    st.text(max_size=40).map(Typed),
    st.from_regex(r"(Rp ?)?[0-9.,]{1,12} ?(rb|jt|kg|ton|bulan|tahun)?", fullmatch=True).map(Typed),
    st.text(max_size=8).map(Picked),
    st.builds(SharedContact, st.text(max_size=15), own=st.booleans()),
    st.builds(SharedPlace, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(SentFile, st.integers(1, 9), st.sampled_from(["photo", "voice", "video"])),
)


def has_hint(question: Question, error: str) -> bool:
    own = f"form.{question.form}.{question.field}.error.{error}"
    keys = {f"form.error.{error}", own}
    return all(keys & set(catalogue(language)) for language in LANGUAGES)


#: So much that every question of every form applies.
ANSWERED: dict[str, Any] = {
    "group": next(iter(categories.groups())),
    "category": "KOP",
    "capacity": AMOUNT,
    "price": 1,
    "price_for": "pack",
    "ready": "own",
}


@given(text=st.text(max_size=430), pair=st.sampled_from(WORDY))
@settings(max_examples=300, deadline=None)
def test_any_text_is_shown_back_exactly_or_has_a_hint(
    text: str, pair: tuple[type[Form], Question]
) -> None:
    form, question = pair
    position = Position(ANSWERED, cursor=question.field)
    step = core.answer(form, position, Typed(text), today=TODAY)
    if isinstance(step, Doubt):
        step = core.take(form, position, question, step.value)
    if isinstance(step, Refused):
        assert has_hint(question, step.error)
        return
    assert isinstance(step, Accepted)
    assert step.value == text.strip()
    talk = Conversation(1, 1, form=form.form_name, answers={question.field: step.value})
    for language in LANGUAGES:
        screens = FormScreens(form, talk, texts(language), lambda _ids: set())
        shown = screens.question(question).text
        assert html.escape(text.strip(), quote=False) in shown


@given(given=INPUTS, pair=st.sampled_from(ALL))
@settings(max_examples=500, deadline=None)
def test_any_refusal_has_its_own_hint(given: Input, pair: tuple[type[Form], Question]) -> None:
    form, question = pair
    position = Position(ANSWERED, cursor=question.field)
    step = core.answer(form, position, given, today=TODAY)
    if isinstance(step, Refused):
        assert has_hint(question, step.error), step.error
        for language in LANGUAGES:
            texts(language)(f"form.error.{step.error}", **step.params)


@given(
    typed=st.one_of(st.text(max_size=30), st.from_regex(r"\+?[0-9 .()-]{8,18}", fullmatch=True))
)
@settings(deadline=None)
def test_number_that_is_taken_reads_back_as_itself(typed: str) -> None:
    position = Position({}, cursor="phone")
    step = core.answer(Registration, position, Typed(typed))
    if isinstance(step, Accepted):
        again = core.answer(Registration, position, Typed(Phone().show(step.value)))
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


def constants(file: Path, name: str) -> Iterator[str]:
    """First arguments of all calls of *name* in a file; what stands for a kind is spelled out."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name and node.args:
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.JoinedStr):
                    ending = ast.unparse(part).removeprefix("f'{kind}").removesuffix("'")
                    yield from (f"quantity{ending}", f"size{ending}")
                elif isinstance(part, ast.Constant) and not str(part.value).startswith("_"):
                    yield str(part.value)


def error_keys() -> set[str]:
    found = set(LIMITS)
    for file in (MODELS / "kinds").glob("*.py"):
        found |= set(constants(file, "Refused"))
    for name in USED:
        found |= set(constants(MODELS / "parsing" / f"{name}.py", "Unclear"))
    found |= {hint for hint in _nib_hints() if hint}
    return found


def _nib_hints() -> Iterator[str | None]:
    for count in (*range(1, 30), 13):
        yield numbers.check("nib", "9" * count, TODAY).hint


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_sentence(language: str) -> None:
    keys = error_keys()
    assert len(keys) > 30
    missing = [key for key in keys if f"form.error.{key}" not in catalogue(language)]
    assert not missing


@pytest.mark.parametrize(
    ("form", "question"), ALL, ids=[f"{f.form_name}.{q.field}" for f, q in ALL]
)
def test_every_question_has_its_words(form: type[Form], question: Question) -> None:
    del form
    key = f"form.{question.form}.{question.field}"
    parts = ["label", "ask"]
    parts += ["edit"] if question.ask.follows is None else []
    parts += ["fill"] if question.ask.optional and question.ask.follows is None else []
    staff = question.form in {
        *("evidence_of", "nomination", "own_words", "search", "staff_answer", "trail"),
        *("evidence_words", "evidence_voice", "mentor_note", "hand_over", "stage_reason"),
        *("broadcast", "broadcast_answers"),
    }
    for language in ("id",) if staff else LANGUAGES:
        missing = [part for part in parts if f"{key}.{part}" not in catalogue(language)]
        assert not missing, language


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ({"name": "Kopi", "group": "OLD", "category": "KOP"}, {"name": "Kopi"}),
        ({"group": "makanan", "password": "x"}, {}),
        ({"certificates": ["halal", "old"]}, {"certificates": ["halal"]}),
        ({"destinations": ["DE", "unknown", "ZZ"]}, {"destinations": ["DE", "unknown"]}),
        ({"story": None, "name": None}, {"story": None}),
    ],
)
def test_answers_of_an_older_release_are_dropped(
    stored: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert core.revive(ProductForm, stored) == kept


def test_place_of_an_older_release_is_asked_again() -> None:
    assert core.revive(Registration, {"regency": "99.99"}) == {}
