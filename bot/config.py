"""Configuration: one TOML file, each key overridable as KLINIK_SECTION__KEY."""

import hashlib
import hmac
import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from models.filestore import open_store

_LISTEN = "127.0.0.1:8080"


class ConfigError(Exception):
    """A configuration that cannot be used; one line per mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class Section(BaseModel):
    """Parent of all sections: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Telegram(Section):
    """The section `[telegram]`."""

    token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = ""

    @field_validator("api_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise ValueError("must begin with http:// or https:// and name a host")
        return url.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _is_public(cls, url: str) -> str:
        if url and urlsplit(url).scheme != "https" and not is_loopback(url):
            raise ValueError("must begin with https://; Telegram delivers to nothing else")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
            raise ValueError("must be up to 256 of A-Z, a-z, 0-9, _ and -")
        return secret

    @field_validator("listen")
    @classmethod
    def _is_an_address(cls, listen: str) -> str:
        if listen and not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", listen):
            raise ValueError("must be host:port, as in 127.0.0.1:8080")
        return listen

    @model_validator(mode="after")
    def _webhook_has_an_address(self) -> Self:
        if self.mode == "webhook" and not self.webhook_url:
            raise ValueError("webhook_url is needed where mode is webhook")
        return self

    @property
    def address(self) -> tuple[str, int] | None:
        """Where webhook, health and metrics are served; none = nowhere."""
        listen = self.listen or (_LISTEN if self.mode == "webhook" else "")
        host, _, port = listen.rpartition(":")
        return (host.strip("[]"), int(port)) if listen else None

    @property
    def secret(self) -> str:
        """What Telegram sends along with each update; without one set, made from the token."""
        if secret := self.webhook_secret.get_secret_value():
            return secret
        token = self.token.get_secret_value().encode()
        return hmac.new(b"klinik webhook", token, hashlib.sha256).hexdigest()


class DatabaseSection(Section):
    """The section `[database]`."""

    url: str = "sqlite:///data/klinik.db"

    @field_validator("url")
    @classmethod
    def _is_known(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        try:
            name = make_url(url).database
        except (ArgumentError, ValueError):  # its message would quote the password
            raise ValueError("cannot be read; see config.example.toml") from None
        if url.startswith("sqlite") and name in {None, "", ":memory:"}:
            raise ValueError("must name a file, as in sqlite:///data/klinik.db")
        return url


class Files(Section):
    """The section [files]."""

    url: str = "data/files"

    @field_validator("url")
    @classmethod
    def _is_served(cls, url: str) -> str:
        open_store(url)
        return url


class Clinic(Section):
    """The section `[clinic]`."""

    name: str = "Klinik Ekspor Sumut"
    timezone: str = "Asia/Jakarta"
    language: Literal["id", "en"] = "id"
    contact: str = "Disperindag Provinsi Sumatera Utara, Medan. Senin–Jumat 08.00–16.00 WIB."
    data_officer: str = "petugas data klinik, di kantor klinik"
    checking_days: int = Field(default=3, ge=1, le=60)
    appeal_days: int = Field(default=5, ge=1, le=60)
    audit_key: SecretStr = SecretStr("")

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError('is no time zone; for instance "Asia/Jakarta"') from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)


class Limits(Section):
    """`[limits]`; 0 = off."""

    overall_per_second: float = Field(default=30, ge=0)
    reserve_for_replies: float = Field(default=3, ge=0)
    chat_per_second: float = Field(default=1, ge=0)
    chat_burst: int = Field(default=3, ge=1)
    group_per_minute: int = Field(default=20, ge=0)


TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3])\.[0-5]\d$")]


class Quiet(Section):
    """`[quiet]`, as "20.30": when the clinic begins nothing by itself; equal ends = never."""

    night_from: TimeOfDay = "20.30"
    night_until: TimeOfDay = "07.00"
    sunday_until: TimeOfDay = "12.00"
    friday_from: TimeOfDay = "11.30"
    friday_until: TimeOfDay = "13.30"


class ClockSection(Section):
    """The section `[clock]`."""

    url: str = ""


class Log(Section):
    """The section `[log]`."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Config(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        env_prefix="KLINIK_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    files: Files = Files()
    clinic: Clinic = Clinic()
    limits: Limits = Limits()
    quiet: Quiet = Quiet()
    clock: ClockSection = ClockSection()
    log: Log = Log()

    @model_validator(mode="after")
    def _clock_is_safe(self) -> Self:
        if self.clock.url and not is_loopback(self.telegram.api_url):
            raise ValueError("clock.url is refused unless telegram.api_url is a loopback address")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before what the file says."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @property
    def audit_key(self) -> bytes:
        """Key of the hashes in the audit trail."""
        if key := self.clinic.audit_key.get_secret_value():
            return key.encode()
        token = self.telegram.token.get_secret_value().encode()
        return hmac.new(b"klinik audit", token, hashlib.sha256).digest()


def load(path: Path | None) -> Config:
    """Read *path* (none: defaults and environment only).

    Raises:
        ConfigError: the file is missing, is no TOML, or a value does not fit.
    """
    name = path.name if path else "environment"
    try:
        values: dict[str, Any] = {}
        if path is not None:
            if not path.is_file():
                raise ConfigError([f"{path}: no such file; copy config.example.toml"])
            values = TomlConfigSettingsSource(Config, path)()
        return Config(**values)
    except ValidationError as error:
        lines = [f"{name}: {_place(item)}{item['msg']}" for item in error.errors()]
        raise ConfigError(lines) from None
    except (OSError, ValueError) as error:
        raise ConfigError([f"{name}: {' '.join(str(error).split())}"]) from None


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _place(item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"])
    return f"{place}: " if place else ""
