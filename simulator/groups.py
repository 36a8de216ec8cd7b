"""What happens to groups with the bot in them."""

from simulator.people import BotStatus, Chat, Person
from simulator.world import World


def set_bot_status(world: World, chat: Chat, by: Person, status: BotStatus) -> int | None:
    """Somebody adds, promotes or kicks the bot; give the id of the update it gets."""
    old, chat.bot_status = chat.bot_status, status
    world.touch(chat.id)
    return world.updates.push("my_chat_member", world.membership(chat, by.user(), old, status))


def join(world: World, chat: Chat, person: Person) -> int | None:
    """Somebody joins."""
    chat.members.add(person.id)
    message = world.post(chat, person, {"new_chat_members": [person.user()]}).json
    return world.updates.push("message", message)


def upgrade(world: World, chat: Chat, by: Person) -> Chat:
    """Turn a group into a supergroup: a new id, and service messages in both."""
    members = [world.person(user_id) for user_id in sorted(chat.members)]
    new = world.add_group(chat.title, members, kind="supergroup")
    new.bot_status = chat.bot_status
    told = world.post(chat, by, {"migrate_to_chat_id": new.id}).json
    world.updates.push("message", told)
    told = world.post(new, by, {"migrate_from_chat_id": chat.id}).json
    world.updates.push("message", told)
    chat.upgraded_to = new.id
    return new
