/* Data sets in files, whatever their form. */
#include "data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *lenet5_path(const char *folder, const char *name)
{
  const size_t length = strlen(folder);
  char *const path = lenet5_allocate(length + strlen(name) + 2, 1);
  if (path == NULL)
    return NULL;
  memcpy(path, folder, length);
  path[length] = '/';
  strcpy(path + length + 1, name);
  return path;
}

int lenet5_is_there(const char *folder, const char *name)
{
  char *const path = lenet5_path(folder, name);
  if (path == NULL)
    return 0;
  FILE *const file = fopen(path, "rb");
  free(path);
  if (file == NULL)
    return 0;
  fclose(file);
  return 1;
}

/* Says why a file cannot be opened; data sets are often there, but compressed. */
static void report_missing(const char *path)
{
  const int reason = errno;
  const size_t length = strlen(path);
  char *const compressed = malloc(length + sizeof ".gz");
  FILE *file = NULL;
  if (compressed != NULL) {
    memcpy(compressed, path, length);
    memcpy(compressed + length, ".gz", sizeof ".gz");
    file = fopen(compressed, "rb");
    free(compressed);
  }
  fprintf(
      stderr, "error: cannot open '%s': %s%s\n", path, strerror(reason),
      file == NULL ? "" : "; it is there compressed, as .gz, and gunzip decompresses it");
  if (file != NULL)
    fclose(file);
}

FILE *lenet5_open(const char *path, int64_t *bytes)
{
  FILE *const file = fopen(path, "rb");
  if (file == NULL) {
    report_missing(path);
    return NULL;
  }
  long size = -1;
  /* A folder can be opened, but not read. */
  if (getc(file) == EOF && ferror(file)) {
    fprintf(stderr, "error: cannot read '%s': %s\n", path, strerror(errno));
    fclose(file);
    return NULL;
  }
  if (fseek(file, 0, SEEK_END) == 0)
    size = ftell(file);
  if (size < 0 || fseek(file, 0, SEEK_SET) != 0) {
    fprintf(stderr, "error: cannot read '%s': %s\n", path, strerror(errno));
    fclose(file);
    return NULL;
  }
  *bytes = size;
  return file;
}

int lenet5_read(FILE *file, const char *path, void *memory, size_t bytes)
{
  if (fread(memory, 1, bytes, file) == bytes)
    return 0;
  if (ferror(file)) {
    fprintf(stderr, "error: cannot read '%s': %s\n", path, strerror(errno));
  } else {
    fprintf(stderr, "error: '%s' ends too early\n", path);
  }
  return -1;
}

void *lenet5_allocate(size_t count, size_t bytes)
{
  void *const memory = count > SIZE_MAX / bytes ? NULL : malloc(count * bytes + 1);
  if (memory == NULL)
    fprintf(stderr, "error: there is no memory for the data\n");
  return memory;
}

lenet5_context *lenet5_make_context(int32_t threads, uint32_t seed, void **memory)
{
  const size_t bytes = LENET5_CONTEXT_BYTES(threads);
  lenet5_context *context = NULL;
  *memory = lenet5_allocate(1, bytes + LENET5_ALIGNMENT);
  if (*memory == NULL)
    return NULL;
  /* Where the memory that was given has the alignment. */
  const size_t rest = (size_t)((uintptr_t)*memory % LENET5_ALIGNMENT);
  unsigned char *const start = (unsigned char *)*memory + (LENET5_ALIGNMENT - rest);
  const lenet5_status status = lenet5_init(&context, start, bytes, threads, seed);
  if (status != LENET5_OK)
    fprintf(stderr, "error: %s\n", lenet5_status_text(status));
  return context;
}

int lenet5_check_labels(const char *path, const lenet5_target *labels, int64_t count)
{
  for (int64_t i = 0; i < count; ++i) {
    if (labels[i] < 0 || labels[i] >= LENET5_CLASSES) {
      fprintf(
          stderr, "error: '%s': the label of example %lld (from 0) is %ld; expected 0 to %d\n", path,
          (long long)i, (long)labels[i], LENET5_CLASSES - 1);
      return -1;
    }
  }
  return 0;
}

int lenet5_read_data(lenet5_data *data, const char *folder)
{
  memset(data, 0, sizeof *data);
  if (!lenet5_is_there(folder, "training-x.bin"))
    return lenet5_read_idx(data, folder);
  return lenet5_read_raw(data, folder);
}

/* The validation set may lie in the memory of the training set. */
static int is_within(const lenet5_set *set, const lenet5_set *other)
{
  return set->y != NULL && other->y != NULL
      && set->y == other->y + other->count * LENET5_TARGETS_OF_EXAMPLE;
}

void lenet5_free_data(lenet5_data *data)
{
  if (!is_within(&data->validation, &data->training)) {
    free(data->validation.x);
    free(data->validation.y);
  }
  free(data->training.x);
  free(data->training.y);
  free(data->test.x);
  free(data->test.y);
  memset(data, 0, sizeof *data);
}
