"""`soapline keys`: who may call the API, and the archive's own keys."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json
from pipeline.configuration import load_settings
from pipeline.models import Scope

if TYPE_CHECKING:
    from pipeline.access import AccessKeys

app = typer.Typer(help="Create, list and revoke API keys; rotate the archive's keys.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def open_keys() -> "AccessKeys":
    """The API keys of the configured archive."""
    from pipeline.access import AccessKeys
    from pipeline.archive import open_archive
    from pipeline.redis_link import connect

    settings = load_settings()
    return AccessKeys(open_archive(settings), connect(settings.redis))


@app.command("create")
def create(
    tenant: Annotated[str, typer.Argument(help="The clinic the key belongs to.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    test: Annotated[
        bool, typer.Option("--test", help="Make a key that begins sk_test_; its notes live apart.")
    ] = False,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it may do: submit, read, admin (delete). Repeat it; default: all."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Create a key. It is shown once: only its hash is stored."""
    key, record = open_keys().create(tenant, label=label, test=test, scopes=scope or tuple(Scope))
    if as_json:
        print_json({"key": key, **record.model_dump(mode="json", exclude={"key_hash"})})
        return
    out.print(key, soft_wrap=True, markup=False)
    err.print(
        f"{record.key_id} for tenant {record.tenant}. Store the key now: it cannot be shown again.",
        markup=False,
    )


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """List all keys, revoked ones too."""
    records = open_keys().list()
    if as_json:
        print_json([record.model_dump(mode="json", exclude={"key_hash"}) for record in records])
        return
    table = Table("Key", "Tenant", "Label", "Scopes", "Created (UTC)", "Revoked (UTC)")
    for record in records:
        revoked = f"{record.revoked_at:%Y-%m-%d %H:%M}" if record.revoked_at else ""
        created = f"{record.created_at:%Y-%m-%d %H:%M}"
        scopes = ", ".join(record.scopes)
        add_row(table, record.key_id, record.tenant, record.label, scopes, created, revoked)
    out.print(table)


@app.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(help="The key's id, from: soapline keys list")]) -> None:
    """Revoke a key, at once."""
    record = open_keys().revoke(key_id)
    err.print(f"Revoked {record.key_id} of tenant {record.tenant}.", markup=False)


@app.command("rotate-data")
def rotate_data(as_json: Json = False) -> None:
    """Wrap the archive's data keys by the first archive key; nothing stops meanwhile.

    Run it again after an interruption, and once more an hour after the new key came first,
    for uploads that had begun before. When it re-wraps none, older keys can be removed.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.archive import open_archive
    from pipeline.rotation import rotate_data_keys

    archive = open_archive(load_settings())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Objects", total=sum(1 for _ in archive.object_names()))
        done = rotate_data_keys(archive, lambda objects: progress.advance(bar, objects))
    if as_json:
        print_json(asdict(done))
    else:
        out.print(f"{done.objects} objects, {done.rewrapped} of them re-wrapped.")
    if done.unreadable:
        err.print(f"{done.unreadable} objects have no usable data key; their names are in the log.")
        raise typer.Exit(1)
