"""What Telegram tells of a group: the bot's standing in it, and its move to another id."""

import enum

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ChatMemberHandler

_INSIDE = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED}
_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


class Standing(enum.StrEnum):
    """How the bot's standing in a group changed."""

    ADDED = "added"
    REMOVED = "removed"
    PROMOTED = "promoted"  #: it is an administrator now, added as one or made one later
    DEMOTED = "demoted"
    OTHER = "other"  #: other rights in the same place


def standing(update: Update) -> Standing:
    """What a `my_chat_member` update says.

    Raises:
        ValueError: the update is of another kind.
    """
    change = update.my_chat_member
    if change is None:
        raise ValueError("not an update about the bot's standing")
    before, after = change.old_chat_member.status, change.new_chat_member.status
    if after not in _INSIDE:
        return Standing.REMOVED
    if after == ChatMember.ADMINISTRATOR and before != ChatMember.ADMINISTRATOR:
        return Standing.PROMOTED
    if before not in _INSIDE:
        return Standing.ADDED
    return Standing.DEMOTED if before == ChatMember.ADMINISTRATOR != after else Standing.OTHER


def migration(update: Update) -> tuple[int, int] | None:
    """The old and the new id of a group that became a supergroup; told once in each of both."""
    message = update.message
    if message is not None and message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message is not None and message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


class StandingHandler(ChatMemberHandler):  # type: ignore[type-arg]
    """Takes `my_chat_member` of groups, unless the bot itself left."""

    def check_update(self, update: object) -> bool:
        """See `BaseHandler.check_update`."""
        if not isinstance(update, Update) or update.my_chat_member is None:
            return False
        change = update.my_chat_member
        own = change.from_user.id == change.new_chat_member.user.id
        return change.chat.type in _GROUPS and not own
