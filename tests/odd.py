"""Updates that Telegram would hardly send."""

import random
from typing import Any


def odd_update(draw: random.Random, update_id: int) -> Any:
    """Anything JSON can say, now and then with the look of an update."""
    leaf: list[Any] = [None, True, -1, 0, 2**70, 1.5, "", "\0", "é\ud800", "x" * 5_000, [], {}]
    kinds = ("message", "edited_message", "callback_query", "my_chat_member", "poll", "new_kind")
    person = {"id": draw.choice([7, -7, 2**40, "7"]), "is_bot": False, "first_name": "\u202eA"}
    chat = {"id": draw.choice([7, -100, "x", None]), "type": draw.choice(["private", "group", 3])}
    odd = {
        "message_id": draw.choice(leaf[:8]),
        "date": draw.choice([0, 1_700_000_000, -5, 2**63, "now"]),
        "chat": draw.choice([chat, *leaf]),
        "from": draw.choice([person, *leaf]),
        "text": draw.choice(leaf),
        "data": draw.choice(leaf),
        "id": draw.choice(leaf),
    }
    few = {name: value for name, value in odd.items() if draw.random() < 0.8}
    return {"update_id": update_id, draw.choice(kinds): draw.choice([few, few, *leaf])}
