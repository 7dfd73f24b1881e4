#ifndef EMBEDDED_MNIST_H
#define EMBEDDED_MNIST_H

#include <stddef.h>

/// A file that is part of the program's constant data.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} EmbeddedFile;

/// train-images-idx3-ubyte.gz: 60,000 images of 28 x 28 bytes.
EmbeddedFile embeddedMNISTTrainingImages(void);

/// train-labels-idx1-ubyte.gz: the 60,000 labels of those images.
EmbeddedFile embeddedMNISTTrainingLabels(void);

/// t10k-images-idx3-ubyte.gz: 10,000 images of 28 x 28 bytes.
EmbeddedFile embeddedMNISTTestImages(void);

/// t10k-labels-idx1-ubyte.gz: the 10,000 labels of those images.
EmbeddedFile embeddedMNISTTestLabels(void);

#endif
