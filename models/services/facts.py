"""The facts from which the stage of a business follows: each a function, by name.

`stages.yaml` says which of them lift a business from one stage to the next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.entry import EntryState
from models.forms import core
from models.forms.registration import Registration
from models.mentoring import Mentoring
from models.person import Consent, Purpose
from models.product import Product
from models.rules import stages
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import checklists
from models.services.lines import Line, Listed, progress

_PROFILE_PERCENT = 80
_PHOTOS = 3


@dataclass
class Situation:
    """A business, read as far as a fact asks for it."""

    session: Session
    business: Business
    now: datetime

    @cached_property
    def products(self) -> list[Product]:
        """Its products that were not withdrawn."""
        query = select(Product).where(
            Product.business_id == self.business.id, Product.state != EntryState.WITHDRAWN
        )
        return list(self.session.scalars(query))

    @cached_property
    def lists(self) -> list[Listed]:
        """Its checklists."""
        return checklists.of_business(self.session, self.business.id, now=self.now)

    @cached_property
    def ruled(self) -> str | None:
        """The stage the staff decided last, if any."""
        query = select(Mentoring.ruled).where(Mentoring.business_id == self.business.id)
        return self.session.scalar(query)


Fact = Callable[[Situation], bool]


def consented(situation: Situation) -> bool:
    """Each member of the business has agreed to the processing of their data."""
    newest = (
        select(func.max(Consent.id))
        .where(Consent.person_id == Membership.person_id, Consent.purpose == Purpose.MENTORING)
        .correlate(Membership)
        .scalar_subquery()
    )
    agreed = situation.session.scalars(
        select(Consent.agreed)
        .select_from(Membership)
        .outerjoin(Consent, Consent.id == newest)
        .where(Membership.business_id == situation.business.id)
    ).all()
    return bool(agreed) and all(agreed)


def registered(situation: Situation) -> bool:
    """It was sent, and not withdrawn."""
    return situation.business.state != EntryState.WITHDRAWN


def profile_80_percent(situation: Situation) -> bool:
    """At least 80 % of the registration is answered."""
    return core.percent(Registration, situation.business.answers) >= _PROFILE_PERCENT


def product_with_3_photos(situation: Situation) -> bool:
    """A product has three photos or more."""
    return any(len(one.answers.get("photos") or ()) >= _PHOTOS for one in situation.products)


def business_approved(situation: Situation) -> bool:
    """The staff have approved it, and its owner was told."""
    return situation.business.state == EntryState.APPROVED and not situation.business.settles


def product_approved(situation: Situation) -> bool:
    """One of its products is approved, and its owner was told."""
    return any(one.state == EntryState.APPROVED and not one.settles for one in situation.products)


def class_b_or_c(situation: Situation) -> bool:
    """The class of its curation; until there is a rubric, an approval counts as class B."""
    return business_approved(situation) and product_approved(situation)


def packaging_done(situation: Situation) -> bool:
    """One approved product has all its mandatory packaging steps."""
    return any(_is_complete(_steps(one)) for one in situation.lists)


def base_permits_done(situation: Situation) -> bool:
    """The business has the base permits it is asked for, and one product has its own."""
    business = [one for one in situation.lists if one.entry.id == situation.business.id]
    products = [one for one in situation.lists if one.entry.id != situation.business.id]
    return all(_is_complete(_permits(one), empty=True) for one in business) and any(
        _is_complete(_permits(one), empty=True) for one in products
    )


#: Those that `models.rules.stages.FACTS` names, and no others.
FACTS: Mapping[str, Fact] = {
    fact.__name__: fact
    for fact in (
        consented,
        registered,
        profile_80_percent,
        product_with_3_photos,
        business_approved,
        product_approved,
        class_b_or_c,
        packaging_done,
        base_permits_done,
    )
}


def _steps(listed: Listed) -> list[Line]:
    return [line for line in listed.lines if isinstance(line.item, Step)]


def _permits(listed: Listed) -> list[Line]:
    wanted = stages.base_permits()
    return [
        line for line in listed.lines if isinstance(line.item, Document) and line.item.id in wanted
    ]


def _is_complete(listed: list[Line], *, empty: bool = False) -> bool:
    """Whether all that count are accepted; *empty*: what none of them counts as."""
    how_far = progress(listed)
    return how_far.done == how_far.total if how_far.total else empty
