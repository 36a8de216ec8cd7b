"""The Bot API server: one call in, one answer out."""

from collections.abc import Mapping
from typing import Any

from simulator import spec
from simulator.errors import ApiError
from simulator.files import StoredFile, Upload
from simulator.methods import LIMITED, METHODS
from simulator.methods.call import Call, Told
from simulator.world import World

_TOO_MANY = 429


class BotApi:
    """Behaves as Telegram's server does, or more strictly; both faces stand on it."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Give HTTP status and body.

        Raises:
            ConnectionDroppedError: the caller shall see a broken line instead of an answer.
        """
        self._world.calls += 1
        later = None
        try:
            name = self._known(token, method)
            later = self._world.faults.before(name, limited=name in LIMITED)
            given = spec.check(name, params, files or {})
            result = await METHODS[name](Call(self._world, name, given, files or {}))
            answer = 200, _body(result)
        except ApiError as error:
            self._world.floods += error.status == _TOO_MANY
            answer = error.status, error.body()
        await self._world.faults.after(method, later)
        return answer

    def _known(self, token: str, method: str) -> str:
        if token != self._world.token:
            raise ApiError(401, "Unauthorized")
        name = spec.spelled(method)
        if name is None:
            raise ApiError(404, "Not Found: method not found")
        return name

    def download(self, token: str, path: str) -> StoredFile | None:
        """The file behind ``/file/bot<token>/<path>``."""
        return self._world.files.at(path) if token == self._world.token else None


def _body(result: Any) -> dict[str, Any]:
    if isinstance(result, Told):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}
