"""What the speech model's library leaves to its host: wide instructions, and memory kept mapped."""

import ctypes
import os
from pathlib import Path

# What CTranslate2 compiles its AVX-512 kernels for (its cmake file, ENABLE_CPU_DISPATCH).
_AVX512 = frozenset({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})

# mallopt(3): parameters of glibc's allocator.
_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
_KEPT_BYTES = 1 << 30


def prepare_processor() -> None:
    """Set up this process for the model; must come before the first model is loaded.

    CTranslate2 uses AVX-512 of its own accord on Intel's processors alone. glibc is held to one
    heap for all threads, because further ones end at 64 MiB; see `keep_memory_mapped`.
    """
    if _processor_flags() >= _AVX512:
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")
    _set_allocator((_ARENA_MAX, 1))


def keep_memory_mapped() -> None:
    """Have glibc take large buffers from its heap and give none of it back until 1 GiB is free.

    It maps every buffer of 32 MiB or more anew, so that a window's attention pays for each of its
    pages. Call it once the weights are loaded, whose buffers are not needed again. Both halves
    are measured in `benchmarks/asr/processor.py`.
    """
    _set_allocator((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _KEPT_BYTES))


def _set_allocator(*parameters: tuple[int, int]) -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # another C library, whose allocator is left as it is
        return
    for parameter, value in parameters:
        mallopt(parameter, value)


def _processor_flags() -> frozenset[str]:
    """The kernel's names of what the first processor can do; none where they are not to be read."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    flags = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(flags.partition(":")[2].split())
