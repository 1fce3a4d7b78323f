import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.stages.folders import private_folder, remove_abandoned_folders, working_root


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_working_folder_is_its_owners_alone_and_goes_whatever_happens() -> None:
    def work() -> None:
        with private_folder() as folder:
            assert folder.stat().st_mode & 0o077 == 0
            (folder / "audio").write_bytes(b"x")
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert list(working_root().iterdir()) == []


def test_what_a_killed_worker_left_is_removed_and_a_folder_in_use_is_not(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pipeline.stages.folders import private_folder\n"
        "with private_folder() as folder:\n"
        "    (folder / 'audio').write_bytes(b'x')\n    print(folder, flush=True)\n    time.sleep(60)"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    ) as worker:
        assert worker.stdout is not None
        left = Path(worker.stdout.readline().strip())
        with private_folder() as mine:
            assert remove_abandoned_folders() == 0
            worker.send_signal(signal.SIGKILL)
            worker.wait(10)
            assert left.exists()
            assert remove_abandoned_folders() == 1
            assert not left.exists()
            assert mine.exists()
