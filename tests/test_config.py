"""Configuration: the example names every key, the environment wins, each mistake is one line."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.config import Config, ConfigError, is_loopback, load

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for section in Config.model_fields:
        for key in dict(getattr(Config(), section)):
            monkeypatch.delenv(f"KLINIK_{section}__{key}".upper(), raising=False)


def plain(section: BaseModel) -> dict[str, Any]:
    """The values of a section as TOML has them."""
    return {
        key: value.get_secret_value() if isinstance(value, SecretStr) else value
        for key, value in section
    }


def test_the_example_names_every_key_with_its_default() -> None:
    example = tomllib.loads(EXAMPLE.read_text("utf-8"))
    assert example == {name: plain(section) for name, section in Config()}
    assert load(EXAMPLE) == Config()


def test_every_key_of_the_example_is_explained() -> None:
    """A comment stands above it, or above the section whose keys speak for themselves."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    sections = [line for line in lines if line.startswith("[")]
    assert [line.strip("[]") for line in sections] == list(Config.model_fields)


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_environment_wins_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, '[clinic]\nname = "Dari berkas"\nchecking_days = 5\n')
    monkeypatch.setenv("KLINIK_CLINIC__NAME", "Dari lingkungan")
    monkeypatch.setenv("KLINIK_TELEGRAM__TOKEN", "1:x")
    config = load(path)
    assert (config.clinic.name, config.clinic.checking_days) == ("Dari lingkungan", 5)
    assert config.telegram.token.get_secret_value() == "1:x"
    assert "1:x" not in repr(config)
    assert load(None).clinic.checking_days == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[telegram]\napi_url = 'telegram.org'", "telegram.api_url: Value error, must begin with"),
        ("[telegram]\napi_url = 'http://'", "telegram.api_url: Value error, must begin with"),
        ("[telegram]\nmode = 'carrier pigeon'", "telegram.mode: Input should be 'polling'"),
        ("[database]\nurl = 'mysql://x'", "database.url: Value error, must begin with sqlite:///"),
        ("[database]\nurl = 'sqlite:///'", "database.url: Value error, must name a file"),
        ("[database]\nurl = 'sqlite:///:memory:'", "database.url: Value error, must name a file"),
        (
            "[database]\nurl = 'postgresql+psycopg://a:secret@h:port/x'",
            "database.url: Value error, cannot be read",
        ),
        ("[clinic]\ntimezone = 'Medan'", "clinic.timezone: Value error, is no time zone"),
        ("[clinic]\ntimezone = '../x'", "clinic.timezone: Value error, is no time zone"),
        ("[clinic]\nlanguage = 'jv'", "clinic.language: Input should be 'id' or 'en'"),
        ("[clinic]\nchecking_days = 0", "clinic.checking_days: Input should be greater"),
        ("[clinic]\ncolour = 'red'", "clinic.colour: Extra inputs are not permitted"),
        ("[clinik]\nname = 'x'", "clinik: Extra inputs are not permitted"),
        ("[limits]\nchat_burst = 0", "limits.chat_burst: Input should be greater"),
        (
            "[limits]\noverall_per_second = -1",
            "limits.overall_per_second: Input should be greater",
        ),
        ("[log]\nlevel = 'LOUD'", "log.level: Input should be 'DEBUG'"),
        (
            "[clock]\nurl = 'http://127.0.0.1:1/clock'",
            "Value error, clock.url is refused unless telegram.api_url is a loopback address",
        ),
    ],
)
def test_each_mistake_is_one_clear_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"config.toml: {line}")
    assert "\n" not in mistake
    assert "secret" not in mistake


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, "[log]\nlevel = 'LOUD'\n[clinic]\nlanguage = 'jv'"))
    assert len(caught.value.mistakes) == 2
    assert str(caught.value) == "\n".join(caught.value.mistakes)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[telegram\n", "config.toml: Expected ']'"),
        (b"\xff\xfe", "config.toml: 'utf-8' codec can't decode"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(says)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: no such file; copy config\.example\.toml"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("KLINIK_LOG__LEVEL", "LOUD", "environment: log.level: Input should be"),
        ("KLINIK_LIMITS", "{", "environment: "),
        ("KLINIK_CLINIC__COLOUR", "red", "environment: clinic.colour: Extra inputs"),
    ],
)
def test_mistakes_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load(None)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(line)


def test_the_simulated_clock_needs_a_simulated_telegram(tmp_path: Path) -> None:
    text = "[telegram]\napi_url = 'http://{}:8321/'\n[clock]\nurl = 'http://127.0.0.1:8321/clock'"
    for host in ("127.0.0.1", "localhost", "[::1]", "127.9.9.9"):
        assert load(written(tmp_path, text.format(host))).clock.url
    for host in ("192.0.2.1", "127.0.0.1.evil.example", "telegram.org"):
        with pytest.raises(ConfigError, match="loopback"):
            load(written(tmp_path, text.format(host)))
    assert not is_loopback("not a url")


def test_an_address_loses_its_last_slash(tmp_path: Path) -> None:
    text = "[telegram]\napi_url = 'http://127.0.0.1:8321/'"
    assert load(written(tmp_path, text)).telegram.api_url == "http://127.0.0.1:8321"


def test_the_key_of_the_hashes(tmp_path: Path) -> None:
    own = load(written(tmp_path, "[clinic]\naudit_key = 'k'\n[telegram]\ntoken = '1:x'"))
    assert own.audit_key == b"k"
    derived = load(written(tmp_path, "[telegram]\ntoken = '1:x'")).audit_key
    assert len(derived) == 32
    assert derived != load(written(tmp_path, "[telegram]\ntoken = '1:y'")).audit_key
    assert b"1:x" not in derived
