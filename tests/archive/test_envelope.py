import os

import pytest

from pipeline.archive.envelope import (
    FRAME_BYTES,
    LocalKeyRing,
    Sealer,
    Tampered,
    UnknownKey,
    WrappedKey,
    seal,
    unseal,
)

KEY = os.urandom(32)


def open_all(sealed: bytes, chunk: int = 100_000) -> bytes:
    pieces = (sealed[at : at + chunk] for at in range(0, len(sealed), chunk))
    return b"".join(unseal(pieces, KEY))


@pytest.mark.parametrize("size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES])
def test_a_body_of_any_length_comes_back_as_it_was(size: int) -> None:
    body = os.urandom(size)
    assert open_all(seal(body, KEY)) == body


def test_a_body_written_in_odd_pieces_comes_back_as_it_was() -> None:
    body = os.urandom(2 * FRAME_BYTES + 12345)
    sealer = Sealer(KEY)
    sealed = b"".join(sealer.update(body[at : at + 70_001]) for at in range(0, len(body), 70_001))
    assert open_all(sealed + sealer.finish(), chunk=333_333) == body


def test_the_plaintext_is_not_in_the_sealed_body() -> None:
    assert b"chest pain" not in seal(b"chest pain" * 1000, KEY)


def test_one_flipped_bit_is_noticed() -> None:
    sealed = bytearray(seal(os.urandom(5000), KEY))
    sealed[2500] ^= 1
    with pytest.raises(Tampered):
        open_all(bytes(sealed))


def test_a_body_cut_at_a_frame_border_is_noticed() -> None:
    sealed = seal(os.urandom(2 * FRAME_BYTES + 5), KEY)
    frame = FRAME_BYTES + 16
    for end in (11, 11 + frame, 11 + 2 * frame):
        with pytest.raises(Tampered):
            open_all(sealed[:end])


def test_frames_in_another_order_are_noticed() -> None:
    sealed = seal(os.urandom(2 * FRAME_BYTES + 5), KEY)
    frame = FRAME_BYTES + 16
    swapped = (
        sealed[:11] + sealed[11 + frame : 11 + 2 * frame] + sealed[11 : 11 + frame] + sealed[11 + 2 * frame :]
    )
    with pytest.raises(Tampered):
        open_all(swapped)


def test_something_that_was_never_sealed_is_refused() -> None:
    with pytest.raises(Tampered):
        open_all(b"plain text that somebody put into the bucket")
    with pytest.raises(Tampered):
        open_all(b"")


def test_an_old_key_still_opens_and_the_first_key_seals() -> None:
    old, new = os.urandom(32), os.urandom(32)
    data_key, wrapped = LocalKeyRing({"old": old}).new_data_key(b"note/audio")
    ring = LocalKeyRing({"new": new, "old": old})
    assert ring.unwrap(wrapped, b"note/audio") == data_key
    assert ring.new_data_key(b"note/audio")[1].key_id == "new"


def test_a_data_key_moved_to_another_object_does_not_open() -> None:
    ring = LocalKeyRing({"k": KEY})
    _, wrapped = ring.new_data_key(b"note_a/audio")
    with pytest.raises(Tampered):
        ring.unwrap(wrapped, b"note_b/audio")


def test_a_key_that_is_not_configured_is_named() -> None:
    _, wrapped = LocalKeyRing({"gone": KEY}).new_data_key(b"x")
    with pytest.raises(UnknownKey, match="gone"):
        LocalKeyRing({"k": os.urandom(32)}).unwrap(wrapped, b"x")


def test_a_wrapped_key_survives_object_metadata() -> None:
    _, wrapped = LocalKeyRing({"k": KEY}).new_data_key(b"x")
    assert WrappedKey.from_metadata(wrapped.to_metadata()) == wrapped
    with pytest.raises(Tampered):
        WrappedKey.from_metadata({})


def test_a_key_ring_refuses_short_and_missing_keys() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LocalKeyRing({"k": b"short"})
    with pytest.raises(ValueError, match="at least one"):
        LocalKeyRing({})
