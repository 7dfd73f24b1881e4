#!/usr/bin/env python3
"""Write the images in Fixtures, which all show the picture of ExpectedPicture.swift.

usage: make_fixtures.py   (needs Python 3.8 or newer and Pillow 10 or newer)
"""
import pathlib

from PIL import Image

FIXTURES = pathlib.Path(__file__).parent / "Fixtures"
WIDTH, HEIGHT = 6, 4


def color(x, y):
    return 40 * x, 60 * y, 255 - 40 * x


def grey(x, y):
    return 20 * x + 40 * y


def picture(mode, pixel, width=WIDTH, height=HEIGHT):
    image = Image.new(mode, (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), pixel(x, y))
    return image


def main():
    FIXTURES.mkdir(exist_ok=True)
    colors, greys = picture("RGB", color), picture("L", grey)
    colors.save(FIXTURES / "color.png")
    greys.save(FIXTURES / "grey.png")
    colors.quantize(WIDTH * HEIGHT).save(FIXTURES / "palette.png")
    # 257 times a level of 8 bits is that level in 16.
    picture("I;16", lambda x, y: 257 * grey(x, y)).save(FIXTURES / "grey16.png")
    # The left half can be seen, the right half not.
    picture("RGBA", lambda x, y: color(x, y) + (255 if x < WIDTH // 2 else 0,)).save(FIXTURES / "alpha.png")
    greys.point(lambda level: 255 if level > 100 else 0).convert("1").save(FIXTURES / "bits.png")

    # JPEG is lossy: one colour for each block of pixels, so that what is lost is a level or two.
    blocks = picture("RGB", lambda x, y: color(x // 16, y // 16), 16 * WIDTH, 16 * HEIGHT)
    blocks.save(FIXTURES / "color.jpg", quality=95, subsampling=0)
    blocks.save(FIXTURES / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    blocks.convert("CMYK").save(FIXTURES / "inks.jpg", quality=95)
    picture("L", lambda x, y: grey(x // 16, y // 16), 16 * WIDTH, 16 * HEIGHT).save(
        FIXTURES / "grey.jpg", quality=95)


if __name__ == "__main__":
    main()
