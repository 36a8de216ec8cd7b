"""`/produk`: the products of a business; adding one."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home, journey
from models.business import Business
from models.errors import NotFoundError
from models.forms import core
from models.forms.definition import Answers, Form
from models.forms.product import ProductForm
from models.services import entries, products, registration

ADD = Tap("prod", "add")


def open_products(turn: Turn) -> None:
    """`/produk` and the button: the products of the business; of which, if there are several."""
    forms.lay_aside(turn)
    mine = registration.businesses_of(turn.session, turn.person.id)
    if not mine:
        home.show(turn, lead=turn.say("product.business_first"))
    elif len(mine) == 1:
        turn.show(_list(turn, mine[0]))
    else:
        turn.show(_which(turn, [(b.id, b.name) for b in mine], "list"))


def list_products(turn: Turn) -> None:
    """The products of the business that was picked."""
    business = _own(turn, turn.tap.subject if turn.tap else 0)
    if business is not None:
        turn.show(_list(turn, business))


def add(turn: Turn) -> None:
    """`[Tambah produk]`: for the only business, or for the one that was picked."""
    mine = registration.businesses_of(turn.session, turn.person.id)
    if turn.tap is not None and turn.tap.subject:
        _open(turn, turn.tap.subject)
    elif not mine:
        home.show(turn, lead=turn.say("product.business_first"))
    elif len(mine) == 1:
        _open(turn, mine[0].id)
    else:
        turn.show(_which(turn, [(b.id, b.name) for b in mine], "add"))


class ProductFlow:
    """What the product form means to the clinic; its subject is the business."""

    form: type[Form] = ProductForm

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the person (still) acts for the business."""
        _open(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send the product for curation and give its number."""
        try:
            business, product = products.submit(
                turn.session, turn.actor, subject, answers, now=turn.now
            )
        except NotFoundError:
            forms.lay_aside(turn)
            home.show(turn, lead=turn.say("error.not_found"))
            return
        forms.finish(turn)
        journey.follow(turn, business.id)
        clinic, say = turn.house.clinic, turn.say
        target = formats.working_days_later(turn.now, clinic.checking_days, clinic.zone)
        asked = core.leading(ProductForm, product.answers)
        text = say(
            "product.sent",
            count=sum(product.answers.get(q.field) is not None for q in asked),
            total=len(asked),
            number=product.number,
            target=formats.weekday(target, clinic.zone, turn.person.language),
        )
        another = Button(say.plain("button.add_another_product"), Tap("prod", "add", business.id))
        turn.show(Screen(text, buttons=[[another], home_row(say)]))


def _list(turn: Turn, business: Business) -> Screen:
    say = turn.say
    lines = [f"<b>{say('product.list_title', name=business.name)}</b>"]
    sent = products.of_business(turn.session, business.id)
    for product in sent[-8:]:
        state = say.plain(f"state.{entries.shown_state(product)}")
        lines.append(say("product.line", number=product.ordinal, name=product.name, state=state))
    if not sent:
        lines.append(say("product.none"))
    add_one = Button(say.plain("button.add_product"), Tap("prod", "add", business.id))
    each = [
        Button(
            say.plain("product.open", number=p.ordinal, name=p.name[:18]),
            Tap("entry", "see", p.id),
        )
        for p in sent[-8:]
    ]
    return Screen("\n".join(lines), buttons=[[add_one], *in_rows(each), home_row(say)])


def _which(turn: Turn, choices: list[tuple[int, str]], verb: str) -> Screen:
    buttons = [Button(name[:40], Tap("prod", verb, number)) for number, name in choices[:10]]
    return Screen(
        turn.say("product.which_business"), buttons=[*in_rows(buttons), home_row(turn.say)]
    )


def _open(turn: Turn, business_id: int) -> None:
    if _own(turn, business_id) is not None:
        forms.open_form(turn, ProductForm, subject=business_id, anew=True)


def _own(turn: Turn, number: int) -> Business | None:
    """The business, if the person (still) acts for it."""
    try:
        return products.business_for(turn.session, turn.person.id, number)
    except NotFoundError:
        turn.alert("error.not_found")
        return None
