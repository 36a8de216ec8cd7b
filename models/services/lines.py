"""Lines of checklists as values: an item, where it stands, and how far a list is."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.entry import Entry
from models.errors import NotFoundError
from models.rules import documents
from models.rules.checklist import Need
from models.rules.documents import Document
from models.rules.packaging import Step
from models.task import Checklist, Task, TaskState

_DONE = (TaskState.ACCEPTED, TaskState.NOT_APPLICABLE)


@dataclass(frozen=True)
class Line:
    """An item of one list, and where it stands."""

    entry: Entry
    item: Step | Document
    task: Task | None
    holds: bool | None  #: whether its condition holds; none: the owner was not asked yet

    @property
    def state(self) -> TaskState:
        """Where it stands."""
        return TaskState(self.task.state) if self.task else TaskState.TODO

    @property
    def is_mandatory(self) -> bool:
        """Whether it counts: always, or because of what the owner said."""
        if self.item.need == Need.MANDATORY:
            return self.holds is not False or self.item.otherwise is not None
        return self.item.need == Need.CONDITIONAL and self.holds is True

    @property
    def is_asked(self) -> bool:
        """Whether the owner sees it: all but what a condition has ruled out."""
        return self.holds is not False or self.item.otherwise is not None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in _DONE

    @property
    def is_replaced(self) -> bool:
        """Whether something else is asked for in its place (a label "tidak halal")."""
        return self.holds is False and self.item.otherwise is not None


@dataclass(frozen=True)
class Progress:
    """Mandatory items accepted, of all that are left when some do not apply."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is complete reads 100."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        """Whether all are accepted."""
        return bool(self.total) and self.done == self.total


@dataclass(frozen=True)
class Listed:
    """One checklist."""

    entry: Entry
    row: Checklist
    lines: tuple[Line, ...]
    left_out: tuple[Line, ...] = ()  #: what the owner said does not apply

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return progress(self.lines)

    def line(self, code: str) -> Line:
        """The line of an item.

        Raises:
            NotFoundError: it is not in this list.
        """
        for line in (*self.lines, *self.left_out):
            if line.item.id == code:
                return line
        raise NotFoundError


def wanted(lines: Iterable[Line]) -> list[Line]:
    """The lines of one list that count: mandatory, and nothing has made them needless.

    Needless is what the staff agreed does not apply, and a document in whose place another one
    is accepted already.
    """
    all_of_them = list(lines)
    accepted = {line.item.id for line in all_of_them if line.state is TaskState.ACCEPTED}
    return [
        line
        for line in all_of_them
        if line.is_mandatory
        and line.state is not TaskState.NOT_APPLICABLE
        and (line.state is TaskState.ACCEPTED or accepted.isdisjoint(_instead(line)))
    ]


def progress(lines: Iterable[Line]) -> Progress:
    """How far the lines of one list are, of those that count."""
    counted = wanted(lines)
    return Progress(sum(line.state is TaskState.ACCEPTED for line in counted), len(counted))


def next_lines(lists: Iterable[Listed], limit: int = 3) -> list[Line]:
    """What the owner does best next: repairs first, then mandatory items in their order."""
    asked = [line for one in lists for line in wanted(one.lines)]
    repairs = [line for line in asked if line.state is TaskState.REPAIR]
    todo = [line for line in asked if line.state is TaskState.TODO]
    return [*repairs, *todo][:limit]


def _instead(line: Line) -> tuple[str, ...]:
    """Documents of which one is enough, this one among them."""
    return documents.alternatives(line.item.id) if isinstance(line.item, Document) else ()
