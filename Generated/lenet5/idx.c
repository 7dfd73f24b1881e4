/* Files in the format IDX, that of MNIST: a magic number, the size of each axis, then bytes. All
   numbers are big-endian and of four bytes. */
#include "data.h"

#include <stdlib.h>

#define MAGIC_OF_IMAGES UINT32_C(0x803)
#define MAGIC_OF_LABELS UINT32_C(0x801)

/* The files of a data set, each called in one of two ways. */
static const char *const training_images[] = {"train-images-idx3-ubyte", "train-images.idx3-ubyte"};
static const char *const training_labels[] = {"train-labels-idx1-ubyte", "train-labels.idx1-ubyte"};
static const char *const test_images[] = {"t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"};
static const char *const test_labels[] = {"t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte"};

static const int64_t expected_shape[] = {1, 28, 28};

static int read_integer(FILE *file, const char *path, uint32_t *number)
{
  unsigned char bytes[4];
  if (lenet5_read(file, path, bytes, sizeof bytes) != 0)
    return -1;
  *number = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  return 0;
}

/* Opens a file, and reads its header: the number of its items, of so many bytes each. */
static FILE *open_idx(
    const char *path, uint32_t magic, int32_t axes, const int64_t *shape, int64_t *count)
{
  int64_t bytes;
  FILE *const file = lenet5_open(path, &bytes);
  if (file == NULL)
    return NULL;
  uint32_t found;
  uint32_t items;
  if (read_integer(file, path, &found) != 0 || read_integer(file, path, &items) != 0)
    goto failed;
  if (found != magic) {
    fprintf(
        stderr, "error: '%s': expected the magic number %lu, got %lu%s\n", path,
        (unsigned long)magic, (unsigned long)found, found >> 16 == 0x1f8b ? "; it is compressed, which gunzip undoes" : "");
    goto failed;
  }
  int64_t item = 1;
  for (int32_t axis = 0; axis < axes; ++axis) {
    uint32_t size;
    if (read_integer(file, path, &size) != 0)
      goto failed;
    if (size != shape[axis]) {
      fprintf(
          stderr, "error: '%s': expected the size %d along axis %d, got %lu\n", path,
          (int)shape[axis], (int)axis + 1, (unsigned long)size);
      goto failed;
    }
    item *= size;
  }
  const int64_t expected = 8 + 4 * axes + item * (int64_t)items;
  if (items == 0 || bytes != expected) {
    fprintf(
        stderr, "error: '%s': expected %lld bytes for %lu items, got %lld\n", path,
        (long long)expected, (unsigned long)items, (long long)bytes);
    goto failed;
  }
  *count = (int64_t)items;
  return file;

failed:
  fclose(file);
  return NULL;
}

int lenet5_is_idx_images(const char *path)
{
  FILE *const file = fopen(path, "rb");
  if (file == NULL)
    return 0;
  unsigned char magic[4] = {0};
  const size_t count = fread(magic, 1, sizeof magic, file);
  fclose(file);
  return count == 4 && magic[0] == 0 && magic[1] == 0 && magic[2] == 8 && magic[3] == 3;
}

int lenet5_read_idx_images(lenet5_set *set, const char *path)
{
  FILE *const file = open_idx(path, MAGIC_OF_IMAGES, 2, expected_shape + 1, &set->count);
  if (file == NULL)
    return -1;
  const size_t bytes = (size_t)set->count * LENET5_EXAMPLE_SIZE;
  set->x = lenet5_allocate(bytes, 1);
  const int status = set->x == NULL ? -1 : lenet5_read(file, path, set->x, bytes);
  fclose(file);
  return status;
}

static int read_labels(lenet5_set *set, const char *path)
{
  int64_t count;
  FILE *const file = open_idx(path, MAGIC_OF_LABELS, 0, NULL, &count);
  if (file == NULL)
    return -1;
  int status = -1;
  unsigned char *const bytes = lenet5_allocate((size_t)count, 1);
  set->y = lenet5_allocate((size_t)count, sizeof *set->y);
  if (count != set->count) {
    fprintf(
        stderr, "error: '%s': expected %lld labels, got %lld\n", path, (long long)set->count,
        (long long)count);
  } else if (bytes != NULL && set->y != NULL) {
    status = lenet5_read(file, path, bytes, (size_t)count);
    for (int64_t i = 0; status == 0 && i < count; ++i)
      set->y[i] = bytes[i];
    if (status == 0)
      status = lenet5_check_labels(path, set->y, count);
  }
  free(bytes);
  fclose(file);
  return status;
}

static int read_file(
    lenet5_set *set, const char *folder, const char *const *names,
    int (*read)(lenet5_set *, const char *))
{
  char *const path = lenet5_path(folder, names[lenet5_is_there(folder, names[1]) ? 1 : 0]);
  if (path == NULL)
    return -1;
  const int status = read(set, path);
  free(path);
  return status;
}

int lenet5_read_idx(lenet5_data *data, const char *folder)
{
  lenet5_set *const training = &data->training;
  lenet5_set *const test = &data->test;
  if (read_file(training, folder, training_images, lenet5_read_idx_images) != 0
      || read_file(training, folder, training_labels, read_labels) != 0
      || read_file(test, folder, test_images, lenet5_read_idx_images) != 0
      || read_file(test, folder, test_labels, read_labels) != 0) {
    lenet5_free_data(data);
    return -1;
  }
  data->validation.count = training->count / 6;
  training->count -= data->validation.count;
  data->validation.x = training->x + training->count * LENET5_EXAMPLE_SIZE;
  data->validation.y = training->y + training->count;
  return 0;
}
