/* Files of numbers and nothing else, in the byte order of this machine: of each set the values of its
   examples and their targets, training-x.bin and training-y.bin, and so on. */
#include "data.h"

#include <inttypes.h>
#include <stdlib.h>

/* Reads all numbers of a file, which has so many bytes for each example. */
static void *read_numbers(const char *path, size_t example_bytes, int64_t *count)
{
  int64_t bytes;
  FILE *const file = lenet5_open(path, &bytes);
  if (file == NULL)
    return NULL;
  void *numbers = NULL;
  if (bytes == 0 || bytes % (int64_t)example_bytes != 0) {
    fprintf(
        stderr, "error: '%s': expected a multiple of %zu bytes, got %" PRId64 "\n", path,
        example_bytes, bytes);
  } else {
    numbers = lenet5_allocate((size_t)bytes, 1);
  }
  if (numbers != NULL && lenet5_read(file, path, numbers, (size_t)bytes) != 0) {
    free(numbers);
    numbers = NULL;
  }
  fclose(file);
  *count = bytes / (int64_t)example_bytes;
  return numbers;
}

int lenet5_read_raw_examples(lenet5_set *set, const char *path)
{
  set->x = read_numbers(path, LENET5_EXAMPLE_SIZE * sizeof *set->x, &set->count);
  return set->x == NULL ? -1 : 0;
}

static int read_targets(lenet5_set *set, const char *path)
{
  int64_t count;
  set->y = read_numbers(path, LENET5_TARGETS_OF_EXAMPLE * sizeof *set->y, &count);
  if (set->y == NULL)
    return -1;
  if (count != set->count) {
    fprintf(
        stderr, "error: '%s': expected the targets of %" PRId64 " examples, got %" PRId64 "\n", path,
        set->count, count);
    return -1;
  }
  return lenet5_check_labels(path, set->y, count);
}

static int read_file(
    lenet5_set *set, const char *folder, const char *name, int (*read)(lenet5_set *, const char *))
{
  char *const path = lenet5_path(folder, name);
  if (path == NULL)
    return -1;
  const int status = read(set, path);
  free(path);
  return status;
}

int lenet5_read_raw(lenet5_data *data, const char *folder)
{
  if (read_file(&data->training, folder, "training-x.bin", lenet5_read_raw_examples) != 0
      || read_file(&data->training, folder, "training-y.bin", read_targets) != 0
      || read_file(&data->validation, folder, "validation-x.bin", lenet5_read_raw_examples) != 0
      || read_file(&data->validation, folder, "validation-y.bin", read_targets) != 0
      || read_file(&data->test, folder, "test-x.bin", lenet5_read_raw_examples) != 0
      || read_file(&data->test, folder, "test-y.bin", read_targets) != 0) {
    lenet5_free_data(data);
    return -1;
  }
  return 0;
}
