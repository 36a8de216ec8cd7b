"""Who receives a broadcast: filters as a value, and the people they mean.

Owners and their helpers are found by their businesses, staff by their roles. Whoever is left out
(blocked the bot, switched such messages off, is busy in a form) is found too, with the reason.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models.business import Business, MemberRole, Membership
from models.conversation import Conversation
from models.delivery import DeliveryState, OptOut
from models.entry import Entry, EntryState
from models.mentoring import Mentoring
from models.person import Person, Role, RoleGrant
from models.product import Product
from models.rules import categories, documents, packaging
from models.rules.checklist import Per
from models.rules.documents import Document
from models.rules.packaging import Step
from models.task import Task, TaskState

#: Whoever answered a form so lately is busy.
BUSY = timedelta(minutes=30)

#: Businesses that are not (any longer) with the clinic.
_AWAY = (EntryState.DRAFT, EntryState.REJECTED, EntryState.WITHDRAWN)
_DONE = (TaskState.ACCEPTED, TaskState.NOT_APPLICABLE)


@dataclass(frozen=True)
class Audience:
    """Filters; an empty one lets everybody through, several of one narrow nothing further."""

    regency: tuple[str, ...] = ()
    category: tuple[str, ...] = ()  #: of a product
    stage: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  #: items of the checklists, one of which is not done
    language: tuple[str, ...] = ()
    role: tuple[str, ...] = ()  #: of members, or of the staff
    busy: tuple[str, ...] = ("skip",)  #: "skip": not while they answer a form
    mentor: int | None = field(default=None)  #: at most this mentor's own businesses

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """As it was kept; filters of another release are left out."""
        known = {f.name for f in fields(cls)} & set(kept)
        values: dict[str, Any] = {name: kept[name] for name in known}
        plain: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return cls(**plain)

    def toggled(self, name: str, value: str) -> Self:
        """The same with *value* of a filter put in, or taken out."""
        chosen: tuple[str, ...] = getattr(self, name)
        others = tuple(one for one in chosen if one != value)
        changed: dict[str, Any] = {name: others if value in chosen else (*chosen, value)}
        return replace(self, **changed)


@dataclass(frozen=True)
class Recipient:
    """Somebody an audience means; `state`: waiting, or why nothing is sent."""

    person_id: int
    business_id: int | None
    state: str


@dataclass(frozen=True)
class Counted:
    """How many an audience means."""

    by_regency: dict[str, int]  #: those who receive it, by kabupaten; "" for staff
    left_out: dict[str, int]  #: reason → how many do not

    @property
    def total(self) -> int:
        """How many receive it."""
        return sum(self.by_regency.values())


def count(session: Session, audience: Audience, news: str, *, now: datetime) -> Counted:
    """How many an audience means now, by kabupaten and by reason."""
    found = _judged(audience, news, now)
    rows = session.execute(
        select(found.c.regency, found.c.state, func.count()).group_by(
            found.c.regency, found.c.state
        )
    )
    by_regency: dict[str, int] = {}
    left_out: dict[str, int] = {}
    for regency, state, number in rows:
        target, key = (
            (by_regency, regency or "")
            if state == DeliveryState.WAITING
            else (left_out, str(state))
        )
        target[key] = target.get(key, 0) + number
    return Counted(dict(sorted(by_regency.items(), key=lambda one: -one[1])), left_out)


def names(
    session: Session, audience: Audience, news: str, *, after: int, limit: int, now: datetime
) -> list[tuple[Person, Business | None]]:
    """Those who receive it, from place *after*."""
    found = _judged(audience, news, now)
    rows = session.execute(
        select(Person, Business)
        .select_from(found)
        .join(Person, Person.id == found.c.person_id)
        .outerjoin(Business, Business.id == found.c.business_id)
        .where(found.c.state == DeliveryState.WAITING)
        .order_by(found.c.person_id)
        .offset(after)
        .limit(limit)
    )
    return [(person, business) for person, business in rows]


def recipients(
    session: Session, audience: Audience, news: str, *, after: int, until: int, now: datetime
) -> list[Recipient]:
    """Everybody an audience means as of this moment, by person; those between the two ids."""
    found = _judged(audience, news, now, after=after, until=until)
    rows = session.execute(
        select(found.c.person_id, found.c.business_id, found.c.state).order_by(found.c.person_id)
    )
    return [Recipient(*row) for row in rows]


def items() -> list[Step | Document]:
    """Items that may be named as missing: mandatory or not, as they are now."""
    listed: list[Step | Document] = [*documents.by_id().values(), *packaging.by_id().values()]
    return [
        item for item in listed if not item.retired and item.per in (Per.BUSINESS, Per.PRODUCT)
    ]


def _judged(
    audience: Audience, news: str, now: datetime, *, after: int = 0, until: int | None = None
) -> Subquery:
    """A row a person: with one of their businesses, its kabupaten, and what is to happen."""
    means = _means(audience)
    refuses = exists().where(OptOut.person_id == Person.id, OptOut.kind == news)
    state = case(
        (Person.blocked_at.is_not(None), literal(DeliveryState.UNREACHABLE.value)),
        (refuses, literal(DeliveryState.REFUSED.value)),
        *([(_is_busy(now), literal(DeliveryState.BUSY.value))] if audience.busy else []),
        else_=literal(DeliveryState.WAITING.value),
    )
    rows = (
        select(
            Person.id.label("person_id"),
            means.c.business_id,
            _regency(means),
            state.label("state"),
        )
        .select_from(means)
        .join(Person, Person.id == means.c.person_id)
        .where(Person.id > after)
    )
    if until is not None:
        rows = rows.where(Person.id <= until)
    if audience.language:
        rows = rows.where(Person.language.in_(audience.language))
    return rows.subquery("judged")


def _regency(means: Subquery) -> ColumnElement[Any]:
    home = aliased(Entry, flat=True)
    found = select(home.regency).where(home.id == means.c.business_id).scalar_subquery()
    return found.label("regency")


def _is_busy(now: datetime) -> ColumnElement[bool]:
    """Whether the person answers a form: in the private chat, whose id is the person's own."""
    return exists().where(
        Conversation.chat_id == Person.telegram_id,
        Conversation.person_id == Person.id,
        Conversation.form.is_not(None),
        Conversation.updated_at > now - BUSY,
    )


def _means(audience: Audience) -> Subquery:
    """A row a person, with the first business for whose sake they are meant."""
    wanted = set(audience.role)
    members = wanted & set(MemberRole)
    staff = wanted & set(Role)
    parts: list[Select[int, Any]] = []
    if members or not wanted:
        parts.append(_members(audience, members))
    if staff and audience.mentor is None:
        parts.append(_staff(staff))
    if not parts:
        parts.append(_members(audience, set(MemberRole)))
    every = union_all(*parts).subquery("every") if len(parts) > 1 else parts[0].subquery("every")
    return (
        select(every.c.person_id, func.min(every.c.business_id).label("business_id"))
        .group_by(every.c.person_id)
        .subquery("means")
    )


def _members(audience: Audience, roles: set[str]) -> Select[int, Any]:
    rows: Select[int, Any] = (
        select(
            Membership.person_id.label("person_id"), Membership.business_id.label("business_id")
        )
        .join(Business, Business.id == Membership.business_id)
        .where(Business.state.not_in(_AWAY))
    )
    if roles:
        rows = rows.where(Membership.role.in_(sorted(roles)))
    if audience.regency:
        rows = rows.where(Business.regency.in_(audience.regency))
    if audience.stage or audience.mentor is not None:
        rows = rows.join(Mentoring, Mentoring.business_id == Membership.business_id)
    if audience.stage:
        rows = rows.where(Mentoring.stage.in_(audience.stage))
    if audience.mentor is not None:
        rows = rows.where(Mentoring.mentor_id == audience.mentor)
    if audience.category:
        rows = rows.where(_has_product(audience.category))
    if audience.missing:
        rows = rows.where(or_(*(_lacks(code) for code in audience.missing)))
    return rows


def _staff(roles: set[str]) -> Select[int, Any]:
    none = literal(None, Membership.business_id.type).label("business_id")
    rows: Select[int, Any] = select(RoleGrant.person_id.label("person_id"), none)
    return rows.where(RoleGrant.role.in_(sorted(roles)), RoleGrant.revoked_at.is_(None))


def _has_product(
    of: Sequence[str], *, lacks: str | None = None, per: Per = Per.PRODUCT
) -> ColumnElement[bool]:
    """Whether the business has a product of these categories (approved, and an item not done)."""
    product = aliased(Product, flat=True)
    found = select(product.id).where(
        product.business_id == Membership.business_id, product.category.in_(of)
    )
    if lacks is None:
        return found.where(product.state.not_in(_AWAY)).correlate(Membership).exists()
    owes = product.business_id if per == Per.BUSINESS else product.id
    done = (
        select(Task.id)
        .where(Task.entry_id == owes, Task.code == lacks, Task.state.in_(_DONE))
        .correlate(product)
        .exists()
    )
    approved = product.state == EntryState.APPROVED
    return found.where(approved, ~done).correlate(Membership).exists()


def _lacks(code: str) -> ColumnElement[bool]:
    """Whether the business owes the item, as far as the categories of its products say."""
    item = documents.by_id().get(code) or packaging.by_id().get(code)
    if item is None:
        return literal(value=False)
    return _has_product(_categories_of(item), lacks=code, per=item.per)


def _categories_of(item: Step | Document) -> list[str]:
    """The categories that are asked for an item."""
    every = categories.all_categories()
    if isinstance(item, Document):
        listed = item.categories
        return [c.code for c in every if c.code in listed or categories.ALL in listed]
    return [c.code for c in every if item.id in {s.id for s in packaging.steps_for(c.code)}]
