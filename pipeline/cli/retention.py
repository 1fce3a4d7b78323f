"""`soapline retention`: the bucket's own rules, for what no sweep has removed."""

from typing import Annotated

import typer

from pipeline.cli.console import err, out, print_json
from pipeline.configuration import load_settings


def retention(
    shorten: Annotated[
        bool,
        typer.Option("--shorten", help="Shorten a longer rule: notes may go before they expire."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make the bucket itself remove what is left of notes after SOAPLINE_RETENTION_DAYS and two days.

    Workers remove expired notes in any case; this holds even if none runs. Rules of others stay.
    """
    from pipeline.archive.lifecycle import SPARE_DAYS, open_bucket_rules

    settings = load_settings()
    rules = open_bucket_rules(settings.s3)
    days, present = settings.retention.days + SPARE_DAYS, rules.note_days()
    if present is not None and present > days and not shorten:
        err.print(f"Kept the rule of {present} days that notes were accepted under; see --shorten.")
        days = present
    known = rules.set(days)
    if as_json:
        print_json({"bucket": settings.s3.bucket, "days": days if known else None})
    elif known:
        out.print(f"Bucket '{settings.s3.bucket}' removes what is left of a note after {days} days.")
    else:
        out.print("This store has no rules of its own; the workers' sweep alone removes notes.")
