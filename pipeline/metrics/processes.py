"""Lets a worker and the processes it forks count together.

prometheus_client keeps its values in files of a folder where ``PROMETHEUS_MULTIPROC_DIR``
names one when it is imported; this module therefore does not import it.
"""

import os
import shutil
import sys
from pathlib import Path

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def share(folder: Path) -> None:
    """Count in files of this folder from now on; call it before prometheus_client is imported."""
    if "prometheus_client" in sys.modules:
        raise RuntimeError("prometheus_client is imported already: its values cannot be shared any more")
    os.environ[SHARED_FOLDER] = str(folder)


def forget() -> None:
    """Remove the folder, if there is one: the process ends."""
    if folder := os.environ.get(SHARED_FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
