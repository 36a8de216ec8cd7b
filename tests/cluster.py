"""The clinic beyond one machine, on this one: replicas behind nginx, a worker, PostgreSQL."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator.process import BotProcess
from simulator.world import World
from tests import needs
from tests.processes import NO_LIMITS, closed_port, klinik_run, until

_PATIENCE = 60.0
_NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream clinic {{
    {servers}
    keepalive 32;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://clinic;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Replica:
    """One process of the clinic, and where it answers."""

    process: BotProcess
    port: int

    async def is_ready(self) -> bool:
        """Whether it says that it can work updates off."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(b"GET /readyz HTTP/1.0\r\n\r\n")
            return b" 200 " in await reader.readline()
        except OSError:
            return False
        finally:
            writer.close()


@dataclass(frozen=True)
class Cluster:
    """The processes, none of them started but nginx."""

    webs: list[Replica]
    worker: Replica
    folder: Path

    @property
    def all(self) -> list[Replica]:
        """All of ours."""
        return [*self.webs, self.worker]

    async def start(self) -> None:
        """Start what does not run, and wait until all are ready."""
        for one in self.all:
            await one.process.start()
        async with asyncio.timeout(_PATIENCE):
            for one in self.all:
                while not await one.is_ready():  # noqa: ASYNC110  # it sets no event of ours
                    await asyncio.sleep(0.05)

    def log(self) -> str:
        """What all of them logged."""
        return "\n".join(file.read_text() for file in sorted(self.folder.glob("*/bot.log")))


@asynccontextmanager
async def cluster(
    world: World, address: str, database_url: str, folder: Path, *, webs: int = 2
) -> AsyncIterator[Cluster]:
    """A cluster that serves *world*; what of it runs at the end is killed."""
    front = closed_port()
    settings = {
        "KLINIK_TELEGRAM__TOKEN": world.token,
        "KLINIK_TELEGRAM__API_URL": address,
        "KLINIK_TELEGRAM__MODE": "webhook",
        "KLINIK_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{front}/telegram",
        "KLINIK_DATABASE__URL": database_url,
        "KLINIK_FILES__URL": str(folder / "files"),
        **NO_LIMITS,
    }
    ports = [closed_port() for _ in range(webs)]
    made = Cluster(
        [_replica(settings, folder / f"web{n}", "web", port) for n, port in enumerate(ports)],
        _replica(settings, folder / "worker", "worker", closed_port()),
        folder,
    )
    async with _nginx(folder, front, ports):
        try:
            yield made
        finally:
            for one in made.all:
                await one.process.kill()


def _replica(settings: Mapping[str, str], folder: Path, role: str, port: int) -> Replica:
    folder.mkdir()
    own = {**settings, "KLINIK_TELEGRAM__LISTEN": f"127.0.0.1:{port}"}
    return Replica(klinik_run(own, folder, "--role", role), port)


@asynccontextmanager
async def _nginx(folder: Path, port: int, upstream: list[int]) -> AsyncIterator[None]:
    program = needs.nginx()
    assert program is not None, "mark the test with pytest.mark.nginx"
    config = folder / "nginx.conf"
    servers = "\n    ".join(f"server 127.0.0.1:{p} max_fails=1 fail_timeout=1s;" for p in upstream)
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(_NGINX.format(folder=folder, port=port, servers=servers, user=user))
    arguments = ["-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.log")]
    process = await asyncio.create_subprocess_exec(str(program), *arguments)
    try:
        await until(lambda: (folder / "nginx.pid").exists() or process.returncode is not None)
        assert process.returncode is None, (folder / "nginx.log").read_text()
        yield
    finally:
        process.terminate()
        await process.wait()
