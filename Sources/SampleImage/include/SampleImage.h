#ifndef SAMPLE_IMAGE_H
#define SAMPLE_IMAGE_H

#include <stddef.h>

/// A file that is part of the program's constant data.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} SampleFile;

/// moon.png: a moon over hills, 240 x 180 pixels in colour. data/make_moon.py draws it.
SampleFile sampleImageMoon(void);

#endif
