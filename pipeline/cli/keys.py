"""`soapline keys`: who may call the API, and the archive's own keys."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipeline.cli.console import add_row, err, out, print_json
from pipeline.configuration import load_settings
from pipeline.models import AuditAction, KeyLimits, KeyRecord, Scope

if TYPE_CHECKING:
    from pipeline.access import AccessKeys
    from pipeline.audit import AuditTrail

app = typer.Typer(help="Create, list and revoke API keys; rotate the archive's keys.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


Requests = Annotated[
    int | None,
    typer.Option(
        "--requests-per-minute", min=0, help="Limit of the key; 0 is none; default: the deployment's."
    ),
]
Bytes = Annotated[int | None, typer.Option("--bytes-per-day", min=0, help="The same, in 24 hours.")]
AudioMinutes = Annotated[
    int | None, typer.Option("--audio-minutes-per-day", min=0, help="The same, in 24 hours.")
]
InFlight = Annotated[int | None, typer.Option("--notes-in-flight", min=0, help="The same, at once.")]


def open_keys() -> "tuple[AccessKeys, AuditTrail]":
    """The API keys of the configured archive, and the audit log of what is done to them."""
    from pipeline.access import AccessKeys
    from pipeline.archive import open_archive
    from pipeline.audit import AuditTrail
    from pipeline.redis_link import connect

    settings = load_settings()
    archive, client = open_archive(settings), connect(settings.redis)
    return AccessKeys(archive, client), AuditTrail(archive, client)


def audit_key(trail: "AuditTrail", action: AuditAction, record: KeyRecord) -> None:
    """Write down what was done to a key, and by whom."""
    from pipeline.audit import operator_event

    trail.append([operator_event(action, tenant=record.tenant, subject=record.key_id)])


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
    requests: Requests = None,
    size: Bytes = None,
    audio: AudioMinutes = None,
    in_flight: InFlight = None,
    as_json: Json = False,
) -> None:
    """Create a key. It is shown once: only its hash is stored."""
    keys, trail = open_keys()
    key, record = keys.create(
        tenant,
        label=label,
        test=test,
        scopes=scope or tuple(Scope),
        limits=_limits(requests, size, audio, in_flight),
    )
    audit_key(trail, AuditAction.CREATE_KEY, record)
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
    records = open_keys()[0].list()
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
    keys, trail = open_keys()
    record = keys.revoke(key_id)
    audit_key(trail, AuditAction.REVOKE_KEY, record)
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


@app.command("limit")
def limit(
    key_id: Annotated[str, typer.Argument(help="The key's id, from: soapline keys list")],
    requests: Requests = None,
    size: Bytes = None,
    audio: AudioMinutes = None,
    in_flight: InFlight = None,
) -> None:
    """Replace a key's limits, at once; those that are not named are the deployment's."""
    keys, trail = open_keys()
    record = keys.limit(key_id, _limits(requests, size, audio, in_flight))
    audit_key(trail, AuditAction.CHANGE_KEY, record)
    err.print(f"Changed the limits of {record.key_id} of tenant {record.tenant}.", markup=False)


def _limits(requests: int | None, size: int | None, audio: int | None, in_flight: int | None) -> KeyLimits:
    return KeyLimits(
        requests_per_minute=requests,
        bytes_per_day=size,
        audio_minutes_per_day=audio,
        notes_in_flight=in_flight,
    )
