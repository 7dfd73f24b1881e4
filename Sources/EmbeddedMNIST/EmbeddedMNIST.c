#include "EmbeddedMNIST.h"

// The files stay gzipped: 11 MB of the program instead of 55 MB.

static const unsigned char trainingImages[] = {
#embed "data/train-images-idx3-ubyte.gz"
};

static const unsigned char trainingLabels[] = {
#embed "data/train-labels-idx1-ubyte.gz"
};

static const unsigned char testImages[] = {
#embed "data/t10k-images-idx3-ubyte.gz"
};

static const unsigned char testLabels[] = {
#embed "data/t10k-labels-idx1-ubyte.gz"
};

EmbeddedFile embeddedMNISTTrainingImages(void) {
  return (EmbeddedFile){trainingImages, sizeof trainingImages};
}

EmbeddedFile embeddedMNISTTrainingLabels(void) {
  return (EmbeddedFile){trainingLabels, sizeof trainingLabels};
}

EmbeddedFile embeddedMNISTTestImages(void) {
  return (EmbeddedFile){testImages, sizeof testImages};
}

EmbeddedFile embeddedMNISTTestLabels(void) {
  return (EmbeddedFile){testLabels, sizeof testLabels};
}
