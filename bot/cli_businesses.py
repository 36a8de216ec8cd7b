"""The office's console on businesses: nominations from a kabupaten, memberships that move."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import checks, console, formats
from bot.clock import system_clock
from bot.console import ConfigOption, JsonOption
from bot.request import AiohttpRequest
from bot.texts import texts
from models.errors import NotFoundError
from models.rules import regencies
from models.services import members, nominations
from models.services.nominations import Invited


def import_nominations(
    file: Annotated[Path, typer.Argument(help="A CSV with nama_usaha, nama_pemilik, kabupaten.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Store the nominations of a kabupaten and print an invitation for each."""
    settings = console.config(config)
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        console.fail(f"{file}: {error}")
    rows, mistakes = nominations.read_csv(lines)
    if mistakes:
        console.fail(
            *(f"{file.name}:{m.line}: {m.column}: {m.key.replace('_', ' ')}" for m in mistakes),
            "Nothing was stored.",
        )
    name = asyncio.run(checks.bot_name(settings, AiohttpRequest())) or "BOT"
    with console.database(settings) as database:
        console.must_be_current(database)
        with database.write() as session:
            invited = nominations.take_in(session, rows, now=system_clock(), by=None)
            found = [_row(one, name, settings.clinic.name) for one in invited]
    if as_json:
        console.print_json({"nominations": found})
        return
    for row in found:
        console.out(f"{row['business_name']} ({row['regency']})\n  {row['whatsapp']}")
    new = sum(1 for row in found if row["new"])
    console.out(f"{new} new, {len(found) - new} known before. Invitations are good for 14 days.")


def move_member(
    number: Annotated[str, typer.Argument(help="Of the business: KE-2026-00017")],
    account: Annotated[int, typer.Argument(help="Telegram id of the member's old account.")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit trail.")],
    config: ConfigOption = None,
) -> None:
    """Print a one-time link that moves a membership to the account that opens it."""
    settings = console.config(config)
    name = asyncio.run(checks.bot_name(settings, AiohttpRequest())) or "BOT"
    with console.database(settings) as database:
        console.must_be_current(database)
        try:
            with database.write() as session:
                payload = members.invite_to_move(
                    session, number, account, now=system_clock(), reason=reason
                )
        except NotFoundError:
            console.fail(f"{account} does not act for {number}.")
    console.out(f"One-time link for the new account: https://t.me/{name}?start={payload}")


def _row(one: Invited, bot_name: str, clinic: str) -> dict[str, object]:
    nomination = one.nomination
    link = f"https://t.me/{bot_name}?start={one.payload}"
    short = regencies.short_name(nomination.regency)
    text = formats.invitation_text(
        texts("id"), owner=nomination.owner_name, regency=short, clinic=clinic, link=link
    )
    return {
        "id": nomination.id,
        "business_name": nomination.business_name,
        "regency": nomination.regency,
        "new": one.new,
        "link": link,
        "whatsapp": text,
    }
