"""What the bot may know of chats, and how it leaves one."""

from typing import Any

from simulator.errors import BadRequestError
from simulator.methods.call import Call, Handler


async def get_chat(call: Call) -> dict[str, Any]:
    """A `ChatFullInfo`."""
    chat = call.chat(write=False)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return call.world.chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


async def get_chat_member(call: Call) -> dict[str, Any]:
    """A `ChatMember`: the bot itself, a member, or somebody who left."""
    chat, user_id = call.chat(write=False), call.params["user_id"]
    if user_id == call.world.bot["id"]:
        return call.world.member(call.world.bot, chat.bot_status)
    person = call.world.people.get(user_id)
    if person is None:
        raise BadRequestError("PARTICIPANT_ID_INVALID")
    return call.world.member(person.user(), "member" if user_id in chat.members else "left")


async def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat()
    if chat.private:
        raise BadRequestError("chat not found")
    world, before = call.world, chat.bot_status
    chat.bot_status = "left"
    told = world.membership(chat, world.bot, before, "left")
    world.updates.push("my_chat_member", told)
    world.touch(chat.id)
    call.record(chat)
    return True


METHODS: dict[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
}
