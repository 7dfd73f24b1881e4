#include "SampleImage.h"

static const unsigned char moon[] = {
#embed "data/moon.png"
};

SampleFile sampleImageMoon(void) {
  return (SampleFile){moon, sizeof moon};
}
