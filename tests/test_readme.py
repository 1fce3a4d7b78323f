from pathlib import Path

from pipeline.cli.doctor import settings_table
from pipeline.local.stack import DEV_TENANT

README = Path(__file__).parent.parent / "README.md"


def test_the_readmes_settings_table_is_the_settings_own() -> None:
    table = settings_table()
    assert table in README.read_text(), f"put this into the README:\n{table}"


def test_the_readmes_webhook_is_set_for_the_tenant_of_the_development_key() -> None:
    told = [line.split()[3] for line in README.read_text().splitlines() if "soapline webhooks set " in line]
    assert told == [DEV_TENANT]
