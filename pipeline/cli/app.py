"""The command's front: which commands there are, and how a foreseen error ends."""

import sys

import typer

from pipeline.cli import (
    audit,
    doctor,
    keys,
    notes,
    recover,
    retention,
    serve,
    submit,
    tenants,
    transcribe,
    up,
    webhooks,
)
from pipeline.cli.console import show_error
from pipeline.errors import SoaplineError

app = typer.Typer(
    name="soapline",
    help="Recorded encounters in, SOAP notes with evidence out. Start with: soapline up",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("up")(up.up)
app.command("submit")(submit.submit)
app.command("transcribe")(transcribe.transcribe)
app.command("status")(notes.status)
app.command("note")(notes.note)
app.command("delete")(notes.delete)
app.add_typer(keys.app, name="keys")
app.add_typer(tenants.app, name="tenants")
app.add_typer(webhooks.app, name="webhooks")
app.command("audit")(audit.audit)
app.command("worker")(serve.worker)
app.command("api")(serve.api)
app.command("recover")(recover.recover)
app.command("retention")(retention.retention)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command; a foreseen error is shown in a sentence and exits with 1."""
    try:
        app()
    except SoaplineError as error:
        show_error(error)
        sys.exit(1)
