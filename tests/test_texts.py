"""The words of the bot: complete, used, and in the voice of the clinic (style guide, part A)."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import get_args

import pytest

from bot import evidence_zip
from bot.missed_job import COLUMNS as MISSED_COLUMNS
from bot.screen import MOST_BUTTON_LETTERS
from bot.texts import LANGUAGES, catalogue, parameters
from handlers import FLOWS
from handlers.commands import EVERYONE, STAFF
from handlers.mentor.broadcast_words import FILTERS as BROADCAST_FILTERS
from handlers.owner.tasks import FILTERS
from models.broadcast import BroadcastState
from models.business import EntryState, MemberRole
from models.curation import Verdict
from models.delivery import DeliveryState, NewsKind
from models.entry import EntryKind
from models.file import FileState
from models.forms.definition import Form, Question, questions
from models.forms.evidence_reasons import READY as SENT_BACK
from models.forms.kinds import Choice, Many, Photos, YesNo
from models.forms.reasons import GENERAL, REJECTING, RETURNING
from models.mentoring import NoteFor
from models.person import Role
from models.rules import stages, units
from models.rules.checklist import Need, Per
from models.rules.packaging import Evidence
from models.services import duplicates
from models.services.deliveries import LEFT_OUT, MISSED
from models.task import EvidenceState, TaskState
from tests.audit_actions import of_entries
from tests.house_rules import product

MOST_WORDS = 15

FORMS = {name: flow.form for name, flow in FLOWS.items()}

#: Rooms of the staff; English falls back to Indonesian there.
STAFF_ROOMS = re.compile(
    r"curation\.|news\.|group\.|reason\.\w+\.button|form\.(own_words|nomination|staff_answer)\."
    r"|home\.staff_|nomination\.|button\.(open_queue|open_messages)"
    r"|commands\.(kurasi|pesan|usulan|unduh)|workbook\.|form\.\w+\.\w+\.column"
    r"|messages\.(?!answer|about|kind)|roles\."
    r"|search\.|audit\.|rules\.|evidence_zip\.|form\.(search|trail|evidence_of)\."
    r"|review\.(?!reason\.)|charge\.|commands\.(cari|audit|peran|tinjau|binaan|siaran)"
    r"|form\.(evidence_words|evidence_voice|mentor_note|hand_over|stage_reason)\."
    r"|broadcast\.(?!from_|settings)|form\.(broadcast|broadcast_answers)\."
)

#: What may make another entry look the same.
SIMILAR = (duplicates.NIB, duplicates.PHONE, duplicates.NAME)

#: Codes of all ready reasons.
READY = {code for codes in (*REJECTING.values(), *RETURNING.values(), GENERAL) for code in codes}

#: Keys that are put together from a prefix and one of these.
PUT_TOGETHER: dict[str, Iterable[str]] = {
    "commands.{}": {*EVERYONE, *STAFF},
    "role.{}": set(Role),
    "curation.{}": set(Verdict),
    "task.next.{}": "123",
    "task.state.{}": {*TaskState, "left"},
    "task.need.{}": {"mandatory", "optional"},
    "task.filter.{}": FILTERS,
    "task.filter_line.{}": FILTERS,
    "item.state.{}": {*TaskState} - {TaskState.TODO},
    "item.kind.{}": {"photo", "video", "document", "number", "text"},
    "item.certainty.{}": {"src", "umum", "belum"},
    "wallet.state.{}": set(TaskState),
    "wallet.until.{}": {"sent", "accepted"},
    "curation.too_late_{}": set(Verdict),
    "curation.similar.{}": SIMILAR,
    "duplicate.{}": SIMILAR,
    "curation.title.{}": {*EntryKind, "appeal", "change"},
    "curation.gone.{}": set(EntryState) - {EntryState.DRAFT},
    "curation.toast_{}": set(Verdict),
    "curation.refused.{}": {"not_waiting", "own_decision", "business_first"},
    "curation.filter_{}": {"all", "repaired", "appealed", "regency", "category"},
    "entry.title.{}": set(EntryKind),
    "entry.withdraw.{}": set(EntryKind),
    "entry.ask_withdrawal.{}": set(EntryKind),
    "entry.withdrawn.{}": set(EntryKind),
    "home.state.{}": {EntryState.APPROVED, EntryState.REJECTED, EntryState.WITHDRAWN},
    "home.next.{}": set(EntryState) - {EntryState.DRAFT, EntryState.WITHDRAWN},
    "requirements.need.{}": set(Need),
    "evidence_zip.column.{}": evidence_zip.COLUMNS,
    "evidence_zip.file.{}": set(FileState) - {FileState.ARCHIVED},
    "evidence_zip.state.{}": set(TaskState),
    "evidence_zip.verdict.{}": set(EvidenceState),
    "rules.need.{}": set(Need),
    "rules.per.{}": set(Per),
    "rules.kind.{}": get_args(Evidence),
    "rules.certainty.{}": {"src", "umum", "belum"},
    "rules.{}": {"good", "cost", "time"},
    "charge.{}": {"near", "alike"},
    "charge.note_{}": set(NoteFor),
    "charge.note_about_{}": set(NoteFor),
    "review.{}": {
        *("accept", "agree", "repair", "refuse", "photo_back", "photo_on"),
        *("issued", "valid_until"),
    },
    "review.na.{}": {"not_halal", "other_product", "other"},
    "review.reason.{}": SENT_BACK,
    "review.was.{}": {EvidenceState.ACCEPTED, EvidenceState.RETURNED},
    "review.why.{}": SENT_BACK,
    "bundle.{}": {
        *(f"{how}{what}" for how in ("good", "repair") for what in ("", "_not_applicable")),
        *("photo_again", "again", "evidence"),
    },
    "broadcast.{}": {
        *("take_back", "release", "names", "mend", "pause", "resume", "stop"),
        *("see_missed", "report"),
    },
    "broadcast.ask.{}": BROADCAST_FILTERS,
    "broadcast.count.{}": {DeliveryState.SENT, *MISSED},
    "broadcast.file.column.{}": {*MISSED_COLUMNS, "count"},
    "broadcast.filter.{}": BROADCAST_FILTERS,
    "broadcast.language.{}": LANGUAGES,
    "broadcast.left_out.{}": LEFT_OUT,
    "broadcast.refused.{}": {"kind", "long", "field"},
    "broadcast.role.{}": {*Role, *MemberRole},
    "broadcast.state.{}": set(BroadcastState),
    "broadcast.why.{}": set(DeliveryState),
    "news_settings.kind.{}": set(NewsKind),
    "search.state.{}": set(EntryState),
    "audit.what.{}": {"business", "product"},
    "audit.act.{}": {
        *(action.rpartition(".")[2] for action in of_entries()),
        *("sent_again", "left", "something"),
    },
    "data.{}": set(EntryKind),
    "reason.{}.button": READY,
    "reason.{}.sentence": READY,
    "verdict.{}": {
        f"{kind}.{verdict}{change}"
        for kind in EntryKind
        for verdict in Verdict
        for change in ("", "_change")
    },
    "journey.fact.{}": set(stages.FACTS),
    "journey.reached.{}": {stage.code for stage in stages.way()[1:]},
    "member.{}": set(MemberRole),
    "messages.kind.{}": {
        *("text", "photo", "voice", "video", "document", "contact", "location"),
        *("erasure", "claim"),
    },
    "other.kept_{}": {"words", "file"},
    "state.{}": set(EntryState),
    "workbook.sheet.{}": set(EntryKind),
}

FORBIDDEN = {
    "id": r"valid|error|sistem|gagal|salah(?! satu)|invalid|submit|upload|klik|form|file|format"
    r"|link|tautan|online|chat|download|unduh|brand|mentor|buyer|konten|batch|item|kamu|sayangnya"
    r"|mohon|segera|jangan lupa|lupa|belum juga|pasti (lolos|ekspor)|mudah sekali"
    r"|ketentuan yang berlaku|maaf",
    "en": r"invalid|error|system|fail(ed)?|wrong|click|submit|upload|please wait",
}

#: What breaks a rule for a reason.
ALLOWED = {
    ("quarantine.apology", "maaf"): "our own fault begins with Maaf",
    ("evidence_zip.given_up", "maaf"): "our own fault begins with Maaf",
    ("workbook.given_up", "maaf"): "our own fault begins with Maaf",
}
LONG_SENTENCES: dict[str, str] = {}

#: Kinds of keys that are captions of buttons.
BUTTONS = re.compile(
    r"button\.\w+|cancel\.discard|curation\.(approve|reject|next|show_phone)"
    r"|data\.(see_all|erase|keep|ask_erasure)|duplicate\.(mine|other)|join\.(yes|helper|no)"
    r"|entry\.(change|withdraw|keep)|member\.(invite|remove)|messages\.(reply|see)|nomination\.add"
    r"|form\.\w+\.\w+\.(edit|fill|none|take|explain_button|choice\.\w+)"
    r"|form\.\w+\.review\.send|form\.doubt\.\w+_button"
    r"|roles\.(invite|see_invitations|revoke|cancel)"
    r"|form\.photos\.(keep|replace|remove|order|number|keep_this)"
    r"|journey\.(open|tasks)"
    r"|requirements\.(previous|next|see_\w+|other_\w+)|search\.open|audit\.(open|older)"
    r"|evidence_zip\.open|workbook\.(all|waiting_only|one_regency)"
    r"|review\.(start|charges|choose_owner|accept|agree|repair|refuse|skip|photo_back|photo_on)"
    r"|review\.(files|business|undo|done|own|go_on|other_reason|send_now|undo_one|why\.\w+)"
    r"|bundle\.(photo_again|again|evidence|repair_one|ask)"
    r"|broadcast\.(settings|take_back|release|names|mend|pause|resume|stop|stop_sure|see_missed"
    r"|report|see_old|filter\.\w+|skip_busy|edit|answers|count_them|change_who|preview|test"
    r"|ask_release|send_now|schedule|drop|call|again_one|again_failed)"
    r"|charge\.(free|review|take|appoint|write|rule|hand|release|see|note_self|note_staff"
    r"|rule_back)"
)

#: Not sentences: lists of typed words, and a version.
NOT_SAID = re.compile(r"words\.|consent\.\w+\.version|broadcast\.no_answers")

both = pytest.mark.parametrize("language", LANGUAGES)


@cache
def said(language: str) -> dict[str, str]:
    return {key: text for key, text in catalogue(language).items() if not NOT_SAID.match(key)}


def sentences(text: str) -> Iterator[str]:
    for line in re.sub(r"</?\w+>", "", text).split("\n"):
        yield from filter(None, re.split(r"(?<=[.!?])\s+", line.strip()))


def asked(node: ast.AST) -> Iterator[str]:
    """Keys, and patterns with {} for a value, that code looks up in the catalogue."""
    if not isinstance(node, ast.Call) or not node.args:
        return
    called = ast.unparse(node.func).rsplit(".", 1)[-1]
    if called in {"say", "plain", "words", "toast", "alert"}:
        first = node.args[0]
        choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
        for choice in choices:
            if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                yield choice.value
            elif isinstance(choice, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else "{}" for p in choice.values]
                yield "".join(str(part) for part in parts)


@cache
def looked_up() -> frozenset[str]:
    return frozenset(
        key for source in product() for node in ast.walk(source.tree) for key in asked(node)
    )


@cache
def written() -> frozenset[str]:
    """All strings in the code: a key may be chosen first and looked up later."""
    return frozenset(
        node.value
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def of_forms() -> Iterator[str]:
    """Keys that the engine of forms looks up by the names of form and question."""
    yield from (f"form.quantity.{period}" for period in units.periods())
    yield from (f"form.photos.which.{verb}" for verb in ("replace", "remove", "first"))
    yield from ("form.doubt.like_a_price", "form.doubt.like_a_price_button")
    for name, form in FORMS.items():
        if not form.at_once:
            yield from (f"form.{name}.review.{part}" for part in ("title", "ask", "send"))
        for question in questions(form):
            prefix = f"form.{question.form}.{question.field}"
            yield from (f"{prefix}.{part}" for part in _PARTS)
            for code in codes(question):
                parts = ("choice", "sentence", "joined")
                yield from (f"{prefix}.{part}.{code}" for part in parts)


_PARTS = (
    *("label", "ask", "edit", "fill", "hint", "none", "choose", "take", "summary", "joined"),
    *("explain", "explain_button", "column"),
)


def codes(question: Question) -> tuple[str, ...]:
    """The choices whose words are in the catalogue and not in the rules."""
    kind = question.kind
    if isinstance(kind, Choice | Many) and kind.names is None and isinstance(kind.codes, tuple):
        return kind.codes
    return ("unknown",) if isinstance(kind, Many) else ()


def put_together() -> set[str]:
    return {key.format(part) for key, parts in PUT_TOGETHER.items() for part in parts}


def test_every_key_that_is_looked_up_exists() -> None:
    literal = {key for key in looked_up() if "{}" not in key}
    assert literal | put_together() <= set(catalogue("id"))


def test_every_key_that_is_put_together_is_listed() -> None:
    patterns = {key for key in looked_up() if "{}" in key and not key.startswith(("{}", "form."))}
    assert patterns == set(PUT_TOGETHER)


def test_every_key_is_used() -> None:
    errors = {key for key in catalogue("id") if key.startswith("form.error.")}
    used = written() | put_together() | set(of_forms()) | errors
    assert set(catalogue("id")) <= used


def test_both_languages_take_the_same_parameters() -> None:
    indonesian, english = catalogue("id"), catalogue("en")
    assert set(english) <= set(indonesian)
    for key, text in english.items():
        assert parameters(text) == parameters(indonesian[key]), key


def test_owners_rooms_are_complete_in_english() -> None:
    missing = set(catalogue("id")) - set(catalogue("en"))
    assert not {key for key in missing if not STAFF_ROOMS.match(key)}


def test_owners_read_a_rejection_in_english() -> None:
    assert {f"reason.{code}.sentence" for code in READY} <= set(catalogue("en"))


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_question_has_its_words(form: type[Form]) -> None:
    languages = ["id"] if STAFF_ROOMS.match(f"form.{form.form_name}.") else list(LANGUAGES)
    for language in languages:
        words = catalogue(language)
        for part in ("title", "ask", "send"):
            assert form.at_once or f"form.{form.form_name}.review.{part}" in words
        for question in questions(form):
            prefix = f"form.{question.form}.{question.field}"
            parts = {"label", "ask"}
            if question.ask.follows is None:
                parts.add("edit")
            parts |= {f"choice.{code}" for code in codes(question)}
            if not isinstance(question.kind, Choice | Many | YesNo | Photos):
                parts.add("hint")
            assert {f"{prefix}.{part}" for part in parts} <= set(words)


@both
def test_forbidden_words_are_not_said(language: str) -> None:
    pattern = re.compile(rf"\b({FORBIDDEN[language]})\b", re.IGNORECASE)
    found = {
        (key, match.group().casefold())
        for key, text in said(language).items()
        for match in pattern.finditer(re.sub(r"\{\w+\}", "", text))
    }
    assert found == (set(ALLOWED) if language == "id" else set())


def test_only_buttons_speak_as_the_person() -> None:
    own = {key for key, text in said("id").items() if re.search(r"\bsaya\b", text, re.IGNORECASE)}
    assert {key for key in own if not BUTTONS.fullmatch(key)} == set()


@both
def test_sentences_are_short(language: str) -> None:
    long = {
        key
        for key, text in said(language).items()
        for sentence in sentences(text)
        if len(sentence.split()) > MOST_WORDS
    }
    assert long == (set(LONG_SENTENCES) if language == "id" else set())


@both
def test_nothing_is_shouted(language: str) -> None:
    assert not [key for key, text in said(language).items() if "!" in text]


@both
def test_one_message_asks_one_question(language: str) -> None:
    many = {key for key, text in said(language).items() if text.count("?") > 1}
    assert many == {"help.body"}, "help answers what people ask; it asks nothing"


@both
def test_free_questions_bring_an_example(language: str) -> None:
    example = "Contoh: " if language == "id" else "Example: "
    advice = "form.product.photos.hint"  # what a good photo is, no example of an answer
    hints = {k: text for k, text in said(language).items() if k.endswith(".hint") and k != advice}
    assert hints
    assert all(text.startswith(example) for text in hints.values())


@both
def test_buttons_fit_a_cheap_phone(language: str) -> None:
    captions = {key: text for key, text in said(language).items() if BUTTONS.fullmatch(key)}
    assert not {key for key, text in captions.items() if len(text) > MOST_BUTTON_LETTERS}


@both
def test_tags_are_few_and_closed(language: str) -> None:
    for key, text in said(language).items():
        tags = re.findall(r"</?[^>]*>", text)
        assert tags == [tag for tag in tags if re.fullmatch(r"</?(b|i|code)>", tag)], key
        for name in ("b", "i", "code"):
            assert tags.count(f"<{name}>") == tags.count(f"</{name}>"), key


@both
def test_commands_have_a_short_description(language: str) -> None:
    listed = {key: text for key, text in said(language).items() if key.startswith("commands.")}
    assert all(len(text) <= 60 for text in listed.values())
