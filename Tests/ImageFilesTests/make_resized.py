#!/usr/bin/env python3
"""Print the cases of ResizingTests.swift: what Pillow makes of a picture whose bytes are 37 i mod 256.

usage: make_resized.py   (needs Python 3.8 or newer and Pillow 10 or newer)
"""
from PIL import Image

WIDTH, HEIGHT = 7, 5


def main():
    for mode, channels in (("L", 1), ("RGB", 3)):
        data = bytes(37 * i % 256 for i in range(WIDTH * HEIGHT * channels))
        picture = Image.frombytes(mode, (WIDTH, HEIGHT), data)
        for size in ((3, 2), (4, 7), (9, 3), (1, 1)):
            resized = list(picture.resize(size, Image.BILINEAR).tobytes())
            print(f"    Case(.{'grey' if mode == 'L' else 'color'}, {size[0]}, {size[1]}, {resized}),")
    print("    luma", list(picture.convert("L").tobytes()))


if __name__ == "__main__":
    main()
