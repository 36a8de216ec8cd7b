"""Answers as people read them, in their language; nothing here is escaped yet."""

from typing import Any

from bot.texts import Texts
from models.forms.core import Answers, Form, Question, questions
from models.forms.kinds import Choice, Many, Note, Photos


def value(say: Texts, question: Question, answer: Any) -> str:
    """One answer."""
    if answer is None:
        return say.plain("form.left_out")
    match question.kind:
        case Choice():
            return choice(say, question, str(answer))
        case Many():
            return ", ".join(choice(say, question, code) for code in answer)
        case Note() if isinstance(answer, dict):
            return say.plain("form.spoken")
        case Photos():
            return say.plain("form.photos.count", count=len(answer))
        case _:
            return question.kind.show(answer)


def choice(say: Texts, question: Question, code: str) -> str:
    """The words of one choice: from the catalogue, or from the rules where they name it."""
    kind = question.kind
    if isinstance(kind, Choice | Many) and kind.names is not None:
        return kind.names(code, say.language)
    if not isinstance(kind, Choice | Many):
        return kind.show(code)
    return say.plain(f"form.{question.form}.{question.field}.choice.{code}")


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
        for q in questions(form)
        if q.ask.follows == question.field and answers.get(q.field) is not None
    }
    summary = f"form.{question.form}.{question.field}.summary"
    if say.has(summary) and following:
        return say.plain(summary, value=shown, **following)
    parts = [shown]
    for field, words in following.items():
        key = f"form.{question.form}.{field}.joined"
        code = f"{key}.{answers[field]}"
        if say.has(key):
            parts.append(say.plain(key, value=words))
        elif say.has(code):
            parts.append(say.plain(code))
    return " ".join(part for part in parts if part)
