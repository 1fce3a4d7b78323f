"""`soapline doctor`: what works here, what does not, and how to mend it."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer
from pydantic import SecretStr
from rich.table import Table
from rich.text import Text

from pipeline.cli.console import add_row, out, print_json
from pipeline.configuration import load_settings
from pipeline.settings import Group, Settings


def doctor(
    show_settings: Annotated[
        bool, typer.Option("--settings", help="Instead, list every setting with its value here.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    container: Annotated[
        Literal["api", "worker"] | None,
        typer.Option("--in", help="Only what a container needs that runs this alone."),
    ] = None,
) -> None:
    """Check ffmpeg, models, keys, Redis, S3 and the note engine; exit with 1 if something does not work."""
    from pipeline.checks import run_checks

    settings = load_settings()
    if show_settings:
        _show_settings(settings, as_json=as_json)
        return
    findings = list(run_checks(settings, container))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table("Part", "Works", "Seen", "To mend it")
        for finding in findings:
            works = Text("yes", style="green") if finding.works else Text("no", style="bold red")
            add_row(table, finding.part, works, finding.seen, finding.mend)
        out.print(table)
    if not all(finding.works for finding in findings):
        raise typer.Exit(1)


def setting_rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Each setting's variable, value (secrets hidden) and description."""
    rows = []
    for group_name in type(settings).model_fields:
        group: Group = getattr(settings, group_name)
        for name, field in type(group).model_fields.items():
            variable = f"SOAPLINE_{group_name}_{name}".upper()
            rows.append((variable, _shown(getattr(group, name)), field.description or ""))
    return rows


def settings_table() -> str:
    """The README's table of settings: Markdown, with defaults."""
    rows = setting_rows(Settings.model_construct())
    lines = [f"| `{name}` | {f'`{value}`' if value else ''} | {text} |" for name, value, text in rows]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *lines])


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return "(set)" if isinstance(value, SecretStr) else str(value)


def _show_settings(settings: Settings, *, as_json: bool) -> None:
    rows = setting_rows(settings)
    if as_json:
        print_json([dict(zip(("variable", "value", "description"), row, strict=True)) for row in rows])
        return
    table = Table("Variable", "Value here", "What it does")
    for row in rows:
        add_row(table, *row)
    out.print(table)
