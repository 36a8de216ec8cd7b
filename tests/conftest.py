"""What holds for every test: which may run on this machine, and what is said about the rest."""

from pathlib import Path

import pytest

from tests import needs

pytest_plugins = ("tests.databases", "tests.clinics", "tests.mentored_people", "tests.post")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make transcripts` writes the talks anew instead of comparing them."""
    parser.addoption(
        "--rewrite-transcripts", action="store_true", help="keep the talks as they are now"
    )
    parser.addoption(
        "--talks-on",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="the database of the conversation tests",
    )


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """Headless Chromium's program; mark the test `browser`."""
    found = needs.browser()
    assert found is not None, "mark the test with pytest.mark.browser"
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Pass over a test whose program is not here, or fail it when everything has to run."""
    for need in needs.NEEDS:
        if item.get_closest_marker(need.marker) is None or need.found() is not None:
            continue
        if needs.everything_is_needed():
            pytest.fail(f"{need.missing}, and KLINIK_TEST_ALL is set", pytrace=False)
        pytest.skip(need.missing)  # counted and named in the run's closing line


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End the run with one line that names what could not run here."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    if line := needs.closing_line(needs.count_missed(reasons)):
        terminalreporter.write_line(line, yellow=True)
