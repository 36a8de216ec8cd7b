"""A kept talk in brief: what one question more would change is told whole in one talk a form.

How many questions there are, how much of them is answered, and the end of a list that nobody
answered: elsewhere an ellipsis stands for that (`docs/transcripts/README.md`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from string import Formatter

from bot.texts import LANGUAGES, Texts, catalogue, texts
from models.forms.core import leading
from models.forms.definition import Form, Question
from models.forms.product import ProductForm
from models.forms.registration import Registration

FORMS: tuple[type[Form], ...] = (Registration, ProductForm)
#: Sentences that say how many questions a form has: key → the parameter that depends on it.
COUNTS = {
    "curation.since": "percent",
    "form.title": "total",
    "home.number": "percent",
    "home.draft": "total",
    "product.sent": "total",
    "registration.start": "count",
}
#: So many labels of a form one below the other, from its first on, are the list of its answers.
_ENOUGH_LABELS = 3
_MORE = "…"
_PICKED = "✓ "

HEAD = re.compile(r"Bot → (?P<who>.+?)(?: \(ubah\))?(?P<popup> \(popup\))?: ")
TAG = re.compile(r"</?[a-z]+>")
#: A tap of a form up to its revision, which counts what was done before, in short or not.
_FORGED = re.compile(r"(tombol palsu 1:form:[a-z]+:\w+:)(?!0\b)\w+")
_CAPTION = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True)
class Listed:
    """How the answers to one form are listed in one language."""

    line: re.Pattern[str]  #: `3. Nomor HP: 0812-6000-0001`; a product may leave a number out
    first: tuple[str, ...]  #: the labels a list begins with
    left_out: str
    edits: frozenset[str]  #: the captions below a review page
    labels: tuple[str, ...]  #: the captions where a curator picks what is to be repaired
    compulsory: int  #: so many questions, up to the last compulsory one


def in_brief(said: str) -> str:
    """One entry of a talk without what one question more would change."""
    head = HEAD.match(said)
    if head is None:
        return _FORGED.sub(rf"\1{_MORE}", said)
    text = said[head.end() :]
    for pattern in _counts():
        text = pattern.sub(rf"\g<before>{_MORE}\g<after>", text)
    for listed in _lists():
        text = _cut(text, listed)
    return said[: head.end()] + text


@cache
def _counts() -> tuple[re.Pattern[str], ...]:
    found = []
    for language in LANGUAGES:
        for key, counted in COUNTS.items():
            lines = TAG.sub("", catalogue(language).get(key, "")).splitlines()
            found += [_counting(line, counted) for line in lines if f"{{{counted}}}" in line]
    return tuple(found)


def _counting(line: str, counted: str) -> re.Pattern[str]:
    """The sentence of the catalogue, parted at the number that counts."""
    pattern = "(?P<before>"
    for plain, name, _spec, _conversion in Formatter().parse(line):
        pattern += re.escape(plain)
        if name == counted:
            pattern += r")\d+(?P<after>"
        elif name is not None:
            pattern += ".+?"
    return re.compile(rf"^{pattern})$", re.MULTILINE)


@cache
def _lists() -> tuple[Listed, ...]:
    return tuple(_listed(form, say) for form in FORMS for say in map(texts, LANGUAGES))


def _listed(form: type[Form], say: Texts) -> Listed:
    asked = leading(form, {})
    labels = tuple(_words(say, question, "label") for question in asked)
    edits = {_words(say, question, part) for question in asked for part in ("edit", "fill")}
    anyone = "|".join(map(re.escape, labels))
    return Listed(
        line=re.compile(rf"(?:\d+\. )?(?P<label>{anyone}): .*"),
        first=labels[:_ENOUGH_LABELS],
        labels=labels,
        compulsory=max(n for n, question in enumerate(asked, 1) if not question.ask.optional),
        left_out=say.plain("form.left_out"),
        edits=frozenset(edits),
    )


def _words(say: Texts, question: Question, part: str) -> str:
    key = f"form.{question.form}.{question.field}.{part}"
    return say.plain(key) if say.has(key) else ""


def _cut(text: str, listed: Listed) -> str:
    """Lists of answers end with the last that was given, and so do the buttons that edit them.

    The buttons that name all questions end with the last that is compulsory, or picked.
    """
    lines = text.split("\n")
    short: list[str] = []
    kept = 0
    while lines:
        if answers := _list_at_the_top(lines, listed):
            lines = lines[len(answers) :]
            while answers[-1].endswith(f": {listed.left_out}"):
                answers.pop()
            kept = len(answers)
            short += [*answers, _MORE]
        elif kept and (rows := _edits_at_the_top(lines, listed)):
            lines = lines[len(rows) :]
            short += [*_first_buttons(rows, kept), f"[{_MORE}]"]
        elif rows := _names_at_the_top(lines, listed):
            lines = lines[len(rows) :]
            names = _CAPTION.findall(" ".join(rows))
            picked = [n for n, name in enumerate(names, 1) if name.startswith(_PICKED)]
            short += [*_first_buttons(rows, max([*picked, listed.compulsory])), f"[{_MORE}]"]
        else:
            short.append(lines.pop(0))
    return "\n".join(short)


def _list_at_the_top(lines: list[str], listed: Listed) -> list[str]:
    found = list(takewhile(bool, map(listed.line.fullmatch, lines)))
    labels = tuple(match["label"] for match in found if match)
    return lines[: len(found)] if labels[:_ENOUGH_LABELS] == listed.first else []


def _edits_at_the_top(lines: list[str], listed: Listed) -> list[str]:
    return list(takewhile(lambda line: _are_among(listed.edits, _captions(line)), lines))


def _names_at_the_top(lines: list[str], listed: Listed) -> list[str]:
    labels = frozenset(listed.labels)
    rows = list(takewhile(lambda line: _are_among(labels, _captions(line)), lines))
    names = tuple(_captions(" ".join(rows)))
    return rows if names[:_ENOUGH_LABELS] == listed.first else []


def _captions(row: str) -> list[str]:
    """The captions of a row, whether picked or not."""
    return [caption.removeprefix(_PICKED) for caption in _CAPTION.findall(row)]


def _are_among(known: frozenset[str], captions: list[str]) -> bool:
    return bool(captions) and known.issuperset(captions)


def _first_buttons(rows: list[str], count: int) -> Iterator[str]:
    for row in rows:
        captions = _CAPTION.findall(row)[:count]
        count -= len(captions)
        if captions:
            yield " ".join(f"[{caption}]" for caption in captions)
