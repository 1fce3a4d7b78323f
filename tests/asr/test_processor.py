import json
import os
import subprocess
import sys

import pytest

from pipeline.asr import processor

FAULTS = """
import json, os, resource, sys
import numpy as np
from pipeline.asr import ModelOptions
from pipeline.asr.decoder import Decoder
from pipeline.asr.features import Sound

decoder = Decoder(ModelOptions(path=sys.argv[1], device="cpu", threads=1, beam_size=1))
noise = np.random.default_rng(1).standard_normal((80, 2200), np.float32)
faults = []
for _ in range(3):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    decoder.decode([Sound(noise, 20.0, "en")])
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
print(json.dumps([os.environ.get("CT2_FORCE_CPU_ISA"), faults]))
"""


def loaded(weights: str, **environment: str) -> tuple[str | None, list[int]]:
    """Which instructions a process chose for its model, and the page faults of three windows."""
    run = subprocess.run(
        [sys.executable, "-c", FAULTS, weights],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    chosen, faults = json.loads(run.stdout)
    return chosen, faults


def test_a_window_like_the_one_before_it_finds_its_memory_mapped(tiny_folder: str) -> None:
    """Its attention takes 39 MB; mapped anew, each window would cost some 40,000 page faults."""
    _, faults = loaded(tiny_folder)
    assert min(faults) < 1000


def test_instructions_that_the_operator_chose_are_kept(tiny_folder: str) -> None:
    chosen, _ = loaded(tiny_folder, CT2_FORCE_CPU_ISA="AVX2")
    assert chosen == "AVX2"


@pytest.mark.parametrize(
    ("flags", "chosen"),
    [
        ("fpu avx2 avx512f avx512bw avx512cd avx512dq avx512vl", "AVX512"),
        ("fpu avx2 avx512f avx512cd", None),
        ("", None),
    ],
    ids=["all of AVX-512", "a part of it", "another processor"],
)
def test_wide_instructions_are_chosen_where_the_processor_has_all_of_them(
    monkeypatch: pytest.MonkeyPatch, flags: str, chosen: str | None
) -> None:
    monkeypatch.delenv("CT2_FORCE_CPU_ISA", raising=False)
    monkeypatch.setattr(processor, "_processor_flags", lambda: frozenset(flags.split()))
    processor.prepare_processor()
    assert os.environ.get("CT2_FORCE_CPU_ISA") == chosen
    monkeypatch.delenv("CT2_FORCE_CPU_ISA", raising=False)
