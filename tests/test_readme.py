import inspect
import re
from pathlib import Path

from pipeline.cli.doctor import settings_table
from pipeline.cli.submit import submit
from pipeline.local.stack import DEV_TENANT
from pipeline.models import CheckOutcome

README = Path(__file__).parent.parent / "README.md"


def test_the_readmes_settings_table_is_the_settings_own() -> None:
    table = settings_table()
    assert table in README.read_text(), f"put this into the README:\n{table}"


def test_the_readmes_webhook_is_set_for_the_tenant_of_the_development_key() -> None:
    told = [line.split()[3] for line in README.read_text().splitlines() if "soapline webhooks set " in line]
    assert told == [DEV_TENANT]


def test_the_readmes_specialty_and_marks_of_evidence_are_those_of_the_product() -> None:
    text = README.read_text()
    default = inspect.signature(submit).parameters["specialty"].default
    assert f"Without `--specialty` the note is a `{default}`" in text
    assert set(re.findall(r"`\[(\w+)\]`", text)) == {outcome.value for outcome in CheckOutcome}


def test_the_readme_links_to_files_that_are_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text())
    assert "docs/ten-notes.md" in links
    assert all((README.parent / link).is_file() for link in links)
