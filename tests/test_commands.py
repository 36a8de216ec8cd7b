"""The command lists: everything that works for a role, and nothing else."""

import pytest

from handlers import ROUTES, commands
from handlers.commands import EVERYONE, STAFF
from models.person import Role

EACH = [frozenset[Role](), *(frozenset({role}) for role in Role), frozenset(Role)]


@pytest.mark.parametrize("roles", EACH, ids=lambda roles: "+".join(sorted(roles)) or "nobody")
def test_a_list_holds_what_works_for_the_role(roles: frozenset[Role]) -> None:
    works = {
        route.commands[0]
        for route in ROUTES
        if route.commands and (not route.roles or not roles.isdisjoint(route.roles))
    }
    names = commands.names_for(roles)
    assert set(names) == works, "a command is missing in handlers/commands.py"
    assert names == [name for name in (*STAFF, *EVERYONE) if name in works]


def test_lists_differ_by_role() -> None:
    assert commands.names_for([Role.ADMIN])[0] == "kurasi"
    assert "peran" in commands.names_for([Role.ADMIN])
    assert "peran" not in commands.names_for([Role.CURATOR])
    assert "kurasi" in commands.names_for([Role.CURATOR])
    for role in (Role.MENTOR, Role.OFFICER, Role.HEAD):
        assert commands.names_for([role])[-len(EVERYONE) :] == list(EVERYONE)
    assert commands.names_for([]) == list(EVERYONE)


def test_every_list_is_told_in_both_languages() -> None:
    indonesian, english = commands.default_lists()
    assert english["language_code"] == "en"
    for told in (indonesian, english):
        assert [one["command"] for one in told["commands"]] == list(EVERYONE)
    assert indonesian["commands"][0]["description"] != english["commands"][0]["description"]
    for language in ("id", "en"):
        (peran,) = commands.listed(["peran"], language)
        assert 0 < len(peran["description"]) <= 60
