#include <png.h>

/* The macro of libpng as a function: a bound on the size of the image as a file. */
static inline png_alloc_size_t croton_png_image_size_max(png_image image) {
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}
