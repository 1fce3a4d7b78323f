"""`soapline webhooks`: where a tenant's notes are announced."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json
from pipeline.cli.keys import open_keys
from pipeline.configuration import load_settings
from pipeline.errors import Rejected

if TYPE_CHECKING:
    from pipeline.webhooks import Webhooks

app = typer.Typer(help="Announce a tenant's finished notes to a server of its own.", no_args_is_help=True)
Tenant = Annotated[str, typer.Argument(help="The clinic, as its API keys name it.")]


def open_webhooks() -> "Webhooks":
    """The webhooks of the configured archive."""
    from pipeline.archive import open_archive
    from pipeline.webhooks import Webhooks

    return Webhooks(open_archive(load_settings()))


@app.command("set")
def set_webhook(
    tenant: Tenant, url: Annotated[str, typer.Argument(help="Where to post; https only.")]
) -> None:
    """Announce the tenant's recordings to a URL from now on. The new signing secret is shown once.

    Set again, the secret shown before no longer holds.
    """
    webhooks = open_webhooks()
    before = webhooks.get(tenant)
    webhook = webhooks.set(tenant, url, allow_private=load_settings().webhook.allow_private)
    out.print(webhook.secret, soft_wrap=True, markup=False)
    _say(f"Webhook of {tenant} set. Store the secret now: it cannot be shown again.")
    if before:
        _say("The secret shown before no longer holds: give the new one to the server that verifies with it.")
    if not _has_key(tenant):
        _say(f"Warning: {tenant} has no valid API key, so nothing will arrive. {_how_to_have_one(tenant)}")
    else:
        _say(f"Try it: soapline webhooks test {tenant}")


def _has_key(tenant: str) -> bool:
    return any(record.tenant == tenant and record.revoked_at is None for record in open_keys()[0].list())


def _how_to_have_one(tenant: str) -> str:
    clinic = tenant.removesuffix(":test")
    create = f"soapline keys create {clinic}{' --test' if clinic != tenant else ''}"
    return f"Make one with: {create}; or see who has keys with: soapline tenants list"


def _say(sentence: str) -> None:
    err.print(sentence, markup=False, soft_wrap=True)


@app.command("list")
def list_webhooks(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List all webhooks, without their secrets."""
    webhooks = open_webhooks().list()
    if as_json:
        print_json([webhook.model_dump(mode="json", exclude={"secret"}) for webhook in webhooks])
        return
    table = Table("Tenant", "URL", "Since (UTC)")
    for webhook in webhooks:
        add_row(table, webhook.tenant, webhook.url, f"{webhook.since:%Y-%m-%d %H:%M}")
    out.print(table)


@app.command("remove")
def remove_webhook(tenant: Tenant) -> None:
    """Announce nothing more to the tenant."""
    if not open_webhooks().remove(tenant):
        raise Rejected("That tenant has no webhook. List them with: soapline webhooks list", code="NOT_FOUND")
    err.print(f"Webhook of tenant {tenant} removed.", markup=False)


@app.command("test")
def test_webhook(tenant: Tenant) -> None:
    """Post a signed event named test to the tenant's webhook, from this machine."""
    from pipeline.webhooks import post

    webhook = open_webhooks().get(tenant)
    if webhook is None:
        raise Rejected("That tenant has no webhook. Set one with: soapline webhooks set", code="NOT_FOUND")
    now = datetime.now(UTC)
    event: dict[str, object] = {
        "event": "test",
        "note_id": None,
        "status": "test",
        "created_at": now,
        "data": {},
    }
    settings = load_settings().webhook
    status = post(
        webhook,
        f"test.{now:%Y%m%dT%H%M%S%f}",
        orjson.dumps(event, option=orjson.OPT_UTC_Z),
        timeout=settings.timeout,
        allow_private=settings.allow_private,
    )
    err.print(f"The webhook took it: HTTP {status}.", markup=False)
