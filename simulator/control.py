"""What the page of phones does: the hands of the people, and the switches of the world."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import hands, view
from simulator.errors import ApiError, SimulationError
from simulator.files import Upload
from simulator.forms import read_body
from simulator.process import BotProcess
from simulator.world import World

_LOOK_EVERY = 1.0
_COALESCE = 0.05
_PING_AFTER = 15.0
_CLOCK_AFTER = 5.0
Answer = dict[str, Any]


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    config = ConfigDict(arbitrary_types_allowed=True)
    return validate_call(config=config)(function)


class Control:
    """The control API of one world; `routes` go into the server."""

    def __init__(self, world: World, bot: BotProcess | None) -> None:
        self._world = world
        self._bot = bot

    def routes(self) -> list[Route]:
        """Everything below ``/sim``."""
        return [
            Route("/sim/state", self._state),
            Route("/sim/events", self._events),
            Route("/sim/file/{file_id}", self._file),
            Route("/sim/phones", self._guarded(self._add_phone), methods=["POST"]),
            Route("/sim/phones/{user:int}/{act}", self._guarded(self._act), methods=["POST"]),
            Route("/sim/clock", self._guarded(self._clock), methods=["POST"]),
            Route("/sim/bot", self._guarded(self._steer), methods=["POST"]),
            Route("/sim/faults", self._guarded(self._faults), methods=["POST"]),
        ]

    def _guarded(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        """Read the body; what a person could not do becomes 400."""

        async def guarded(request: Request) -> JSONResponse:
            try:
                body, parts = await read_body(request)
                return JSONResponse(await endpoint(request, body, [one for _, one in parts]))
            except SimulationError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
            except (ApiError, ValidationError) as error:
                # The page shows the first line; the rest is for whoever calls by other means.
                answer = {"error": f"Permintaan ini tidak bisa dibaca.\n{error}"}
                return JSONResponse(answer, status_code=400)

        return guarded

    async def _state(self, request: Request) -> JSONResponse:
        del request
        world = self._world
        return JSONResponse({"bar": view.bar(world, self._bot), "phones": view.phones(world)})

    async def _events(self, request: Request) -> StreamingResponse:
        del request
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        seen: dict[int, int] = {}
        bar: Answer = {}
        spoke = bar_at = loop.time()
        while not self._world.closed:
            rung = self._world.bell.listen()
            try:
                events = [_event("phone", one) for one in self._changed(seen)]
                fresh = view.bar(self._world, self._bot)
                if fresh | {"now": ""} != bar or loop.time() - bar_at > _CLOCK_AFTER:
                    bar, bar_at = fresh | {"now": ""}, loop.time()
                    events.append(_event("bar", fresh))
                if not events and loop.time() - spoke > _PING_AFTER:
                    events.append(": ping\n\n")
                if events:
                    spoke = loop.time()
                    yield "".join(events)
                await asyncio.wait([rung], timeout=_LOOK_EVERY)
            finally:
                self._world.bell.leave(rung)
            await asyncio.sleep(_COALESCE)

    def _changed(self, seen: dict[int, int]) -> list[Answer]:
        """Phones that changed since *seen*, which is brought up to date."""
        changed = []
        for person in view.shown(self._world):
            version = self._world.versions[person.id]
            if seen.get(person.id) != version:
                seen[person.id] = version
                changed.append(view.phone(self._world, person))
        return changed

    async def _file(self, request: Request) -> Response:
        stored = self._world.files.get(request.path_params["file_id"])
        if stored is None:
            return Response(status_code=404)
        # A document may be an HTML page: it must not run with this page's rights.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return Response(stored.content, media_type=stored.mime, headers=headers)

    async def _add_phone(self, _: Request, body: Answer, __: list[Upload]) -> Answer:
        person = _checked(hands.add_phone)(self._world, **body)
        return view.phone(self._world, person)

    async def _act(self, request: Request, body: Answer, files: list[Upload]) -> Answer:
        act = hands.ACTS.get(request.path_params["act"])
        if act is None:
            raise SimulationError(f"HP ini tidak mengenal {request.path_params['act']!r}.")
        phone = self._world.phone(request.path_params["user"])
        done = _checked(act)(phone, files, **body)
        return {"ok": True, "done": done}

    async def _clock(self, _: Request, body: Answer, __: list[Upload]) -> Answer:
        seconds = body.get("seconds")
        if not isinstance(seconds, int) or seconds < 0:
            raise SimulationError("Jam hanya bisa maju, dalam detik bulat.")
        now = self._world.clock.advance(timedelta(seconds=seconds))
        self._world.bell.ring()
        return {"now": now.isoformat()}

    async def _steer(self, _: Request, body: Answer, __: list[Upload]) -> Answer:
        action = body.get("action")
        if self._bot is None:
            raise SimulationError("Tidak ada bot yang bisa dinyalakan dari sini.")
        steer = {
            "kill": self._bot.kill,
            "stop": self._bot.stop,
            "start": self._bot.start,
            "restart": self._bot.restart,
        }.get(str(action))
        if steer is None:
            raise SimulationError(f"Bot tidak mengenal perintah {action!r}.")
        await steer()
        self._world.bell.ring()
        return self._bot.describe()

    async def _faults(self, _: Request, body: Answer, __: list[Upload]) -> Answer:
        _checked(hands.set_faults)(self._world, **body)
        self._world.bell.ring()
        faults: Answer = view.bar(self._world, self._bot)["faults"]
        return faults


def _event(name: str, data: Answer) -> str:
    text = re.sub(r"\r|\n", " ", json.dumps(data, ensure_ascii=False))
    return f"event: {name}\ndata: {text}\n\n"
