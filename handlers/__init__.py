"""The route table, readable from top to bottom: the first route that fits takes the update."""

from telegram.ext import filters

from bot import forms
from bot.routes import Route, any_tap, command, message, tap
from bot.turn import FormFlow
from handlers.admin import curation
from handlers.owner import home, registration
from handlers.public import other, start
from models.services.curation import CURATORS

ROUTES: tuple[Route, ...] = (
    command(start.start, "start"),
    command(start.help_, "bantuan", "help"),
    command(start.language, "bahasa", "language"),
    command(other.cancel, "batal", "cancel"),
    command(home.open_home, "beranda", "home"),
    command(registration.start, "daftar", "register"),
    command(curation.open_queue, "kurasi", "curation", roles=CURATORS),
    tap(home.open_home, "home", "open"),
    tap(start.how, "how", "open"),
    tap(start.help_, "help", "open"),
    tap(start.language, "lang", "open"),
    tap(start.set_language, "lang", "set"),
    tap(registration.start, "reg", "open"),
    tap(registration.consent_tapped, "consent", "open", "more", "agree", "refuse"),
    tap(other.reopen, "form", "reopen"),
    tap(other.restart, "form", "restart"),
    tap(other.discard, "form", "discard"),
    tap(forms.tapped, "form", "pick", "page", "back", "skip", "keep", "edit", "send", "resume"),
    tap(curation.open_queue, "cur", "open", roles=CURATORS),
    tap(curation.next_entry, "cur", "next", roles=CURATORS),
    tap(curation.approve, "cur", "approve", roles=CURATORS),
    tap(curation.reject, "cur", "reject", roles=CURATORS),
    tap(curation.show_phone, "cur", "phone", roles=CURATORS),
    any_tap(forms.stale),
    message(other.contact, "contact", filters.CONTACT),
    message(other.text, "text", filters.TEXT),
    message(other.anything, "anything", filters.ALL),
)

_FLOWS: tuple[FormFlow, ...] = (registration.RegistrationFlow(), curation.RejectionFlow())

FLOWS: dict[str, FormFlow] = {flow.form.form_name: flow for flow in _FLOWS}
