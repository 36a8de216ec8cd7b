"""What `klinik check` looks at: each finding in one line, with what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.api import BotApi, Sent
from bot.config import Config
from bot.request import JsonRequest
from bot.texts import LANGUAGES, catalogue, parameters
from models.database import Database, schema_is_current
from models.rules import (
    borders,
    categories,
    conditions,
    destinations,
    documents,
    holidays,
    hs,
    input_words,
    numbers,
    packaging,
    regencies,
    stages,
    training_topics,
    units,
)
from models.rules.loader import RulesError, load


@dataclass(frozen=True)
class Finding:
    """One line. `ok`: True = good, False = must be mended, None = worth knowing."""

    what: str
    ok: bool | None
    text: str


#: Every rules file, in the order in which they build on each other.
_RULES: tuple[Callable[[], object], ...] = (
    partial(load, regencies.file(), regencies.Regencies),
    borders.read,
    partial(load, categories.file(), categories.Categories),
    hs.read,
    partial(load, destinations.file(), destinations.Destinations),
    partial(load, units.file(), units.Units),
    partial(load, input_words.file(), input_words.InputWords),
    numbers.read,
    conditions.by_key,  # these are kept: who is asked meanwhile finds what stood there at start
    packaging.by_id,
    documents.by_id,
    stages.by_code,
    training_topics.by_code,
    holidays.by_day,
)

#: Nobody is promised a date further ahead: 60 working days, with holidays between.
_AHEAD = timedelta(days=120)


async def all_checks(config: Config, request: JsonRequest, *, now: datetime) -> list[Finding]:
    """Everything, in the order a newcomer would mend it."""
    return [
        Finding("config", ok=True, text="readable"),
        *_limits(config),
        *_rules(now.astimezone(config.clinic.zone).date()),
        *_texts(),
        _database(config),
        await _token(config, request),
    ]


async def bot_name(config: Config, request: JsonRequest) -> str | None:
    """The bot's username, for links; none where there is no token or no network."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return None
    await request.initialize()
    try:
        api = BotApi(request, config.telegram.api_url, token)
        outcome = await api.call("getMe", {}, read_timeout=10.0)
    finally:
        await request.shutdown()
    return str(outcome.result["username"]) if isinstance(outcome, Sent) else None


def load_rules() -> None:
    """Read all rules files.

    Raises:
        RulesError: every mistake of every file, each once.
    """
    mistakes: dict[str, None] = {}
    for read in _RULES:
        try:
            read()
        except RulesError as error:
            mistakes |= dict.fromkeys(error.mistakes)
    if mistakes:
        raise RulesError(list(mistakes))


def _limits(config: Config) -> list[Finding]:
    off = [name for name, value in config.limits if not value]
    if not off:
        return []
    names = ", ".join(f"limits.{name}" for name in off)
    note = "off: for a self-hosted server or a measurement only"
    return [Finding(names, ok=None, text=note)]


def _rules(today: date) -> list[Finding]:
    try:
        load_rules()
    except RulesError as error:
        return [Finding("rules", ok=False, text=mistake) for mistake in error.mistakes]
    return [Finding("rules", ok=True, text="all files fit"), *undecreed(today)]


def undecreed(today: date) -> list[Finding]:
    """Years in which dates are promised from *today* on and whose holidays are not known."""
    wanted = range(today.year, (today + _AHEAD).year + 1)
    note = "no decree of {year} in holidays.yaml: only weekends count as days off"
    return [
        Finding("rules", ok=None, text=note.format(year=year))
        for year in wanted
        if year not in holidays.years()
    ]


def _texts() -> list[Finding]:
    default = catalogue("id")
    wrong = [
        f"{language}.toml: {key}"
        for language in LANGUAGES
        for key, template in catalogue(language).items()
        if key not in default or parameters(template) != parameters(default[key])
    ]
    if wrong:
        return [Finding("texts", ok=False, text=f"does not fit id.toml: {key}") for key in wrong]
    return [Finding("texts", ok=True, text=f"{len(default)} sentences")]


def _database(config: Config) -> Finding:
    try:
        database = Database(config.database.url)
        with database.read() as session:
            session.execute(text("SELECT 1"))
        current = schema_is_current(database)
        database.close()
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        return Finding("database", ok=False, text=f"cannot be used: {reason}")
    if not current:
        return Finding(
            "database", ok=None, text="not up to date; `klinik run` or `migrate` does it"
        )
    return Finding("database", ok=True, text="reachable and up to date")


async def _token(config: Config, request: JsonRequest) -> Finding:
    if not config.telegram.token.get_secret_value():
        advice = "missing: set KLINIK_TELEGRAM__TOKEN (from @BotFather), or use `klinik demo`"
        return Finding("token", ok=False, text=advice)
    try:
        name = await bot_name(config, request)
    except TelegramError:
        name = None
    if name is None:
        return Finding("token", ok=False, text="Telegram does not accept it, or cannot be reached")
    return Finding("token", ok=True, text=f"belongs to @{name}")
