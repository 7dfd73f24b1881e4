"""Draws moon.png: a moon over hills and a lake. Needs nothing but Python."""

import math
import struct
import zlib

WIDTH, HEIGHT = 240, 180
HORIZON = 130


def sky(x, y):
    dark, light = (14, 18, 60), (235, 120, 70)
    t = (y / HORIZON) ** 2
    return tuple(a + (b - a) * t for a, b in zip(dark, light))


def hill(x, height, wavelength, phase):
    return HORIZON - height * (1.2 + math.sin(x / wavelength + phase) + 0.4 * math.sin(x / 11 + 2 * phase))


def above_the_lake(x, y):
    distance = math.hypot(x - 168, y - 48)
    color = sky(x, y)
    if distance < 26:
        crater = any(math.hypot(x - cx, y - cy) < r for cx, cy, r in ((160, 42, 6), (176, 56, 8), (172, 34, 3)))
        color = (222, 214, 178) if crater else (250, 246, 214)
    elif distance < 34:
        color = tuple((c + 3 * s) / 4 for c, s in zip((250, 246, 214), color))
    elif (x * 7919 + y * 104729) % 977 == 0 and y < 90:
        color = (255, 255, 255)
    if y > hill(x, 22, 29, 0.4):
        color = (70, 62, 110)
    if y > hill(x, 11, 17, 2.1):
        color = (36, 92, 66)
    return color


def pixel(x, y):
    if y < HORIZON:
        return above_the_lake(x, y)
    # The lake mirrors what is above it, in stripes and a little darker.
    shift = 2 * math.sin(y / 1.5)
    mirrored = above_the_lake(x + shift, max(0, 2 * HORIZON - y * 1.0 - (y - HORIZON) * 1.2))
    return tuple(0.7 * c + (12 if y % 5 == 0 else 0) for c in mirrored)


def chunk(name, content):
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def main():
    rows = []
    for y in range(HEIGHT):
        row = bytes(round(min(255, max(0, c))) for x in range(WIDTH) for c in pixel(x, y))
        rows.append(b"\0" + row)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    with open("moon.png", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        file.write(chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    main()
