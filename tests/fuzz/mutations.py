"""Damage done to a media file; every function is the same for the same ``random.Random``."""

import random
import struct
from collections.abc import Callable, Iterator

HEADER_BYTES = 512
Mutation = Callable[[bytes, random.Random], bytes]


def flip_bits(rate: float, *, within: int | None = None) -> Mutation:
    """Flip about this share of the bits of the first ``within`` bytes, at least one."""

    def mutate(body: bytes, chance: random.Random) -> bytes:
        damaged, reach = bytearray(body), min(within or len(body), len(body))
        for _ in range(max(1, int(reach * 8 * rate))):
            place = chance.randrange(reach * 8)
            damaged[place // 8] ^= 1 << place % 8
        return bytes(damaged)

    return mutate


def truncate(body: bytes, chance: random.Random) -> bytes:
    """Keep a beginning of any length, often a very short one."""
    return body[: int(len(body) * chance.random() ** 3)]


def drop_beginning(body: bytes, chance: random.Random) -> bytes:
    """Keep the end alone."""
    return body[chance.randrange(1, len(body)) :]


def repeat_span(body: bytes, chance: random.Random) -> bytes:
    """Repeat a part of the file."""
    start, end = sorted(chance.randrange(len(body)) for _ in range(2))
    return body[:end] + body[start:]


def drop_span(body: bytes, chance: random.Random) -> bytes:
    """Leave a part of the file out."""
    start, end = sorted(chance.randrange(len(body)) for _ in range(2))
    return body[:start] + body[end:]


def shuffle_blocks(body: bytes, chance: random.Random) -> bytes:
    """Put the blocks after the header in another order."""
    size = chance.choice([64, 512, 4096])
    blocks = [body[at : at + size] for at in range(HEADER_BYTES, len(body), size)]
    chance.shuffle(blocks)
    return body[:HEADER_BYTES] + b"".join(blocks)


def declare_huge(body: bytes, chance: random.Random) -> bytes:
    """Overwrite a number near the beginning or the end by the largest or an absurd one."""
    value = chance.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
    form = chance.choice([">I", "<I"])
    near = chance.randrange(min(len(body) - 4, 256))
    place = near if chance.random() < 0.8 else len(body) - 4 - near
    return body[:place] + struct.pack(form, value) + body[place + 4 :]


def random_splice(body: bytes, chance: random.Random) -> bytes:
    """Put random bytes in the middle."""
    place = chance.randrange(len(body))
    return body[:place] + chance.randbytes(chance.choice([1, 7, 1024])) + body[place:]


# How often each is done to each base file.
SCHEDULE: list[tuple[str, Mutation, int]] = [
    ("flip-1e-5", flip_bits(1e-5), 4),
    ("flip-1e-4", flip_bits(1e-4), 4),
    ("flip-1e-3", flip_bits(1e-3), 4),
    ("flip-1e-2", flip_bits(1e-2), 3),
    ("flip-header", flip_bits(0.01, within=128), 8),
    ("truncate", truncate, 8),
    ("drop-beginning", drop_beginning, 4),
    ("repeat-span", repeat_span, 3),
    ("drop-span", drop_span, 3),
    ("shuffle", shuffle_blocks, 3),
    ("declare-huge", declare_huge, 8),
    ("splice", random_splice, 3),
]


def mutants(bases: dict[str, bytes], seed: int) -> Iterator[tuple[str, bytes]]:
    """Every scheduled mutation of every base file, then every header on every other body."""
    for kind, body in bases.items():
        for name, mutate, times in SCHEDULE:
            for number in range(times):
                chance = random.Random(f"{seed} {kind} {name} {number}")
                yield f"{kind} {name} {number}", mutate(body, chance)
    for kind, body in bases.items():
        for other, stranger in bases.items():
            if kind != other:
                yield f"{kind} header on {other}", body[:HEADER_BYTES] + stranger[HEADER_BYTES:]
