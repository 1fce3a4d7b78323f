from pathlib import Path

from pipeline.cli.doctor import settings_table

README = Path(__file__).parent.parent / "README.md"


def test_the_readmes_settings_table_is_the_settings_own() -> None:
    table = settings_table()
    assert table in README.read_text(), f"put this into the README:\n{table}"
