"""`soapline tenants`: who has keys, and removing somebody with everything of theirs."""

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json
from pipeline.configuration import load_settings
from pipeline.errors import Rejected

if TYPE_CHECKING:
    from pipeline.tenants import TenantRemoval

app = typer.Typer(help="List tenants, and delete one with all its notes.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def open_removal() -> "TenantRemoval":
    """Everything that removing a tenant touches."""
    from pipeline.access import AccessKeys
    from pipeline.archive import open_archive
    from pipeline.audit import AuditTrail
    from pipeline.idempotency import IdempotencyClaims
    from pipeline.redis_link import connect
    from pipeline.status import StatusBoard
    from pipeline.tenants import TenantRemoval

    settings = load_settings()
    archive, client = open_archive(settings), connect(settings.redis)
    return TenantRemoval(
        archive,
        StatusBoard(client, settings.redis),
        AccessKeys(archive, client),
        IdempotencyClaims(archive, client),
        AuditTrail(archive, client),
    )


@app.command("list")
def list_tenants(as_json: Json = False) -> None:
    """List the tenants that have or had keys, with how many are valid."""
    records = open_removal().access.list()
    valid = Counter(record.tenant for record in records if record.revoked_at is None)
    tenants = sorted({record.tenant for record in records})
    if as_json:
        print_json([{"tenant": tenant, "valid_keys": valid[tenant]} for tenant in tenants])
        return
    table = Table("Tenant", "Valid keys")
    for tenant in tenants:
        add_row(table, tenant, str(valid[tenant]))
    out.print(table)


@app.command("delete")
def delete_tenant(
    tenant: Annotated[str, typer.Argument(help="The tenant; its test keys' notes go with it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the tenant's name again.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a tenant: keys, recordings, transcripts, notes and webhook, for ever, and at once.

    Work in flight stops. The audit log stays, and says who did this.
    """
    if not yes and typer.prompt(f"Everything of {tenant} goes. Type its name to go on", err=True) != tenant:
        raise Rejected("That is not the tenant's name. Nothing was deleted.")
    removal = open_removal()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Notes looked at", total=None)
        removed = removal.run(tenant, lambda done, all_: progress.update(bar, completed=done, total=all_))
    if as_json:
        print_json({"tenant": tenant, **asdict(removed)})
    else:
        out.print(
            f"Deleted {removed.notes} notes, {removed.claims} idempotency keys and "
            f"{removed.webhooks} webhooks; revoked {removed.keys} keys of {tenant}.",
            markup=False,
        )
    if not (removed.keys or removed.notes or removed.webhooks):
        raise Rejected("There was nothing of that tenant. See: soapline tenants list", code="NOT_FOUND")
    if removed.unreadable:
        raise Rejected(
            f"{removed.unreadable} notes do not decrypt, so whose they are is unknown. See: soapline doctor",
            code="ARCHIVE_INTEGRITY",
        )
