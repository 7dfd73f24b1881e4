/* Predicts the examples of files with the parameters of a checkpoint. */
#include "data.h"
#include "model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names of the classes. */
static const char *const names[LENET5_CLASSES] = {
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
};

/* The numbers that a prediction of one example has. */
#define OUTPUTS LENET5_CLASSES

/* Predicts examples, at most a batch, and prints a line for each. */
static lenet5_status predict(
    lenet5_context *context, const char *path, const lenet5_set *set, int64_t first, int32_t count,
    float *numbers)
{
  const lenet5_value *const x = set->x + first * LENET5_EXAMPLE_SIZE;
  int32_t classes[LENET5_BATCH_SIZE];
  const lenet5_status status = lenet5_predict(context, x, count, classes, numbers);
  for (int32_t i = 0; status == LENET5_OK && i < count; ++i) {
    printf(
        "%s:%" PRId64 "  %" PRId32 "  %s  %.2f %%\n", path, first + i, classes[i],
        names[classes[i]], 100 * (double)numbers[i * OUTPUTS + classes[i]]);
  }
  return status;
}

static int read_examples(lenet5_set *set, const char *path)
{
  memset(set, 0, sizeof *set);
  if (lenet5_is_idx_images(path))
    return lenet5_read_idx_images(set, path);
  return lenet5_read_raw_examples(set, path);
}

static int predict_file(lenet5_context *context, const char *path, float *numbers)
{
  lenet5_set set;
  lenet5_status status = LENET5_OK;
  const int is_read = read_examples(&set, path) == 0;
  for (int64_t first = 0; is_read && status == LENET5_OK && first < set.count;
       first += LENET5_BATCH_SIZE) {
    const int64_t left = set.count - first;
    const int32_t count = left < LENET5_BATCH_SIZE ? (int32_t)left : LENET5_BATCH_SIZE;
    status = predict(context, path, &set, first, count, numbers);
  }
  free(set.x);
  if (status != LENET5_OK)
    fprintf(stderr, "error: %s\n", lenet5_status_text(status));
  return is_read && status == LENET5_OK ? 0 : -1;
}

static int load(lenet5_context *context, const char *path)
{
  const lenet5_status status = lenet5_load(context, path);
  if (status == LENET5_OK)
    return 0;
  fprintf(
      stderr, "error: cannot load '%s': %s\n", path,
      status == LENET5_ERROR_FILE && errno != 0 ? strerror(errno) : lenet5_status_text(status));
  return -1;
}

/* Reads the options: the file of parameters, and where the files of examples begin among the
   arguments. Returns 0, 1 after the help, or -1 after a message. */
static int read_options(int count, char **arguments, const char **parameters, int *first)
{
  static const char usage[] =
      "usage: predict [--load CHECKPOINT] FILE...\n"
      "Files have images in the format IDX, or the values of examples and nothing else.\n"
      "A line for each example: FILE:EXAMPLE  CLASS  NAME  PROBABILITY. Examples and classes are\n"
      "counted from 0; CLASS is the most probable one, NAME its name, PROBABILITY in per cent.\n";
  for (; *first < count && strncmp(arguments[*first], "--", 2) == 0; ++*first) {
    const char *const option = arguments[*first];
    if (strcmp(option, "--help") == 0) {
      printf("%s", usage);
      return 1;
    }
    if (strcmp(option, "--load") != 0) {
      fprintf(stderr, "error: unknown option '%s'\n%s", option, usage);
      return -1;
    }
    if (*first + 1 == count) {
      fprintf(stderr, "error: --load: expected a checkpoint\n%s", usage);
      return -1;
    }
    *first += 1;
    *parameters = arguments[*first];
  }
  if (*first < count)
    return 0;
  fprintf(stderr, "error: expected a file of examples\n%s", usage);
  return -1;
}

int main(int count, char **arguments)
{
  const char *parameters = "best.safetensors";
  int first = 1;
  const int asked = read_options(count, arguments, &parameters, &first);
  if (asked != 0)
    return asked > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  void *memory = NULL;
  float *const numbers = lenet5_allocate((size_t)LENET5_BATCH_SIZE * OUTPUTS, sizeof *numbers);
  lenet5_context *const context = lenet5_make_context(1, LENET5_SEED, &memory);
  int status = numbers == NULL || context == NULL ? -1 : 0;
  if (status == 0 && parameters != NULL)
    status = load(context, parameters);
  for (int i = first; status == 0 && i < count; ++i) {
    status = predict_file(context, arguments[i], numbers);
  }
  if (status == 0 && (fflush(stdout) != 0 || ferror(stdout))) {
    fprintf(stderr, "error: cannot write to the standard output\n");
    status = -1;
  }
  free(numbers);
  free(memory);
  return status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
