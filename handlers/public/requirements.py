"""`syarat kopi ke Jerman`: what a product needs for a destination, for anyone who asks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.texts import Texts
from bot.turn import Turn
from models.rules import categories, destinations, documents, packaging, requirements
from models.rules.checklist import Need
from models.rules.documents import Document
from models.rules.packaging import Step
from models.rules.requirements import Asked, Words

#: Items a page: with title, counts, headings, note and version a phone shows them at once.
_MOST_ITEMS = 5
#: Destinations a page, two a row: with what stands below them eight rows in all.
_MOST_PLACES = 12
#: What an item depends on, in the source's words, is cut at so many letters.
_MOST_LETTERS = 60

_ORDER = (Need.MANDATORY, Need.CONDITIONAL, Need.ADVISED)
_DOCUMENTS, _PACKAGING = "d", "p"
_CHOICE = re.compile(r"([dp])\.([A-Za-z]{2,8}|-)\.([A-Z0-9]{2,4}|-)\.(\d{1,3})", re.ASCII)


@dataclass(frozen=True)
class Wish:
    """What a button of such a screen stands for."""

    kind: str  #: documents or packaging
    product: str = "-"  #: a category, or while it is chosen a group
    place: str = "-"
    page: int = 0

    @classmethod
    def read(cls, choice: str | None) -> Self | None:
        """From a button; none for one that none of our screens has."""
        found = _CHOICE.fullmatch(choice or "")
        if found is None:
            return None
        wish = cls(found[1], found[2], found[3], int(found[4]))
        known = {*categories.by_code(), *categories.groups(), "-"}
        places = {*destinations.by_code(), "-"}
        return wish if wish.product in known and wish.place in places else None

    def tap(self, verb: str) -> Tap:
        """The button."""
        return Tap("rule", verb, choice=f"{self.kind}.{self.product}.{self.place}.{self.page}")


def is_asked(turn: Turn) -> bool:
    """Whether the text begins as such a question does."""
    return requirements.rest(turn.text, words_of(turn.say)) is not None


def answer(turn: Turn, keep: Callable[[], int]) -> None:
    """The list, a choice, or what to type; *keep* notes the text so that it can be passed on."""
    say, words = turn.say, words_of(turn.say)
    asked = requirements.understand(requirements.rest(turn.text, words) or "", words)
    kind = _PACKAGING if asked.packaging else _DOCUMENTS
    if not asked.is_understood:
        offer = Button(say.plain("button.to_staff"), Tap("msg", "pass", keep()))
        screen = _groups(say, Wish(kind)).led_by(say("requirements.unknown"))
        rows = [*screen.buttons[:-1], [offer], *screen.buttons[-1:]]
        turn.show(replace(screen, buttons=rows), anew=True)
        return
    turn.show(_for(turn, asked, kind), anew=True)


def see(turn: Turn) -> None:
    """`[◀] [▶] [Lihat kemasan]`, or a product or destination that was chosen."""
    wish = Wish.read(turn.tap.choice if turn.tap else None)
    if wish is None or wish.product in categories.groups():
        forms.stale(turn)
    else:
        _show(turn, _wanted(turn, wish))


def choose_product(turn: Turn) -> None:
    """A big group was tapped; or `[Produk lain]`, which shows the groups."""
    wish = Wish.read(turn.tap.choice if turn.tap else None)
    if wish is None or wish.product in categories.by_code():
        forms.stale(turn)
    elif wish.product == "-":
        _show(turn, _groups(turn.say, wish))
    else:
        within = [one.code for one in categories.in_group(wish.product)]
        if len(within) == 1:
            _show(turn, _wanted(turn, replace(wish, product=within[0])))
        else:
            _show(turn, _products(turn.say, wish, within))


def choose_place(turn: Turn) -> None:
    """`[Tujuan lain]`, and the pages of destinations."""
    wish = Wish.read(turn.tap.choice if turn.tap else None)
    if wish is None or wish.product not in categories.by_code():
        forms.stale(turn)
    else:
        _show(turn, _all_places(turn.say, wish))


def _show(turn: Turn, screen: Screen) -> None:
    forms.lay_aside(turn)
    turn.show(screen)


def _for(turn: Turn, asked: Asked, kind: str) -> Screen:
    """What was understood, as a list; or the first choice that is left."""
    say = turn.say
    place = asked.destinations[0] if len(asked.destinations) == 1 else "-"
    wish = Wish(kind, place=place)
    if len(asked.categories) > 1:
        return _products(say, wish, asked.categories)
    if not asked.categories:
        lead = say("requirements.unknown_product") if asked.named_product else None
        return _groups(say, wish).led_by(lead)
    wish = replace(wish, product=asked.categories[0])
    if kind == _DOCUMENTS and place == "-":
        if asked.destinations:
            return _places(say, wish, asked.destinations)
        lead = say("requirements.unknown_place") if asked.named_place else None
        return _all_places(say, wish).led_by(lead)
    return _wanted(turn, wish)


def _wanted(turn: Turn, wish: Wish) -> Screen:
    if wish.product == "-":
        return _groups(turn.say, wish)
    if wish.kind == _PACKAGING:
        return _list(turn, wish, packaging.steps_for(wish.product))
    if wish.place == "-":
        return _all_places(turn.say, replace(wish, page=0))
    return _list(turn, wish, documents.documents_for(wish.product, wish.place))


def _list(turn: Turn, wish: Wish, found: Sequence[Step | Document]) -> Screen:
    """One page of a list, mandatory items first."""
    say, is_papers = turn.say, wish.kind == _DOCUMENTS
    ordered = sorted(found, key=lambda item: _ORDER.index(item.need))
    pages = max(1, -(-len(ordered) // _MOST_ITEMS))
    page = min(wish.page, pages - 1)
    names = {"product": _product(say, wish.product), "place": _place(say, wish.place)}
    title = say("requirements.documents" if is_papers else "requirements.packaging", **names)
    counts = {need.value: sum(item.need == need for item in found) for need in _ORDER}
    lines = [f"<b>{title}</b>", say("requirements.counts", **counts)]
    need: Need | None = None
    for item in ordered[page * _MOST_ITEMS : (page + 1) * _MOST_ITEMS]:
        if item.need != need:
            need = item.need
            lines.append(say(f"requirements.need.{need}"))
        lines.append(_line(say, item))
    lines += _below(say, wish, page, pages)
    return Screen("\n".join(lines), buttons=_ways_on(say, replace(wish, page=page), pages))


def _line(say: Texts, item: Step | Document) -> str:
    """What it is, who issues it, on what it depends, and how certain that is."""
    if isinstance(item, Document):
        text = say("requirements.document", name=item.name, issuer=_in_short(item.issuer))
    else:
        text = say("requirements.step", name=item.title)
    if item.need == Need.CONDITIONAL and item.applies:
        text = f"{text} {say('requirements.when', words=_cut(item.applies))}"
    if item.certainty == "belum":
        text = f"{text} {say('requirements.uncertain')}"
    return text


def _below(say: Texts, wish: Wish, page: int, pages: int) -> Iterator[str]:
    """What holds for the whole list, and of which day it is."""
    change = (documents if wish.kind == _DOCUMENTS else packaging).changes()[-1]
    if wish.kind == _DOCUMENTS:
        place = destinations.by_code()[wish.place]
        if place.certainty == "belum":
            yield say("requirements.uncertain_place", place=_place(say, wish.place))
        elif place.unconfirmed:
            yield say("requirements.unconfirmed", words=", ".join(place.unconfirmed))
        yield say("requirements.note", note=documents.note())
    day = formats.written_day(change.on.isoformat(), say.language)
    version = {"version": change.version, "day": day, "page": page + 1, "pages": pages}
    yield say("requirements.version", **version)


def _ways_on(say: Texts, wish: Wish, pages: int) -> list[list[Button]]:
    first = replace(wish, page=0)
    if wish.kind == _DOCUMENTS:
        other = Button(
            say.plain("requirements.see_packaging"), replace(first, kind=_PACKAGING).tap("see")
        )
    else:
        other = Button(
            say.plain("requirements.see_documents"), replace(first, kind=_DOCUMENTS).tap("see")
        )
    place = Button(
        say.plain("requirements.other_place"), replace(first, kind=_DOCUMENTS).tap("place")
    )
    product = Button(
        say.plain("requirements.other_product"), replace(first, product="-").tap("product")
    )
    return [*_turning(say, wish, "see", pages), [other], [product, place], home_row(say)]


def _turning(say: Texts, wish: Wish, verb: str, pages: int) -> list[list[Button]]:
    row = []
    if wish.page > 0:
        back = replace(wish, page=wish.page - 1).tap(verb)
        row.append(Button(say.plain("requirements.previous"), back))
    if wish.page < pages - 1:
        on = replace(wish, page=wish.page + 1).tap(verb)
        row.append(Button(say.plain("requirements.next"), on))
    return [row] if row else []


def _groups(say: Texts, wish: Wish) -> Screen:
    """Which product: the big groups."""
    first = replace(wish, page=0)
    buttons = [
        Button(
            categories.group_button(code, _language(say)),
            replace(first, product=code).tap("product"),
        )
        for code in categories.groups()
    ]
    return Screen(say("requirements.ask_product"), buttons=[*in_rows(buttons), home_row(say)])


def _products(say: Texts, wish: Wish, codes: Sequence[str]) -> Screen:
    """Which product: some categories, and the way to all of them."""
    buttons = [
        Button(categories.button(code, say.language), replace(wish, product=code).tap("see"))
        for code in codes
    ]
    more = Button(
        say.plain("requirements.other_product"), replace(wish, product="-").tap("product")
    )
    rows = [*in_rows(buttons), [more], home_row(say)]
    return Screen(say("requirements.ask_product"), buttons=rows)


def _places(say: Texts, wish: Wish, codes: Sequence[str]) -> Screen:
    """Where to: some destinations, and the way to all of them."""
    more = Button(say.plain("requirements.other_place"), wish.tap("place"))
    rows = [*in_rows(_place_buttons(say, wish, codes)), [more], home_row(say)]
    return Screen(say("requirements.ask_place"), buttons=rows)


def _all_places(say: Texts, wish: Wish) -> Screen:
    codes = [one.code for one in destinations.all_destinations()]
    pages = -(-len(codes) // _MOST_PLACES)
    page = min(wish.page, pages - 1)
    shown = codes[page * _MOST_PLACES : (page + 1) * _MOST_PLACES]
    turning = _turning(say, replace(wish, page=page), "place", pages)
    rows = [*in_rows(_place_buttons(say, wish, shown)), *turning, home_row(say)]
    return Screen(say("requirements.ask_place"), buttons=rows)


def _place_buttons(say: Texts, wish: Wish, codes: Sequence[str]) -> list[Button]:
    return [
        Button(_place(say, code), replace(wish, place=code, page=0).tap("see")) for code in codes
    ]


def words_of(say: Texts) -> Words:
    """The small words of such questions, in the person's language and the default."""
    return Words(
        openings=say.words("words.requirements"),
        towards=say.words("words.towards"),
        packaging=say.words("words.packaging"),
        filler=say.words("words.requirements_filler"),
    )


def _product(say: Texts, code: str) -> str:
    category = categories.by_code()[code]
    return category.name_id if say.language == "id" else category.name_en


def _place(say: Texts, code: str) -> str:
    return destinations.name(code, _language(say)) if code != "-" else ""


def _language(say: Texts) -> categories.Language:
    return "en" if say.language == "en" else "id"


def _in_short(issuer: str) -> str:
    return re.split(r"[;(]", issuer, maxsplit=1)[0].strip()


def _cut(words: str) -> str:
    first = words.partition(";")[0].strip()
    return first if len(first) <= _MOST_LETTERS else first[: _MOST_LETTERS - 1].rstrip() + "…"
