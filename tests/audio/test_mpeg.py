import pytest

from pipeline.audio.mpeg import id3_bytes, layer3_frame_bytes


@pytest.mark.parametrize(
    ("header", "size"),
    [
        (b"\xff\xfb\x90\x00", 417),  # MPEG-1, 128 kbit/s, 44.1 kHz
        (b"\xff\xfb\x92\x00", 418),  # the same, padded
        (b"\xff\xfb\xe4\x00", 960),  # 320 kbit/s, 48 kHz
        (b"\xff\xf3\x48\xc0", 144),  # MPEG-2, 32 kbit/s, 16 kHz
        (b"\xff\xe3\x18\xc4", 72),  # MPEG-2.5, 8 kbit/s, 8 kHz
    ],
)
def test_frame_lengths_follow_the_standard(header: bytes, size: int) -> None:
    assert layer3_frame_bytes(header) == size


@pytest.mark.parametrize(
    "header",
    [
        b"\xff\xfb\x90",  # too short
        b"\xff\xfd\x90\x00",  # Layer II
        b"\xff\xf1\x50\x80",  # ADTS AAC
        b"\xff\xeb\x90\x00",  # reserved version
        b"\xff\xfb\xf0\x00",  # forbidden bit rate
        b"\xff\xfb\x00\x00",  # free format
        b"\xff\xfb\x9c\x00",  # reserved sample rate
        b"\xfe\xfb\x90\x00",  # no sync
    ],
)
def test_what_is_no_layer_3_header_has_no_length(header: bytes) -> None:
    assert layer3_frame_bytes(header) == 0


def test_the_length_of_an_id3_tag_counts_its_header_and_footer() -> None:
    assert id3_bytes(b"ID3\x03\x00\x00\x00\x00\x02\x01") == 10 + 257
    assert id3_bytes(b"ID3\x04\x00\x10\x00\x00\x02\x01") == 10 + 257 + 10


@pytest.mark.parametrize(
    "head",
    [b"", b"ID3", b"ID3\x03\x00\x00\x80\x00\x00\x00", b"ID3\xff\x00\x00\x00\x00\x00\x00", b"TAG" + bytes(9)],
)
def test_what_is_no_id3_tag_has_no_length(head: bytes) -> None:
    assert id3_bytes(head) == 0
