import threading
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipeline.asr.batcher import Batcher
from pipeline.asr.features import Sound
from pipeline.asr.utterance import Utterance
from pipeline.models import Priority

DEADLINE = 10


def sound(name: int, seconds: int = 8) -> Sound:
    """A window whose first value names it."""
    features = np.zeros((1, seconds * 100), np.float32)
    features[0, 0] = name
    return Sound(features, float(seconds), "en")


def name_of(one: Sound) -> int:
    return int(one.features[0, 0])


class GatedDecoder:
    """Stands where the model stands: records its batches and waits at a gate."""

    def __init__(self, fails: Callable[[Sequence[int]], Exception | None] = lambda _: None) -> None:
        self.hardware = SimpleNamespace(workers=1)
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.batches: list[list[int]] = []
        self._fails = fails

    def decode(self, sounds: Sequence[Sound]) -> list[Utterance]:
        names = [name_of(one) for one in sounds]
        self.batches.append(names)
        self.entered.set()
        assert self.gate.wait(DEADLINE)
        if failure := self._fails(names):
            raise failure
        return [Utterance((), str(name), 0.0, 0.0) for name in names]

    def decode_again(self, one: Sound) -> Utterance | None:
        return self.decode([one])[0]


def open_batcher(decoder: GatedDecoder, batch_size: int = 4, max_windows: int = 64) -> Batcher:
    stand_in: Any = decoder
    return Batcher(stand_in, batch_size=batch_size, max_windows=max_windows)


def hold_the_model(batcher: Batcher, decoder: GatedDecoder) -> None:
    """Occupy the only worker, so that what follows queues up."""
    batcher.submit("holder", sound(0), priority=Priority.STAT)
    assert decoder.entered.wait(DEADLINE)


def test_windows_of_several_recordings_share_a_batch_and_get_their_own_results() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder)
    hold_the_model(batcher, decoder)
    results = [batcher.submit(f"r{n % 2}", sound(n), priority=Priority.ROUTINE) for n in range(1, 5)]
    decoder.gate.set()
    assert [result.result(DEADLINE).text for result in results if result] == ["1", "2", "3", "4"]  # type: ignore[union-attr]
    assert decoder.batches == [[0], [1, 2, 3, 4]]
    batcher.close()


def test_stat_goes_before_routine_before_batch_then_the_longest_waiting() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder, batch_size=1)
    hold_the_model(batcher, decoder)
    order = [Priority.BATCH, Priority.ROUTINE, Priority.STAT, Priority.ROUTINE, Priority.STAT]
    results = [batcher.submit(n, sound(n), priority=p) for n, p in enumerate(order, 1)]
    decoder.gate.set()
    for result in results:
        result.result(DEADLINE)
    assert decoder.batches == [[0], [3], [5], [2], [4], [1]]
    batcher.close()


def test_only_windows_of_one_context_are_decoded_together() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder)
    hold_the_model(batcher, decoder)
    results = [
        batcher.submit("r", sound(n, seconds), priority=Priority.ROUTINE)
        for n, seconds in enumerate([8, 30, 8, 30], 1)
    ]
    decoder.gate.set()
    for result in results:
        result.result(DEADLINE)
    assert decoder.batches == [[0], [1, 3], [2, 4]]
    batcher.close()


def test_a_window_that_breaks_the_model_fails_alone() -> None:
    decoder = GatedDecoder(lambda names: ValueError("bad window") if 3 in names else None)
    batcher = open_batcher(decoder)
    hold_the_model(batcher, decoder)
    results = [batcher.submit(n, sound(n), priority=Priority.ROUTINE) for n in range(1, 5)]
    decoder.gate.set()
    with pytest.raises(ValueError, match="bad window"):
        results[2].result(DEADLINE)
    assert [results[n].result(DEADLINE).text for n in (0, 1, 3)] == ["1", "2", "4"]  # type: ignore[union-attr]
    batcher.close()


def test_running_out_of_memory_halves_the_batch_from_then_on() -> None:
    full = RuntimeError("CUDA failed with error out of memory")
    decoder = GatedDecoder(lambda names: full if len(names) > 2 else None)
    batcher = open_batcher(decoder)
    hold_the_model(batcher, decoder)
    results = [batcher.submit(n, sound(n), priority=Priority.ROUTINE) for n in range(1, 9)]
    decoder.gate.set()
    assert [result.result(DEADLINE).text for result in results] == [str(n) for n in range(1, 9)]  # type: ignore[union-attr]
    assert [len(names) for names in decoder.batches] == [1, 4, 2, 2, 2, 2]
    batcher.close()


def test_withdrawn_windows_never_reach_the_model_and_leave_room() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder, max_windows=2)
    hold_the_model(batcher, decoder)
    gone = batcher.submit("gone", sound(1), priority=Priority.ROUTINE)
    batcher.withdraw("gone")
    stays = batcher.submit("stays", sound(2), priority=Priority.ROUTINE)
    decoder.gate.set()
    assert stays.result(DEADLINE) is not None
    assert gone.cancelled()
    assert decoder.batches == [[0], [2]]
    batcher.close()


def test_a_full_queue_holds_back_who_has_a_window_but_not_a_newcomer() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder, max_windows=2)
    hold_the_model(batcher, decoder)
    batcher.submit("long", sound(1), priority=Priority.ROUTINE)
    held_back = threading.Thread(target=lambda: batcher.submit("long", sound(2), priority=Priority.ROUTINE))
    held_back.start()
    newcomer = batcher.submit("urgent", sound(3), priority=Priority.STAT)
    assert held_back.is_alive()
    decoder.gate.set()
    assert newcomer.result(DEADLINE) is not None
    held_back.join(DEADLINE)
    assert not held_back.is_alive()
    batcher.close()


def test_closing_cancels_what_waits() -> None:
    decoder = GatedDecoder()
    batcher = open_batcher(decoder)
    hold_the_model(batcher, decoder)
    waiting = batcher.submit("r", sound(1), priority=Priority.ROUTINE)
    closing = threading.Thread(target=batcher.close)
    closing.start()
    while not waiting.cancelled():
        assert closing.is_alive()
    decoder.gate.set()
    closing.join(DEADLINE)
    with pytest.raises(RuntimeError):
        batcher.submit("r", sound(2), priority=Priority.ROUTINE)
