"""Commands of the console, run in this process."""

from typer.testing import CliRunner, Result

from bot import cli


def says(*arguments: str, code: int = 0) -> Result:
    """Run a command in this process."""
    done = CliRunner().invoke(cli.app, arguments, env={"COLUMNS": "200"})
    assert done.exit_code == code, (done.output, done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def refuses(*arguments: str, code: int = 1) -> str:
    """The one line a command says before it gives up."""
    done = says(*arguments, code=code)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line
