"""Where a demo lives: a folder and a port that nobody else uses."""

import errno
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.lockfile import AlreadyRunningError, LockFile

HOST = "127.0.0.1"
_TRIES = 20
#: Marks a folder as a demo's own, which is emptied at every start; locked while the demo runs.
_MARK = ".klinik-demo"


class NoPlaceError(Exception):
    """The demo cannot live there; the message says what to do."""


@contextmanager
def room(wanted: Path) -> Iterator[Path]:
    """An empty folder of the demo's own; while another demo runs in *wanted*, the next one.

    Raises:
        NoPlaceError: it cannot be written, or it holds what is not a demo's.
    """
    with ExitStack() as held:
        for folder in (wanted, *(wanted.with_name(f"{wanted.name}-{n}") for n in range(2, 9))):
            try:
                _make(folder)
                held.enter_context(LockFile(folder / _MARK))
                _empty(folder)
            except AlreadyRunningError:
                continue
            except OSError as error:
                raise NoPlaceError(
                    f"The demo cannot write to {folder}: {error.strerror}. "
                    "Give it another folder: klinik demo --folder FOLDER"
                ) from None
            yield folder
            return
    raise NoPlaceError(f"Too many demos run beside {wanted}; end one of them first.")


def door(wanted: int) -> socket.socket:
    """A listening socket on this machine's own address, at *wanted* or the next free port.

    Raises:
        NoPlaceError: this port cannot be had, and another number would not help.
    """
    for port in range(wanted, wanted + _TRIES) if wanted else [0]:
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, port))
            found.listen()
        except (OSError, OverflowError) as error:
            found.close()
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                continue
            raise NoPlaceError(
                f"Port {port} cannot be used: {getattr(error, 'strerror', None) or error}. "
                "Give another one: klinik demo --port 8321"
            ) from None
        return found
    raise NoPlaceError(
        f"The ports {wanted} to {wanted + _TRIES - 1} are all busy. "
        "Give another one: klinik demo --port 9321"
    )


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise NoPlaceError(
            f"{folder} holds files that are not a demo's, and a demo empties its folder. "
            "Give it a new one: klinik demo --folder FOLDER"
        )


def _empty(folder: Path) -> None:
    for old in folder.iterdir():
        if old.name == _MARK:
            continue
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
