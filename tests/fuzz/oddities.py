"""Files made by hand: odd WAV headers, playlists in disguise, and what is no media at all."""

import gzip
import io
import math
import struct
import zipfile
from collections.abc import Iterator
from functools import cache

RATES = (
    1, 2, 7, 50, 100, 399, 1000, 4000, 7999, 8000, 11025, 16000, 22050, 32000, 44100, 48000,
    88200, 96000, 176400, 192000, 384000, 768000,
)  # fmt: skip
CHANNELS = (0, 1, 2, 3, 5, 6, 7, 8, 16, 24, 64, 255, 256, 65535)
# Format tag and bits of a sample: PCM, float, A-law, mu-law, ADPCM, extensible, unknown.
ENCODINGS = (
    (1, 0), (1, 1), (1, 8), (1, 12), (1, 16), (1, 24), (1, 32), (1, 64), (3, 32), (3, 64),
    (6, 8), (7, 8), (2, 4), (0x11, 4), (0x31, 0), (0x55, 0), (0xFFFE, 16), (0xFFFF, 16), (0, 16),
)  # fmt: skip
HUGE = 0xFFFFFFFF
DATA_BYTES = 200_000
# A low rate makes hours of a few bytes; the model would hear them all.
SECONDS = 5


def wav(
    *,
    tag: int = 1,
    channels: int = 1,
    rate: int = 16_000,
    bits: int = 16,
    data: bytes | None = None,
    riff_size: int | None = None,
    data_size: int | None = None,
) -> bytes:
    """A WAV file that says whatever it is told to."""
    body = tone() if data is None else data
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * block & HUGE, block & 0xFFFF, bits)
    size = len(body) if data_size is None else data_size
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size) + body
    return b"RIFF" + struct.pack("<I", len(chunks) if riff_size is None else riff_size) + chunks


@cache
def tone() -> bytes:
    """Some seconds of a swelling tone, 16 bits a sample."""
    values = (int(9000 * math.sin(n / 9) * math.sin(n / 4000)) for n in range(DATA_BYTES // 2))
    return struct.pack(f"<{DATA_BYTES // 2}h", *values)


def odd_wavs() -> Iterator[tuple[str, bytes]]:
    """Rates from 1 Hz to 768 kHz, odd layouts and encodings, and sizes that are not true."""
    for rate in RATES:
        for channels in (1, 2, 6):
            few_seconds = tone()[: rate * channels * 2 * SECONDS]
            yield f"wav {rate} Hz {channels} channels", wav(rate=rate, channels=channels, data=few_seconds)
    yield "wav of a day", wav(rate=1)
    for channels in CHANNELS:
        yield f"wav {channels} channels", wav(channels=channels)
    for tag, bits in ENCODINGS:
        yield f"wav encoding {tag:#x} {bits} bits", wav(tag=tag, bits=bits)
    for size in (0, 1, DATA_BYTES * 2, 0x7FFFFFFF, HUGE):
        yield f"wav says {size} bytes of data", wav(data_size=size)
        yield f"wav says {size} bytes in all", wav(riff_size=size)
    for rate in (0, 0x7FFFFFFF, HUGE):
        yield f"wav {rate} Hz", wav(rate=rate)
    yield "wav without data", wav(data=b"")
    yield "wav of one sample", wav(data=b"\1\0")
    yield "wav of silence", wav(data=bytes(DATA_BYTES))


def playlists() -> Iterator[tuple[str, bytes]]:
    """Files that make a player open other files, bare and behind a media header."""
    target = "/etc/passwd"
    lists = {
        "m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{target}\n#EXT-X-ENDLIST\n",
        "m3u8 nested": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1:9/inner.m3u8\n",
        "m3u8 key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file://{target}"\n#EXTINF:1,\nx.ts\n',
        "ffconcat": f"ffconcat version 1.0\nfile {target}\nfile {target}\n",
        "concat": f"concat:{target}|{target}",
        "pls": f"[playlist]\nFile1={target}\nNumberOfEntries=1\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        "subfile": f"subfile,,start,0,end,0,,:{target}",
        "mpd": f'<?xml version="1.0"?><MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>',
        "edl": f"# mpv EDL v0\n{target},0,5\n",
    }
    heads = {
        "bare": b"",
        "behind ID3": b"ID3\x04\0\0\0\0\0\0",
        "behind RIFF": b"RIFF\xff\xff\xff\x7fWAVE",
        "behind OggS": b"OggS" + bytes(24),
        "behind ftyp": b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42",
    }
    for name, text in lists.items():
        for head, start in heads.items():
            yield f"{name} {head}", start + text.encode()


def no_media() -> Iterator[tuple[str, bytes]]:
    """What is no recording, and headers that announce more than can be."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(zipfile.ZipInfo("a.wav"), bytes(1000))
    yield "nothing", b""
    yield "one byte", b"\0"
    yield "zeros", bytes(100_000)
    yield "ones", b"\xff" * 100_000
    yield "frames of MP3 headers", b"\xff\xfb\x90\x00" * 30_000
    yield "text", b"Patient reports nothing. " * 5000
    yield "zip", archive.getvalue()
    yield "gzip of zeros", gzip.compress(bytes(10_000_000), mtime=0)
    yield "png", b"\x89PNG\r\n\x1a\n" + bytes(5000)
    yield "elf", b"\x7fELF" + bytes(5000)
    yield "ID3 of 256 MB", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(5000)
    yield "flac of 2^36 samples", b"fLaC\x80\0\0\x22" + b"\x10\0\x10\0" + bytes(6) + b"\xff" * 24
    yield "mp4 box of 2^63", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42\0\0\0\1mdat" + b"\x7f" + b"\xff" * 7
    yield "mp4 of nested boxes", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + nested_boxes(2000)
    yield (
        "ebml of unknown size",
        b"\x1a\x45\xdf\xa3\x01" + b"\xff" * 7 + b"\x18\x53\x80\x67\x01" + b"\xff" * 7,
    )
    yield "ogg page of nothing", b"OggS\0\x02" + b"\xff" * 20 + b"\xff" + b"\xff" * 255


def nested_boxes(depth: int) -> bytes:
    """MP4 boxes inside one another."""
    sizes = range(8 * depth, 0, -8)
    return b"".join(struct.pack(">I", size) + b"moov" for size in sizes)
