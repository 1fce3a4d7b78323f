"""The two MPEG audio headers that are read here: a frame's and an ID3v2 tag's."""

# ruff: noqa: PLR2004 - the bit patterns are those of the specifications named beside them

HEADER_BYTES = 4
ID3_HEADER_BYTES = 10

_KBITS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG1_HZ = (44100, 48000, 32000)


def layer3_frame_bytes(header: bytes) -> int:
    """Bytes of the MPEG-1/2/2.5 Layer III frame with this header, else 0 (ISO 11172-3, 2.4.2.3)."""
    if len(header) < HEADER_BYTES or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, bitrate = header[1] >> 3 & 3, header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or rate == 3 or bitrate in (0, 15):
        return 0
    halvings = {3: 0, 2: 1, 0: 2}[version]
    hertz = _MPEG1_HZ[rate] >> halvings
    kbits = (_KBITS_MPEG2 if halvings else _KBITS_MPEG1)[bitrate]
    return (72 if halvings else 144) * kbits * 1000 // hertz + (header[2] >> 1 & 1)


def id3_bytes(head: bytes) -> int:
    """Bytes of a leading ID3v2 tag, 0 where there is none (id3.org, ID3v2.4 section 3.1)."""
    plausible = len(head) >= ID3_HEADER_BYTES and max(head[3:5]) < 0xFF and max(head[6:10]) < 0x80
    if not head.startswith(b"ID3") or not plausible:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte
    footer = ID3_HEADER_BYTES if head[5] & 0x10 else 0
    return ID3_HEADER_BYTES + size + footer
