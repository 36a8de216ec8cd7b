"""All tables in one import: for migrations, and for a reader who wants the whole list."""

from models.access import WrongCode
from models.audit import AuditEntry
from models.base import Base
from models.broadcast import Broadcast
from models.business import Business, Membership, NumberSeries
from models.conversation import Conversation, Draft
from models.curation import Decision, Desk, StaffGroup
from models.delivery import Delivery, OptOut
from models.entry import Entry
from models.file import StoredFile
from models.ingress import ProcessedUpdate, Quarantine
from models.invitation import Invitation
from models.job import Job
from models.mentoring import Mentoring, MentorNote, Sitting, StageMove
from models.message import StaffMessage
from models.nomination import Nomination
from models.outbox import OutboxRow, Slot
from models.person import Consent, Person, RoleGrant
from models.product import Product
from models.search import SearchWord
from models.task import Checklist, Evidence, Paper, Task

__all__ = [
    "AuditEntry",
    "Base",
    "Broadcast",
    "Business",
    "Checklist",
    "Consent",
    "Conversation",
    "Decision",
    "Delivery",
    "Desk",
    "Draft",
    "Entry",
    "Evidence",
    "Invitation",
    "Job",
    "Membership",
    "MentorNote",
    "Mentoring",
    "Nomination",
    "NumberSeries",
    "OptOut",
    "OutboxRow",
    "Paper",
    "Person",
    "ProcessedUpdate",
    "Product",
    "Quarantine",
    "RoleGrant",
    "SearchWord",
    "Sitting",
    "Slot",
    "StaffGroup",
    "StaffMessage",
    "StageMove",
    "StoredFile",
    "Task",
    "WrongCode",
]
