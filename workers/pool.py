"""The pool of a transcription worker: threads around one model, that can be left behind.

Celery's own thread pool cannot be stopped in the middle of a task: cancelling raises
NotImplementedError, and the process waits for the thread. Here a stopping worker gives
its messages back to the broker and goes; the stage in hand is done again elsewhere,
which harms nothing.
"""

from concurrent.futures import ThreadPoolExecutor

from celery.concurrency.thread import TaskPool


class AbandoningThreads(TaskPool):
    """Threads that end with the process, not before it."""

    executor: ThreadPoolExecutor

    def terminate_job(self, pid: int | None, signal: int | None = None) -> None:
        """Nothing to do: a thread cannot be stopped, and its message is redelivered."""

    def on_stop(self) -> None:
        """Start nothing more and wait for nobody."""
        self.executor.shutdown(wait=False, cancel_futures=True)
