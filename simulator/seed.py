"""The people of the demo."""

from simulator.people import Person
from simulator.world import World

OWNER = "Pemilik usaha"
OFFICER = "Petugas provinsi"
GROUP = "Petugas Klinik Ekspor"


def people(world: World) -> list[Person]:
    """Two owners and two officers of the province, who never wrote to the bot yet."""
    return [
        world.add_person(
            "Rehulina",
            "Br. Ginting",
            user_id=5_218_440_163,
            username="rehulina_ginting",
            phone="6281260000001",
            role=OWNER,
        ),
        world.add_person("Dimas", user_id=6_307_915_528, phone="6281360000009", role=OWNER),
        world.add_person(
            "Rizal",
            "Nasution",
            user_id=1_845_207_391,
            username="rizalnst",
            phone="6281160000101",
            role=OFFICER,
        ),
        world.add_person(
            "Sari", "Harahap", user_id=2_093_566_714, phone="6281160000102", role=OFFICER
        ),
    ]


def group(world: World, people: list[Person]) -> None:
    """The officers' group, with the bot in it; nobody has bound it yet."""
    world.add_group(GROUP, [person for person in people if person.role == OFFICER])
