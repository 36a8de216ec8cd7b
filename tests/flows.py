"""Which conversations every route must have, and which routes a conversation really took.

A test says what it covers: `@pytest.mark.covers("tap:cur:approve", "happy", "restarted")`. The
route is a name of `handlers.ROUTES`, a route of several buttons one name for each of them.
"""

import ast
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.routes import Body, Route
from bot.turn import Turn
from handlers import ROUTES

CASES = ("happy", "invalid", "stale", "forbidden", "restarted")

#: Routes that read nothing a person could get wrong: no answer, no payload, no subject.
TAKES_NOTHING = {
    "group:/kurasi",
    "/bantuan",
    "/bahasa",
    "/batal",
    "/binaan",
    "/beranda",
    "/daftar",
    "/datasaya",
    "/kurasi",
    "/peran",
    "/pesan",
    "/produk",
    "/siaran",
    "/tanya",
    "/tugas",
    "/tinjau",
    "/unduh",
    "/usulan",
    "anything",
    "tap:consent:agree",
    "tap:consent:more",
    "tap:consent:open",
    "tap:consent:refuse",
    "tap:charge:free",
    "tap:charge:open",
    "tap:cur:open",
    "tap:data:all",
    "tap:data:erase",
    "tap:data:open",
    "tap:data:sure",
    "tap:form:back",
    "tap:form:discard",
    "tap:form:explain",
    "tap:form:keep",
    "tap:form:resume",
    "tap:form:send",
    "tap:form:skip",
    "tap:help:open",
    "tap:home:open",
    "tap:how:open",
    "tap:kabar:open",
    "tap:lang:open",
    "tap:msg:open",
    "tap:nom:add",
    "tap:prod:open",
    "tap:reg:open",
    "tap:rev:close",
    "tap:rev:open",
    "tap:rev:owners",
    "tap:rev:undo",
    "tap:role:invite",
    "tap:similar:mine",
    "tap:similar:other",
    "tap:xlsx:open",
    "tap:zip:open",
}

_MARK = "pytest.mark.covers"


@dataclass(frozen=True)
class Taken:
    """A route that took an update: had the bot been restarted before, was the person refused."""

    name: str
    restarted: bool
    refused: bool

    def shows(self, name: str, case: str) -> bool:
        """Whether this is what *case* of the route *name* needs at the least."""
        if self.name != name or self.refused != (case == "forbidden"):
            return False
        return self.restarted or case != "restarted"


@dataclass(frozen=True)
class Covered:
    """What one test says it covers."""

    test: str
    route: str
    case: str


def names(route: Route) -> list[str]:
    """One name for each button of a route."""
    if not route.name.startswith("tap:") or route.name == "tap:*":
        return [route.name]
    _tap, flow, verbs = route.name.split(":")
    return [f"tap:{flow}:{verb}" for verb in verbs.split("|")]


def needed() -> dict[str, set[str]]:
    """The cases that apply to each route."""
    cases = {}
    for route in ROUTES:
        for name in names(route):
            cases[name] = {"happy", "restarted"}
            if name.startswith("tap:") and name != "tap:*":
                cases[name].add("stale")
            if name not in TAKES_NOTHING:
                cases[name].add("invalid")
            if route.roles:
                cases[name].add("forbidden")
    return cases


def declared(folder: Path) -> Iterator[Covered]:
    """What the conversations say they cover, read without running them.

    Raises:
        ValueError: a mark that is not plain strings.
    """
    for file in sorted(folder.glob("test_*_talk.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for mark in node.decorator_list:
                    yield from _read(mark, f"{file.name}::{node.name}")


def _read(mark: ast.expr, test: str) -> Iterator[Covered]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == _MARK:
        try:
            route, *cases = (ast.literal_eval(argument) for argument in mark.args)
        except ValueError as error:
            raise ValueError(f"{test}: a mark is written in plain strings") from error
        yield from (Covered(test, route, case) for case in cases)


def watch(monkeypatch: pytest.MonkeyPatch, note: Callable[[str, bool], None]) -> None:
    """Let *note* hear the name of every route that is taken, and whether it refused."""
    for route in ROUTES:
        monkeypatch.setattr(route.handler, "callback", _noting(route, note))


def _noting(
    route: Route, note: Callable[[str, bool], None]
) -> Callable[..., Coroutine[Any, Any, Body]]:
    original = route.handler.callback

    async def callback(update: Update, context: Any) -> Body:
        body: Body = await original(update, context)

        def noted(turn: Turn) -> None:
            refused = bool(route.roles) and turn.person.roles.isdisjoint(route.roles)
            note(_name(route, update), refused)
            body(turn)

        return noted

    return callback


def _name(route: Route, update: Update) -> str:
    query = update.callback_query
    if query is None or query.data is None or route.name == "tap:*":
        return route.name
    return ":".join(["tap", *query.data.split(":")[1:3]])
