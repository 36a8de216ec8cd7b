"""Who meets in the talks of mentoring: an owner, two mentors, an admin, a business."""

import pytest

from models.person import Role
from tests.mentored import Mentored, begin
from tests.talk import Clinic, Talker


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    """Somebody with a business."""
    with clinic.in_short("Rehulina Ginting has a business in mentoring."):
        owner = clinic.person("Rehulina Ginting", phone="6281260000001")
        await owner.starts()
        return owner


@pytest.fixture
async def mentor(clinic: Clinic) -> Talker:
    """The mentor of the business of `case`."""
    with clinic.in_short("Ibu Dewi is a mentor."):
        return await clinic.staff("Ibu Dewi", Role.MENTOR)


@pytest.fixture
async def other(clinic: Clinic) -> Talker:
    """Another mentor."""
    with clinic.in_short("Pak Budi is a mentor."):
        return await clinic.staff("Pak Budi", Role.MENTOR)


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    """An admin."""
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


@pytest.fixture
def case(clinic: Clinic, owner: Talker, mentor: Talker) -> Mentored:
    """The owner's business, with its mentor."""
    return begin(clinic, owner, mentor)


@pytest.fixture
def free(clinic: Clinic, owner: Talker) -> Mentored:
    """The owner's business, without a mentor."""
    return begin(clinic, owner)
