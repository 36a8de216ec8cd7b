"""Answers as people read them, in their language; nothing here is escaped yet."""

from collections.abc import Callable
from typing import Any

from bot import formats
from bot.texts import Texts
from models.forms import core
from models.forms.definition import Answers, Form, Question
from models.forms.kinds import (
    Choice,
    Day,
    HsCode,
    Many,
    Months,
    Note,
    PackSize,
    Photos,
    Proofs,
    Quantity,
    YesNo,
)
from models.forms.kinds.numbers import NO_NUMBER
from models.rules import hs, units


def value(say: Texts, question: Question, answer: Any) -> str:
    """One answer."""
    if answer is None:
        return say.plain("form.left_out")
    if answer == NO_NUMBER and say.has(none := f"form.{question.form}.{question.field}.none"):
        return say.plain(none)
    spell = _SPELLINGS.get(type(question.kind))
    return spell(say, question, answer) if spell else question.kind.show(answer)


def in_sentence(label: str) -> str:
    """A label within a sentence: "Alamat usaha" → "alamat usaha"; "NIB" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def is_spoken(answer: Any) -> bool:
    """Whether the answer is a voice message that nobody has written down yet."""
    return isinstance(answer, dict) and "voice" in answer


def choice(say: Texts, question: Question, code: str) -> str:
    """The words of one choice: from the catalogue, or from the rules where they name it."""
    kind = question.kind
    if (
        isinstance(kind, Choice | Many)
        and kind.names is not None
        and (named := kind.names(code, say.language))
    ):
        return named
    if not isinstance(kind, Choice | Many):
        return kind.show(code)
    return say.plain(f"form.{question.form}.{question.field}.choice.{code}")


def offer(say: Texts, question: Question, code: str) -> str:
    """A proposed code with what it means, where the rules name it."""
    shown = choice(say, question, code)
    if isinstance(question.kind, HsCode):
        found = hs.by_code()[code]
        return f"{shown} {found.en if say.language == 'en' else found.id}"
    return shown


def line(say: Texts, form: type[Form], question: Question, answers: Answers) -> str:
    """An answer with those that belong to it: `Rp85.000 per kemasan 100 g`.

    A choice that stands for a sentence is shown as that sentence.
    """
    shown = value(say, question, answers.get(question.field))
    sentence = f"form.{question.form}.{question.field}.sentence.{answers.get(question.field)}"
    if say.has(sentence):
        return say.plain(sentence)
    if answers.get(question.field) is None:
        return shown
    following = {
        q.field: value(say, q, answers[q.field])
        for q in core.relevant(form, answers)
        if q.ask.follows == question.field and answers.get(q.field) is not None
    }
    summary = f"form.{question.form}.{question.field}.summary"
    if say.has(summary) and following:
        return say.plain(summary, value=shown, **following)
    for field, words in following.items():
        key = f"form.{question.form}.{field}.joined"
        code = f"{key}.{answers[field]}"
        if say.has(key):
            shown = f"{shown} {say.plain(key, value=words)}"
        elif say.has(code) and (joined := say.plain(code)):
            shown = f"{shown}{joined}" if joined.startswith(",") else f"{shown} {joined}"
    return shown


def _many(say: Texts, question: Question, answer: Any) -> str:
    return ", ".join(choice(say, question, code) for code in answer)


def _yes_no(say: Texts, _question: Question, answer: Any) -> str:
    return say.plain("form.yes" if answer else "form.no")


def _day(say: Texts, _question: Question, answer: Any) -> str:
    return formats.written_day(str(answer), say.language)


def _months(say: Texts, _question: Question, answer: Any) -> str:
    return say.plain("form.months", count=_number(answer))


def _pack_size(say: Texts, _question: Question, answer: Any) -> str:
    return f"{_number(answer['amount'])} {_unit(say, answer['unit'])}"


def _note(say: Texts, _question: Question, answer: Any) -> str:
    return say.plain("form.spoken") if is_spoken(answer) else str(answer)


def _photos(say: Texts, _question: Question, answer: Any) -> str:
    return say.plain("form.photos.count", count=len(answer))


def _proofs(say: Texts, _question: Question, answer: Any) -> str:
    return say.plain("form.photos.files_count", count=len(answer))


def _quantity(say: Texts, _question: Question, answer: Any) -> str:
    """`50 kg seminggu, kira-kira 217 kg sebulan`."""
    unit = _unit(say, answer["unit"])
    said = say.plain(
        f"form.quantity.{answer['period']}", amount=_number(answer["amount"]), unit=unit
    )
    if answer["period"] == "month" or "per_month" not in answer:
        return said
    monthly = _number(answer["per_month"])
    return say.plain("form.quantity.about", said=said, amount=monthly, unit=unit)


def _unit(say: Texts, code: str) -> str:
    unit = units.by_code()[code]
    return unit.name_en if say.language == "en" else unit.name_id


def _number(written: str) -> str:
    """1250.5 → 1.250,5, as Indonesians write it (English readers of the clinic do too)."""
    whole, _, fraction = written.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{fraction}" if fraction else grouped


#: How kinds whose values are not read as they stand are written.
_SPELLINGS: dict[type, Callable[[Texts, Question, Any], str]] = {
    Choice: choice,
    Many: _many,
    YesNo: _yes_no,
    Day: _day,
    Months: _months,
    PackSize: _pack_size,
    Quantity: _quantity,
    Note: _note,
    Photos: _photos,
    Proofs: _proofs,
}
