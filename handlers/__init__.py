"""The route table, readable from top to bottom: the first route that fits takes the update."""

from telegram.ext import filters

from bot import form_taps, forms
from bot.routes import (
    Route,
    any_tap,
    command,
    edit,
    group_command,
    membership,
    message,
    migrated,
    tap,
)
from bot.turn import FormFlow
from handlers.admin import (
    curation,
    deciding,
    download,
    group,
    inviting,
    nominations,
    own_words,
    roles,
    search,
    trail,
)
from handlers.admin import messages as inbox
from handlers.admin.asking import StaffQuestion
from handlers.owner import entry, home, journey, members, mydata, product, registration
from handlers.public import join, other, start
from models.forms.lookup import Search, TrailOf
from models.forms.product import ProductChange
from models.forms.registration import Change
from models.person import Role
from models.services.queue import CURATORS

ADMINS = (Role.ADMIN,)

_FILES = filters.PHOTO | filters.VOICE | filters.VIDEO | filters.VIDEO_NOTE | filters.Document.ALL

ROUTES: tuple[Route, ...] = (
    command(start.start, "start"),
    command(start.help_, "bantuan", "help"),
    command(start.language, "bahasa", "language"),
    command(other.cancel, "batal", "cancel"),
    command(home.open_home, "beranda", "home"),
    command(registration.start, "daftar", "register"),
    command(product.open_products, "produk", "products"),
    command(mydata.open_data, "datasaya", "mydata"),
    command(curation.open_queue, "kurasi", "curation", roles=CURATORS),
    command(search.open_search, "cari", "search", roles=CURATORS),
    command(trail.open_trail, "audit", "trail", roles=CURATORS),
    command(inbox.open_messages, "pesan", "messages", roles=CURATORS),
    command(nominations.open_nominations, "usulan", "nominations", roles=CURATORS),
    command(roles.open_roles, "peran", "roles", roles=ADMINS),
    command(download.open_choices, "unduh", "download", roles=CURATORS),
    tap(home.open_home, "home", "open"),
    tap(start.how, "how", "open"),
    tap(start.help_, "help", "open"),
    tap(start.language, "lang", "open"),
    tap(start.set_language, "lang", "set"),
    tap(join.answered, "join", "yes", "helper", "no"),
    tap(registration.start, "reg", "open"),
    tap(registration.consent_tapped, "consent", "open", "more", "agree", "refuse"),
    tap(registration.similar_tapped, "similar", "mine", "other"),
    tap(product.open_products, "prod", "open"),
    tap(product.list_products, "prod", "list"),
    tap(product.add, "prod", "add"),
    tap(entry.see, "entry", "see"),
    tap(entry.change, "entry", "change"),
    tap(entry.repair, "entry", "repair"),
    tap(entry.appeal, "entry", "appeal"),
    tap(entry.ask_withdrawal, "entry", "withdraw"),
    tap(entry.withdraw, "entry", "sure"),
    tap(members.open_members, "member", "open"),
    tap(members.invite, "member", "invite"),
    tap(members.remove, "member", "remove"),
    tap(journey.open_journey, "way", "open"),
    tap(mydata.open_data, "data", "open"),
    tap(mydata.see_all, "data", "all"),
    tap(mydata.erase, "data", "erase"),
    tap(mydata.ask_erasure, "data", "sure"),
    tap(other.reopen, "form", "reopen"),
    tap(other.restart, "form", "restart"),
    tap(other.discard, "form", "discard"),
    tap(form_taps.tapped, "form", *form_taps.VERBS),
    tap(other.pass_on, "msg", "pass"),
    tap(inbox.open_messages, "msg", "open", roles=CURATORS),
    tap(inbox.next_message, "msg", "next", roles=CURATORS),
    tap(inbox.answer, "msg", "answer", roles=CURATORS),
    tap(inbox.show_original, "msg", "see", roles=CURATORS),
    tap(nominations.add, "nom", "add", roles=CURATORS),
    tap(download.open_choices, "xlsx", "open", roles=CURATORS),
    tap(download.choose_regency, "xlsx", "regency", roles=CURATORS),
    tap(download.make, "xlsx", "make", roles=CURATORS),
    tap(curation.open_queue, "cur", "open", roles=CURATORS),
    tap(curation.next_entry, "cur", "next", roles=CURATORS, group=True),
    tap(curation.see, "cur", "see", roles=CURATORS, group=True),
    tap(curation.more, "cur", "more", roles=CURATORS, group=True),
    tap(curation.claim, "cur", "claim", roles=CURATORS, group=True),
    tap(curation.release, "cur", "release", roles=CURATORS, group=True),
    tap(curation.show_phone, "cur", "phone", roles=CURATORS),
    tap(curation.compare, "cur", "compare", roles=CURATORS),
    tap(curation.choose_filter, "cur", "filter", roles=CURATORS),
    tap(curation.set_filter, "cur", "only", roles=CURATORS),
    tap(deciding.approve, "cur", "approve", roles=CURATORS, group=True),
    tap(deciding.repair, "cur", "repair", roles=CURATORS, group=True),
    tap(deciding.tick, "cur", "tick", roles=CURATORS, group=True),
    tap(deciding.why, "cur", "why", roles=CURATORS, group=True),
    tap(deciding.preview, "cur", "preview", roles=CURATORS, group=True),
    tap(deciding.reject, "cur", "reject", roles=CURATORS, group=True),
    tap(deciding.send, "cur", "send", roles=CURATORS, group=True),
    tap(deciding.undo, "cur", "undo", roles=CURATORS, group=True),
    tap(roles.open_roles, "role", "open", roles=ADMINS),
    tap(roles.see, "role", "see", roles=ADMINS),
    tap(roles.revoke, "role", "revoke", roles=ADMINS),
    tap(roles.open_invitations, "role", "links", roles=ADMINS),
    tap(roles.cancel, "role", "cancel", roles=ADMINS),
    tap(inviting.choose_role, "role", "invite", roles=ADMINS),
    tap(inviting.pick_role, "role", "pick", roles=ADMINS),
    tap(inviting.pick_place, "role", "place", roles=ADMINS),
    tap(search.next_page, "find", "next", roles=CURATORS),
    tap(trail.see, "audit", "see", roles=CURATORS),
    tap(group.bind, "group", "bind", roles=ADMINS, group=True),
    tap(group.leave, "group", "leave", roles=ADMINS, group=True),
    any_tap(forms.stale),
    group_command(group.open_in_group, "kurasi", "curation", roles=CURATORS),
    membership(group.membership),
    migrated(group.migrated),
    message(other.contact, "contact", filters.CONTACT),
    message(other.location, "location", filters.LOCATION),
    message(other.text, "text", filters.TEXT),
    message(other.file, "file", _FILES),
    message(other.anything, "anything", filters.ALL),
    edit(other.edited, "edited"),
)

_FLOWS: tuple[FormFlow, ...] = (
    registration.RegistrationFlow(),
    entry.ChangeFlow(Change),
    entry.ChangeFlow(ProductChange),
    entry.AppealFlow(),
    product.ProductFlow(),
    own_words.OwnWordsFlow(),
    StaffQuestion(Search, "words", search.begin),
    StaffQuestion(TrailOf, "number", trail.look_up),
    inbox.StaffAnswerFlow(),
    nominations.NominationFlow(),
)

FLOWS: dict[str, FormFlow] = {flow.form.form_name: flow for flow in _FLOWS}
