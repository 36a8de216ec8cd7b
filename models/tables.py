"""All tables in one import: for migrations, and for a reader who wants the whole list."""

from models.audit import AuditEntry
from models.base import Base
from models.business import Business, Membership, NumberSeries
from models.conversation import Conversation, Draft
from models.curation import Decision
from models.file import StoredFile
from models.ingress import ProcessedUpdate, Quarantine
from models.invitation import Invitation
from models.message import StaffMessage
from models.nomination import Nomination
from models.outbox import OutboxRow, Slot
from models.person import Consent, Person, RoleGrant
from models.product import Product

__all__ = [
    "AuditEntry",
    "Base",
    "Business",
    "Consent",
    "Conversation",
    "Decision",
    "Draft",
    "Invitation",
    "Membership",
    "Nomination",
    "NumberSeries",
    "OutboxRow",
    "Person",
    "ProcessedUpdate",
    "Product",
    "Quarantine",
    "RoleGrant",
    "Slot",
    "StaffMessage",
    "StoredFile",
]
