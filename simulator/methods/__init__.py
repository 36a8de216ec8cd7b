"""The Bot API methods this server knows, one file for each kind."""

from simulator.methods import chats, edit, media, profile, send, updates
from simulator.methods.call import Handler

METHODS: dict[str, Handler] = {
    **updates.METHODS,
    **send.METHODS,
    **media.METHODS,
    **edit.METHODS,
    **chats.METHODS,
    **profile.METHODS,
}
LIMITED = frozenset({*send.METHODS, *media.METHODS, *edit.METHODS}) - {
    "sendChatAction",
    "deleteMessage",
    "answerCallbackQuery",
}
