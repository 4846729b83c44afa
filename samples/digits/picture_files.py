"""Greyscale PNG files, and the small JSON layout the sample uses.

The PNG writer stores the pixels without compression, so that its bytes depend on no zlib version.
The reader accepts what the writer makes and any other 8-bit greyscale PNG without interlacing whose
rows use filter 0.
"""

import json
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def encode_png(pixels):
    """The bytes of a PNG file with the grey values of `pixels` (u8, height x width)."""
    height, width = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels.astype(np.uint8))
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", _stored(rows)) + _chunk(b"IEND", b"")


def decode_png(data):
    """The grey values (u8, height x width) of a PNG file; ValueError says what is unsupported."""
    if data[:8] != SIGNATURE:
        raise ValueError("not a PNG file")
    header, compressed, offset = None, b"", 8
    while offset + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, offset)
        body = data[offset + 8 : offset + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, offset + 8 + length)
        if zlib.crc32(kind + body) != checksum:
            raise ValueError(f"chunk {kind.decode('latin-1')} has a wrong checksum")
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            compressed += body
        offset += 12 + length
    if header is None or header[2:] != (8, 0, 0, 0, 0):
        raise ValueError("expected 8-bit greyscale without interlacing")
    width, height = header[:2]
    rows = np.frombuffer(zlib.decompress(compressed), np.uint8).reshape(height, width + 1)
    if rows[:, 0].any():
        raise ValueError("expected row filter 0")
    return rows[:, 1:].copy()


def encode_json(value):
    """JSON text with two-space indents; flat lists and flat records take one line each."""
    return _json(value, "") + "\n"


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _stored(data):
    """A zlib stream of stored blocks."""
    blocks = [data[start : start + 65535] for start in range(0, len(data), 65535)]
    stream = b"\x78\x01"
    for index, block in enumerate(blocks):
        is_last = index == len(blocks) - 1
        stream += struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF) + block
    return stream + struct.pack(">I", zlib.adler32(data))


def _json(value, indent):
    inner = indent + "  "
    if isinstance(value, dict):
        # A flat record such as one picture of a list reads best as one line.
        if value and all(not isinstance(item, (dict, list)) for item in value.values()) and indent:
            members = (f"{json.dumps(key)}: {_json(item, '')}" for key, item in value.items())
            return "{" + ", ".join(members) + "}"
        members = (f"{inner}{json.dumps(key)}: {_json(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(members) + "\n" + indent + "}"
    if isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value):
            return "[\n" + ",\n".join(inner + _json(item, inner) for item in value) + "\n" + indent + "]"
        return "[" + ", ".join(_json(item, "") for item in value) + "]"
    if isinstance(value, np.float32):
        return _nine_digits(value)
    return json.dumps(value)


def _nine_digits(value):
    """A float32 in nine significant digits, which is enough to read back the same float32."""
    return format(float(value), ".9g")
