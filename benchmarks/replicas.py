"""The shipped bot beyond one process: replicas behind nginx that take updates in, and a worker."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from select import select

from benchmarks.machine import Bot, cpu_seconds, other_cores, pinned

_PATIENCE = 60.0
_LOOK_SECONDS = 0.05
_NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream clinic {{
    {servers}
    keepalive 64;
  }}
  server {{
    listen 127.0.0.1:{port};
    keepalive_requests 1000000;
    location / {{
      proxy_pass http://clinic;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""


def nginx() -> Path | None:
    """The web server's program, or None; Debian keeps it out of a user's PATH."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    return Path(found) if found else None


class Replicas:
    """As many web processes as asked for, one worker, nginx in front; see `machine.Running`."""

    def __init__(
        self, webs: int, command: Sequence[str], env: Mapping[str, str], folder: Path
    ) -> None:
        front, *ports = _free_ports(webs + 2)
        common = {
            **env,
            "KLINIK_TELEGRAM__MODE": "webhook",
            "KLINIK_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{front}/telegram",
            "KLINIK_FILES__URL": str(folder / "files"),
        }
        self._ports = ports
        self._bots: list[Bot] = []
        self._nginx = _start_nginx(folder, front, ports[:-1])
        for number, port in enumerate(ports):
            role = "web" if number < webs else "worker"
            own = folder / f"{role}{number}"
            own.mkdir()
            listen = {"KLINIK_TELEGRAM__LISTEN": f"127.0.0.1:{port}"}
            self._bots.append(Bot([*command, "--role", role], {**common, **listen}, own))

    def cpu_seconds(self) -> float:
        """Of all web processes and the worker, without nginx."""
        return sum(bot.cpu_seconds() for bot in self._bots)

    def other_cpu_seconds(self) -> float:
        """Of nginx."""
        return cpu_seconds(self._nginx.pid)

    def rss_mib(self) -> float:
        """Of all web processes and the worker, without nginx."""
        return sum(bot.rss_mib() for bot in self._bots)

    def wait_until_ready(self) -> None:
        """Return when each of them says so.

        Raises:
            TimeoutError: one does not.
        """
        deadline = time.monotonic() + _PATIENCE
        for bot, port in zip(self._bots, self._ports, strict=True):
            while not _is_ready(port):
                if bot.has_ended or time.monotonic() > deadline:
                    raise TimeoutError(f"a process does not get ready:\n{bot.log[-3000:]}")
                _pause()

    def stop(self) -> None:
        """End them as an operator does; see `Bot.stop`."""
        for bot in self._bots:
            bot.stop()
        self._end_nginx()

    def kill(self) -> None:
        """End them all."""
        for bot in self._bots:
            bot.kill()
        self._end_nginx()

    def _end_nginx(self) -> None:
        self._nginx.terminate()
        self._nginx.wait()


def launcher(webs: int) -> Callable[[Sequence[str], Mapping[str, str], Path], Replicas]:
    """A way of starting the bot as *webs* web processes and a worker."""

    def launch(command: Sequence[str], env: Mapping[str, str], folder: Path) -> Replicas:
        return Replicas(webs, command, env, folder)

    return launch


def _start_nginx(folder: Path, port: int, upstream: list[int]) -> subprocess.Popen[bytes]:
    program = nginx()
    if program is None:
        raise RuntimeError("nginx is not installed")
    config = folder / "nginx.conf"
    servers = "\n    ".join(f"server 127.0.0.1:{port};" for port in upstream)
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(_NGINX.format(folder=folder, port=port, servers=servers, user=user))
    arguments = ["-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.log")]
    with pinned(other_cores()):
        return subprocess.Popen([str(program), *arguments], stdin=subprocess.DEVNULL)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _is_ready(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/readyz")
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def _pause() -> None:
    select([], [], [], _LOOK_SECONDS)
