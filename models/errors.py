"""Refusals of the clinic, as values: a text key and its parameters, never a sentence."""

from typing import Any


class ClinicError(Exception):
    """Parent of all refusals. `key` is found under `error.*` in `bot/texts/`."""

    key = "unknown"

    def __init__(self, **params: Any) -> None:
        super().__init__(self.key)
        self.params = params


class NotAllowedError(ClinicError):
    """The actor's role does not allow this."""

    key = "not_allowed"


class NotFoundError(ClinicError):
    """There is no such row, or the actor may not know of it."""

    key = "not_found"


class InvitationUnusableError(ClinicError):
    """The invitation code is unknown, was used, or has expired; which one is not told."""

    key = "invitation_unusable"
