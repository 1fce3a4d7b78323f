"""Print the part of the lock that an image needs: its requirements and what they require.

There is one lock, ``requirements.lock``. It is resolved for every extra at once, and notes
under each package who requires it (``# via``). This walks those notes from the project's
own requirements down, so an image gets the locked versions and hashes of what it runs, and
none of the development packages. ``pip --require-hashes`` then refuses anything that the
walk should have missed.

    production_lock.py [--extra NAME]... [--without PACKAGE]... [--only PACKAGE]...
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

PROJECT = "soapline"
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==.*?(?=^[A-Za-z0-9._-]+==|\Z)", re.MULTILINE | re.DOTALL)
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[(?P<extras>[^\]]*)\])?")


def normal(name: str) -> str:
    """A package name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(lock: str) -> dict[str, list[str]]:
    """The lock's entries by package name; one package may have an entry per platform."""
    entries: dict[str, list[str]] = {}
    for entry in ENTRY.finditer(lock):
        entries.setdefault(normal(entry["name"]), []).append(entry.group())
    return entries


def requirers(entry: str) -> set[str]:
    """Who requires the package of a lock entry, by its ``# via`` note."""
    note = entry.partition("# via")[2]
    return {normal(line.strip("# ").partition(" ")[0]) for line in note.splitlines() if line.strip("# ")}


def project_requirements(project: dict[str, object], extras: list[str]) -> set[str]:
    """The packages that the project itself names, with those of some of its extras."""
    table: dict[str, list[str]] = project["optional-dependencies"]  # type: ignore[assignment]
    wanted: list[str] = list(project["dependencies"])  # type: ignore[call-overload]
    for extra in extras:
        wanted += table[extra]
    names: set[str] = set()
    for requirement in wanted:
        match = REQUIREMENT.match(requirement)
        assert match is not None  # noqa: S101 - a malformed pyproject.toml stops the build
        if normal(match["name"]) == PROJECT:
            names |= project_requirements(project, [e.strip() for e in match["extras"].split(",")])
        else:
            names.add(normal(match["name"]))
    return names


def closure(entries: dict[str, list[str]], roots: set[str]) -> set[str]:
    """The roots and every package that is in the lock because of them."""
    required_by = {name: set().union(*map(requirers, found)) for name, found in entries.items()}
    chosen = set(roots)
    while found := {name for name, by in required_by.items() if by & chosen} - chosen:
        chosen |= found
    return chosen


def production_lock(
    lock: str, pyproject: str, *, extras: list[str], without: set[str], only: set[str]
) -> str:
    """The lock's entries for an image.

    Args:
        lock: Text of ``requirements.lock``.
        pyproject: Text of ``pyproject.toml``.
        extras: Extras of the project that the image has besides its dependencies.
        without: Packages of the project that the image does not use.
        only: Instead of all that, these packages alone.

    Raises:
        KeyError: The lock has no entry for a package that is required.
    """
    entries = read_lock(lock)
    roots = only or project_requirements(tomllib.loads(pyproject)["project"], extras) - without
    if missing := roots - entries.keys():
        raise KeyError(f"not in the lock: {', '.join(sorted(missing))}")
    chosen = closure(entries, roots)
    return "".join(text for name in sorted(entries) if name in chosen for text in entries[name])


def main() -> None:
    """Print the entries for the packages asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extra", action="append", default=[])
    parser.add_argument("--without", action="append", default=[], type=normal)
    parser.add_argument("--only", action="append", default=[], type=normal)
    chosen = parser.parse_args()
    sys.stdout.write(
        production_lock(
            Path("requirements.lock").read_text("utf-8"),
            Path("pyproject.toml").read_text("utf-8"),
            extras=chosen.extra,
            without=set(chosen.without),
            only=set(chosen.only),
        )
    )


if __name__ == "__main__":
    main()
