"""One model, many recordings: windows of all of them go through it in full batches."""

import threading
from collections import Counter
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count

from pipeline.asr.decoder import Decoder
from pipeline.asr.features import Sound
from pipeline.asr.utterance import Utterance
from pipeline.models import Priority

_RANK = {Priority.STAT: 0, Priority.ROUTINE: 1, Priority.BATCH: 2}


@dataclass(frozen=True, slots=True)
class Job:
    """A window that waits for the model.

    Attributes:
        rank: Priority, then how long it has waited; the least goes first.
        owner: The recording it belongs to.
        alone: It failed the guards and is decoded again, by itself.
        result: None in it means that no attempt was credible.
    """

    rank: tuple[int, int]
    owner: Hashable
    sound: Sound
    alone: bool
    result: Future[Utterance | None] = field(default_factory=Future)

    @property
    def companions(self) -> tuple[int, str, bool, bool]:
        """What windows must share to be decoded together."""
        return self.sound.context, self.sound.language, self.sound.timed, self.alone


class Batcher:
    """Forms batches across recordings and runs them, on threads of its own.

    Longest-waiting windows go first, ``stat`` before ``routine`` before ``batch``. What a
    window becomes depends on the window alone, never on its companions.
    """

    def __init__(self, decoder: Decoder, *, batch_size: int, max_windows: int) -> None:
        self._decoder = decoder
        self._batch_size = batch_size
        self._max_windows = max_windows
        self._waiting: list[Job] = []
        self._held: Counter[Hashable] = Counter()
        self._tickets = count()
        self._closed = False
        self._change = threading.Condition()
        self._idle = decoder.hardware.workers
        self._threads = [
            threading.Thread(target=self._work, name=f"speech-model-{number}", daemon=True)
            for number in range(decoder.hardware.workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, owner: Hashable, sound: Sound, *, priority: Priority, alone: bool = False
    ) -> Future[Utterance | None]:
        """Queue a window, waiting for room first.

        A recording that holds no window yet is let in at once, so that an urgent one never
        waits for the room of others; memory is bounded by ``max_windows`` and one window
        for each further recording.
        """
        with self._change:
            self._change.wait_for(lambda: self._closed or self._has_room(owner))
            if self._closed:
                raise RuntimeError("the batcher is closed")
            job = Job((_RANK[priority], next(self._tickets)), owner, sound, alone)
            self._waiting.append(job)
            self._held[owner] += 1
            self._change.notify_all()
        return job.result

    def withdraw(self, owner: Hashable) -> None:
        """Forget the waiting windows of a recording; those in the model end unheard."""
        with self._change:
            for job in [job for job in self._waiting if job.owner == owner]:
                self._waiting.remove(job)
                self._release(job)
                job.result.cancel()
            self._change.notify_all()

    def close(self) -> None:
        """Stop after the batches in the model; windows still waiting are cancelled."""
        with self._change:
            self._closed = True
            for job in self._waiting:
                job.result.cancel()
            self._waiting.clear()
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _has_room(self, owner: Hashable) -> bool:
        return not self._held[owner] or self._held.total() < self._max_windows

    def _release(self, job: Job) -> None:
        self._held[job.owner] -= 1
        if not self._held[job.owner]:
            del self._held[job.owner]

    def _work(self) -> None:
        while batch := self._next_batch():
            self._run(batch)
            with self._change:
                self._idle += 1
                for job in batch:
                    self._release(job)
                self._change.notify_all()

    def _next_batch(self) -> list[Job]:
        """Wait for windows and take a batch; empty when closed."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._waiting)
            if self._closed:
                return []
            self._waiting.sort(key=lambda job: job.rank)
            first = self._waiting[0]
            alike = [job for job in self._waiting if job.companions == first.companions]
            batch = alike[: 1 if first.alone else self._share(len(alike))]
            for job in batch:
                self._waiting.remove(job)
            self._idle -= 1
            return batch

    def _share(self, alike: int) -> int:
        """How many of the windows that could go together to take: idle workers share few windows."""
        return min(self._batch_size, -(-alike // max(1, self._idle)))

    def _run(self, batch: list[Job]) -> None:
        """Decode a batch; where it fails, its halves, so that only the window at fault fails."""
        try:
            found = self._decode(batch)
        except Exception as failure:  # noqa: BLE001 - it must reach the recording, not end the thread
            if len(batch) == 1:
                batch[0].result.set_exception(failure)
                return
            half = len(batch) // 2
            if _out_of_memory(failure):
                self._batch_size = half
            self._run(batch[:half])
            self._run(batch[half:])
            return
        for job, utterance in zip(batch, found, strict=True):
            job.result.set_result(utterance)

    def _decode(self, batch: list[Job]) -> list[Utterance | None]:
        if batch[0].alone:
            return [self._decoder.decode_again(batch[0].sound)]
        return list(self._decoder.decode([job.sound for job in batch]))


def _out_of_memory(failure: Exception) -> bool:
    return isinstance(failure, MemoryError) or "out of memory" in str(failure).lower()
