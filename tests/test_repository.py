"""What is committed: no secrets, no machine's own paths, one way in, and dependencies pinned."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

#: What must stand in no file, and why. A letter in brackets keeps a pattern from finding itself.
UNWANTED = {
    "a package host": r"pypi\.org/|pythonhosted\.org|registry\.npmjs\.org|//[^ \"]*/simple\b",
    "a package index": r"--(extra-)?inde[x]-url",
    "a path of one machine": r"(?<![\w.-])/(wor[k]|roo[t])/",
    # The simulator's own token says what it is.
    "a bot token": r"(?<!\d)\d{8,10}:(?!\S*simulated)[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])",
}
COMMAND = re.compile(
    r"(?:^|`|\$ )\s*((?:make|klinik|pip|python3?|docker|uv) [\w-]+)", re.MULTILINE
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def unwanted(name: str, text: str) -> Iterator[str]:
    """Each place of *text* where something unwanted stands, as an editor can open it."""
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in UNWANTED.items():
            if re.search(pattern, line):
                yield f"{name}:{number}: {what}"


#: A lock file and the extra that it holds.
LOCKS = (("requirements.lock", "dev"), ("benchmarks/requirements.lock", "bench"))


def locked(file: str) -> dict[str, str]:
    """Each requirement of a lock file by name: its whole entry, hashes included."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / file).read_text(), flags=re.MULTILINE)
    wanted = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    return {canonicalize_name(_requirement(entry).name): entry for entry in wanted}


def _requirement(entry: str) -> Requirement:
    return Requirement(entry.split("\\", maxsplit=1)[0].strip())


def test_no_file_holds_a_secret_or_speaks_of_one_machine() -> None:
    found: list[str] = []
    for file in tracked():
        text = file.read_text("utf-8", errors="ignore")
        found += unwanted(str(file.relative_to(ROOT)), text)
    assert found == []


#: The ~ keeps each line from being found in this file.
@pytest.mark.parametrize(
    "line",
    [
        "pip install --inde~x-url https://example.org",
        "see https://pypi.~org/project/klinik",
        "https://mirror.example/~simple/",
        "open('/wor~k/shared/facts.md')",
        'token = "1234567890:~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
    ],
)
def test_each_unwanted_thing_would_be_found(line: str) -> None:
    plain = line.replace("~", "")
    assert list(unwanted("notes.md", line)) == []
    assert len(list(unwanted("notes.md", f"first line\n{plain}\n"))) == 1


def test_the_lock_of_another_tool_is_not_tracked() -> None:
    assert ROOT / "uv.lock" not in tracked()


def test_the_readme_begins_with_demo_and_test() -> None:
    commands = COMMAND.findall((ROOT / "README.md").read_text("utf-8"))
    assert commands[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("file", [file for file, _extra in LOCKS])
def test_every_locked_package_has_a_hash_and_no_host(file: str) -> None:
    packages = locked(file)
    assert packages
    assert [name for name, entry in packages.items() if "--hash=sha256:" not in entry] == []
    assert [name for name, entry in packages.items() if "://" in entry] == []


@pytest.mark.parametrize(("file", "extra"), LOCKS)
def test_every_dependency_is_locked_at_a_version_it_allows(file: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages = locked(file)
    own = project["dependencies"] if extra == "dev" else []
    for line in [*own, *project["optional-dependencies"][extra]]:
        wanted = Requirement(line)
        entry = packages.get(canonicalize_name(wanted.name))
        assert entry is not None, f"{wanted.name} is not in {file}; run make lock"
        version = next(iter(_requirement(entry).specifier)).version
        assert version in wanted.specifier, f"{line}: {file} has {version}; run make lock"


def test_the_licence_files_the_package_names_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert [name for name in project["license-files"] if not (ROOT / name).is_file()] == []


def test_the_whole_check_can_be_run() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_glossary_names_what_exists() -> None:
    row = re.compile(
        r"^\|[^|]+\|[^|]+\|(?P<names>[^|]+)\| `(?P<file>[^`]+\.py)` \|$", re.MULTILINE
    )
    rows = list(row.finditer((ROOT / "docs/glossary.md").read_text("utf-8")))
    assert rows
    wrong = [
        f"{match['file']}: {name}"
        for match in rows
        for name in re.findall(r"`(?:\w+\.)?(\w+)`", match["names"])
        if not re.search(rf"\b{name}\b", _text_of(match["file"]))
    ]
    assert wrong == []


def _text_of(name: str) -> str:
    file = ROOT / name
    return f"{file.stem} {file.read_text('utf-8')}" if file.is_file() else ""
