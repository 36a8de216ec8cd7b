"""Who acts."""

import logging
from dataclasses import dataclass

from models.errors import NotAllowedError
from models.person import Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Actor:
    """A person in the moment of an act, with the roles they hold now."""

    person_id: int
    name: str
    roles: frozenset[Role]

    def must_be(self, *roles: Role) -> None:
        """Refuse whoever has none of *roles*.

        Raises:
            NotAllowedError: key `error.not_allowed`.
        """
        if self.roles.isdisjoint(roles):
            logger.info("person %s may not: it takes one of %s", self.person_id, list(roles))
            raise NotAllowedError
