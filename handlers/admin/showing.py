"""Keeping every card true: after an act the group and whoever looks at the entry see it."""

from bot import outbox
from bot.clinic import Scene
from bot.screen import Screen
from bot.turn import Turn
from handlers.admin import card
from handlers.admin.viewer import Viewer
from models.entry import Entry
from models.services import desks


def here(turn: Turn) -> Viewer:
    """Who looks in this chat."""
    return Viewer() if turn.in_group else Viewer(turn.person.language, turn.person.id)


def show(turn: Turn, entry: Entry, screen: Screen | None = None, *, anew: bool = False) -> None:
    """Show an entry's card (or another *screen* about it) in this chat."""
    viewer = here(turn)
    desks.look(turn.session, turn.chat_id, viewer.person_id, entry.id)
    turn.show(screen or card.screen(turn, entry, viewer), slot=viewer.slot(entry.id), anew=anew)


def everywhere(scene: Scene, entry: Entry, *, but: int | None = None) -> None:
    """Bring the card up to date wherever it is shown, except in the chat *but*."""
    group = desks.group(scene.session)
    if group is not None and group.chat_id != but:
        viewer = Viewer()
        slot = viewer.slot(entry.id)
        if outbox.is_shown(scene.session, group.chat_id, slot):
            _put(scene, group.chat_id, slot, card.screen(scene, entry, viewer))
    for chat_id, person in desks.who_look_at(scene.session, entry.id):
        if chat_id != but:
            viewer = Viewer(person.language, person.id)
            slot = viewer.slot(entry.id)
            _put(scene, chat_id, slot, card.screen(scene, entry, viewer))


def acted(turn: Turn, entry: Entry, *, lead: str | None = None) -> None:
    """After somebody's act: the new card here, and everywhere else."""
    viewer = here(turn)
    show(turn, entry, card.screen(turn, entry, viewer, lead=lead))
    everywhere(turn, entry, but=turn.chat_id)


def followed(turn: Turn, entry: Entry) -> None:
    """An owner changed, repaired, appealed or took back an entry."""
    everywhere(turn, entry)


def _put(scene: Scene, chat_id: int, slot: str, screen: Screen) -> None:
    outbox.put_screen(scene.session, chat_id, screen, now=scene.now, slot=slot, in_place=True)
