"""Who looks at a card."""

from dataclasses import dataclass

from bot.texts import Texts, texts

#: The slot of the one card in a private chat.
DESK = "desk"


@dataclass(frozen=True)
class Viewer:
    """Who looks: a curator in private, or the staff group (no person; Indonesian)."""

    language: str = "id"
    person_id: int | None = None

    @property
    def say(self) -> Texts:
        """Their catalogue."""
        return texts(self.language)

    @property
    def in_group(self) -> bool:
        """Whether everybody in the group sees it: no telephone, no address, no names."""
        return self.person_id is None

    def slot(self, entry_id: int) -> str:
        """Where the card is shown: one in a private chat, one for each entry in the group."""
        return f"card:{entry_id}" if self.in_group else DESK
