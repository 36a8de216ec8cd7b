"""The promise of CONTRIBUTING.md: a question is one field and its words, and one talk tells it.

The example that stands there is added in a copy of the tree, to the registration and to the form
of a product: every talk still holds, and of each form one transcript changes.
"""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.forms.definition import Form
from models.forms.product import ProductForm
from models.forms.registration import Registration
from tests.errands import TOTAL, TOTAL_OF_PRODUCT
from tests.house_rules import ROOMS, ROOT
from tests.processes import environment

FORMS: dict[str, type[Form]] = {
    "models/forms/registration.py": Registration,
    "models/forms/product.py": ProductForm,
}
#: The talks that tell a whole form (`whole_form`).
TOLD_IN = {"first_contact_from_an_invitation.txt", "product_from_name_to_sending.txt"}
TRANSCRIPTS = Path("docs", "transcripts")
PATCH = re.compile(r"^```diff\n(--- a/.*?)^```$", re.DOTALL | re.MULTILINE)


def example() -> dict[str, list[str]]:
    """File → the lines that CONTRIBUTING.md adds to it; the question gets a name of its own."""
    (patch,) = PATCH.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    patch = patch.replace("workers:", "one_more:").replace(".workers]", ".one_more]")
    parts = re.split(r"^--- a/(.*)\n\+\+\+ .*\n", patch, flags=re.MULTILINE)[1:]
    added = [re.findall(r"^\+(.*)$", part, re.MULTILINE) for part in parts[1::2]]
    return dict(zip(parts[::2], added, strict=True))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the talks need."""
    for name in (*ROOMS, "tests", str(TRANSCRIPTS)):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add_the_example(tree: Path) -> None:
    """To both forms, as their last question."""
    for name, lines in example().items():
        for file, form in FORMS.items():
            if name.endswith(".toml"):
                words = "\n".join(lines).replace("registration", form.form_name)
                with (tree / name).open("a", encoding="utf-8") as catalogue:
                    catalogue.write(f"\n{words}\n")
            else:
                add_to_the_class(tree / file, form.__name__, lines)


def add_to_the_class(file: Path, form: str, lines: list[str]) -> None:
    """The import behind the docstring of the file, the field at the end of the class."""
    *imports, field = lines
    source = file.read_text("utf-8").splitlines()
    statements = ast.parse("\n".join(source)).body
    ends = next(s.end_lineno for s in statements if isinstance(s, ast.ClassDef) and s.name == form)
    source.insert(ends or 0, field)
    source[1:1] = imports
    file.write_text("\n".join([*source, ""]), "utf-8")


def talks(tree: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (tree / TRANSCRIPTS).glob("*.txt")}


def test_one_question_more_changes_one_transcript_of_its_form(
    tree: Path, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--rewrite-transcripts"):
        pytest.skip("what is kept is being written")
    before = talks(tree)
    add_the_example(tree)
    files = sorted(str(file) for file in (tree / "tests").glob("test_*_talk.py"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--rewrite-transcripts", *files],
        cwd=tree,
        env=environment(PYTHONPATH=str(tree)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"end it with `leaves_the_rest` or `answers_last`\n{done.stdout}"
    after = talks(tree)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == TOLD_IN, "let tests/brevity.py leave out what changed in the others"


def test_no_test_says_how_many_questions_there_are() -> None:
    by_hand = re.compile(rf"\b\d+ (?:dari|of) (?:{TOTAL}|{TOTAL_OF_PRODUCT})\b")
    found = {
        file.name: by_hand.findall(file.read_text("utf-8"))
        for file in (ROOT / "tests").glob("*.py")
    }
    assert {name: places for name, places in found.items() if places} == {}, "`asks` counts"
