"""What follows `?start=` in links of trainings: a letter, and what nobody can guess.

Invitations (`models/invitation.py`) and cards (`handlers/public/start.py`) have their own.
"""

import enum
import hmac
import re
import secrets

#: Telegram's bound, and its letters.
MOST_LETTERS = 64
_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{MOST_LETTERS}}}", re.ASCII)

_CODE_BYTES = 16  # 128 bits: 22 letters, so the QR code stays coarse enough for a far camera


class LinkKind(enum.StrEnum):
    """What a link leads to. The value begins its payload."""

    ATTENDANCE = "h"  #: "hadir": scanned from the wall
    CERTIFICATE = "s"  #: "sertifikat": checked by anybody who holds one


def new_payload(kind: LinkKind) -> str:
    """A payload that nobody can guess."""
    return f"{kind}_{secrets.token_urlsafe(_CODE_BYTES)}"


def kind_of(payload: str) -> LinkKind | None:
    """What a payload leads to; none for those of others, and for what is no payload."""
    kind, divider, code = payload.partition("_")
    is_one = _PAYLOAD.fullmatch(payload) and divider and code and kind in set(LinkKind)
    return LinkKind(kind) if is_one else None


def is_same(payload: str, kept: str) -> bool:
    """Whether two payloads are the same; takes as long wherever they differ."""
    return hmac.compare_digest(payload.encode(), kept.encode())
