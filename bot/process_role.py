"""What one process does of the whole, where several share the work."""

import enum


class ProcessRole(enum.StrEnum):
    """What one process does of the whole; `klinik run --role`."""

    ALL = "all"
    WEB = "web"  #: takes updates in and works them off
    WORKER = "worker"  #: sends, archives, does long work and what is due by the clock

    @property
    def takes_in(self) -> bool:
        """Whether updates come to it."""
        return self is not ProcessRole.WORKER

    @property
    def works(self) -> bool:
        """Whether it sends and does what is due."""
        return self is not ProcessRole.WEB
