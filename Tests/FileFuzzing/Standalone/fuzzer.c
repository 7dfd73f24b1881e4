/* The readers of C that stands alone, as libFuzzer calls them: a folder of `croton generate softmax --standalone` for the
   images in Digits is compiled with this file. The first argument names the reader. */
#define _GNU_SOURCE
#include "data.h"
#include "model.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the address sanitizer offers; not every compiler has <sanitizer/allocator_interface.h>. */
int __sanitizer_install_malloc_and_free_hooks(
    void (*allocated)(const volatile void *, size_t), void (*freed)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *memory);

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* The most memory that a reader takes: of a fixed size, and of so many times that of the file. */
#define FIXED_BYTES (256 << 10)
#define MULTIPLE 16

static size_t live;
static size_t highest;

static void count_memory(const volatile void *memory, size_t size)
{
  (void)memory;
  live += size;
  if (live > highest)
    highest = live;
}

static void count_freed(const volatile void *memory)
{
  live -= __sanitizer_get_allocated_size(memory);
}

static void fail(const char *what)
{
  fprintf(stderr, "fuzzer.c: %s\n", what);
  abort();
}

static char folder[256];
static char reader[32];
static softmax_context *context;

/* A file of the folder. */
static char *path_of(const char *name)
{
  static char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

/* Writes a file, in place of what it had. The name in the folder links to a file in memory, which is
   written much faster. */
static void write_file(const char *name, const uint8_t *data, size_t size)
{
  static struct {
    char name[32];
    int descriptor;
  } files[8];
  int i = 0;
  while (files[i].name[0] != 0 && strcmp(files[i].name, name) != 0)
    ++i;
  if (files[i].name[0] == 0) {
    char memory[64];
    snprintf(files[i].name, sizeof files[i].name, "%s", name);
    files[i].descriptor = memfd_create(name, MFD_CLOEXEC);
    snprintf(memory, sizeof memory, "/proc/self/fd/%d", files[i].descriptor);
    if (symlink(memory, path_of(name)) != 0)
      fail("a file cannot be made");
  }
  const int file = files[i].descriptor;
  if (ftruncate(file, (off_t)size) != 0 || pwrite(file, data, size, 0) != (ssize_t)size)
    fail("a file cannot be written");
}

static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6,
    7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};
static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 0, 1, 0, 1};

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
  /* Processes that libFuzzer starts find the name in their environment. */
  if (*count > 1 && (*arguments)[1][0] != '-') {
    setenv("CROTON_FUZZED_READER", (*arguments)[1], 1);
    for (int i = 1; i < *count; ++i)
      (*arguments)[i] = (*arguments)[i + 1];
    *count -= 1;
  }
  const char *const name = getenv("CROTON_FUZZED_READER");
  snprintf(reader, sizeof reader, "%s", name == NULL ? "" : name);
  const char *const temporary = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/croton-XXXXXX", temporary == NULL ? "/tmp" : temporary);
  if (mkdtemp(folder) == NULL)
    fail("there is no temporary folder");
  if (strcmp(reader, "standalone-idx") == 0) {
    write_file("train-images-idx3-ubyte", images, sizeof images);
    write_file("train-labels-idx1-ubyte", labels, sizeof labels);
    write_file("t10k-images-idx3-ubyte", images, sizeof images);
    write_file("t10k-labels-idx1-ubyte", labels, sizeof labels);
  } else if (strcmp(reader, "standalone-raw") == 0) {
    const char *const names[] = {"training", "validation", "test"};
    for (int i = 0; i < 3; ++i) {
      char name[32];
      snprintf(name, sizeof name, "%s-x.bin", names[i]);
      write_file(name, images, 24);
      snprintf(name, sizeof name, "%s-y.bin", names[i]);
      write_file(name, (const uint8_t[24]){0}, 6 * sizeof(softmax_target));
    }
  } else if (strcmp(reader, "standalone-checkpoint") == 0) {
    void *memory;
    context = softmax_make_context(1, SOFTMAX_SEED, &memory);
    if (context == NULL)
      fail("there is no context");
  } else {
    fail("the readers are standalone-idx, standalone-raw and standalone-checkpoint");
  }
  return 0;
}

static void read_folder(const char *name, const uint8_t *data, size_t size, const uint8_t *usual,
    size_t usual_size)
{
  write_file(name, data, size);
  softmax_data set;
  if (softmax_read_data(&set, folder) == 0)
    softmax_free_data(&set);
  write_file(name, usual, usual_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static int is_counting;
  if (!is_counting) {
    is_counting = 1;
    __sanitizer_install_malloc_and_free_hooks(count_memory, count_freed);
  }
  const size_t before = live;
  highest = live;
  if (context != NULL) {
    write_file("checkpoint", data, size);
    softmax_load(context, path_of("checkpoint"));
  } else if (strcmp(reader, "standalone-raw") == 0) {
    const int is_x = size % 2 == 0;
    read_folder(is_x ? "training-x.bin" : "test-y.bin", data, size, is_x ? images : (uint8_t[24]){0},
        is_x ? 24 : 6 * sizeof(softmax_target));
  } else if (size > 3 && data[3] == 1) {
    read_folder("train-labels-idx1-ubyte", data, size, labels, sizeof labels);
  } else {
    read_folder("t10k-images-idx3-ubyte", data, size, images, sizeof images);
  }
  if (live != before)
    fail("memory is not freed");
  if (highest - before > FIXED_BYTES + MULTIPLE * size)
    fail("a reader takes more memory than its bound");
  return 0;
}

#ifndef FUZZING
/* Without libFuzzer: reads the given files. */
int main(int count, char **arguments)
{
  LLVMFuzzerInitialize(&count, &arguments);
  for (int i = 1; i < count; ++i) {
    static uint8_t bytes[1 << 16];
    FILE *const file = fopen(arguments[i], "rb");
    if (file == NULL)
      fail(arguments[i]);
    const size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    fprintf(stderr, "%s\n", arguments[i]);
    LLVMFuzzerTestOneInput(bytes, size);
  }
  return 0;
}
#else
/* Changes the header of a checkpoint, and sets its length; the sizes of an IDX file. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
  if (seed % 4 == 0)
    return LLVMFuzzerMutate(data, size, most);
  if (context != NULL && size > 8) {
    uint64_t length;
    memcpy(&length, data, 8);
    if (length > size - 8)
      return LLVMFuzzerMutate(data, size, most);
    const size_t rest = size - 8 - (size_t)length;
    uint8_t *const text = malloc(most);
    memcpy(text, data + 8, (size_t)length);
    const size_t changed = LLVMFuzzerMutate(text, (size_t)length, most - 8 - rest);
    memmove(data + 8 + changed, data + 8 + length, rest);
    memcpy(data + 8, text, changed);
    free(text);
    length = changed;
    memcpy(data, &length, 8);
    return 8 + changed + rest;
  }
  const size_t changed = LLVMFuzzerMutate(data, size, most);
  if (strcmp(reader, "standalone-idx") == 0 && changed > 16) {
    const size_t items = data[3] == 1 ? changed - 8 : (changed - 16) / 4;
    for (int i = 0; i < 4; ++i)
      data[4 + i] = (uint8_t)(items >> (24 - 8 * i));
    return data[3] == 1 ? changed : 16 + 4 * items;
  }
  return changed;
}
#endif
