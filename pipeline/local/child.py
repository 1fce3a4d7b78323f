"""Runs a command that must not outlive the process that started it.

``python child.py PARENT COMMAND...`` asks Linux to send SIGTERM when the parent, the process
of that id, dies (prctl(2), PR_SET_PDEATHSIG) and then becomes the command. Elsewhere it only
becomes the command; `pipeline.local.leftovers` ends what a killed stack left running. A module
without imports of its own project, so that it starts in milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the command in ``sys.argv[2:]`` unless the parent has died already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(sys.argv[1]):
        sys.exit("the parent died before the command started")
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - becoming the command is the point


if __name__ == "__main__":
    main()
