/* Reads the options of the program train. */
#if defined(__unix__) || defined(__APPLE__) || defined(__wasi__)
#define _POSIX_C_SOURCE 200112L
#endif

#include "options.h"
#include "model.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__unix__) || defined(__APPLE__) || defined(__wasi__)
#include <sys/stat.h>
#endif

static const char help[] =
    "usage: train --data DIR [options]\n"
    "\n"
    "  --data DIR                   the data set: see README.md\n"
    "  --save FILE                  where the best parameters go (best.safetensors)\n"
    "  --epochs N                   passes over the training set, at most (200)\n"
    "  --seed N                     of the initial parameters and of shuffling (23455)\n"
    "  --shuffle, --no-shuffle      a new order of the examples in each epoch (--no-shuffle)\n"
    "  --patience N                 iterations before early stopping (10000)\n";

static const char more_help[] =
    "  --patience-increase N        its growth at a better validation error (2)\n"
    "  --improvement-threshold R    the fraction of the best error that is better (0.995)\n"
    "  --learning-rate R            of the optimiser (0.1)\n"
    "  --batch-size N               500, since it is part of the C\n"
    "  --hash                       print a hash of the parameters (SHA-256) after each epoch\n"
    "\n"
#if defined(__wasi__)
    "Ctrl-C ends the training at once. The best\n"
#else
    "Ctrl-C (or SIGTERM) ends the training after the step at hand, with exit code 130 (143). The best\n"
#endif
    "parameters so far are in FILE. A training that diverges ends with exit code 3, and any other\n"
    "failure with 1.\n";

/* Reads a whole number from the least to the most. */
static int read_integer(
    const char *name, const char *text, int64_t least, int64_t most, int64_t *number)
{
  char *end;
  errno = 0;
  const long long read = strtoll(text, &end, 10);
  if (end != text && *end == 0 && errno == 0 && read >= least && read <= most) {
    *number = read;
    return 0;
  }
  fprintf(
      stderr, "error: %s: expected a whole number from %lld to %lld, got '%s'\n", name,
      (long long)least, (long long)most, text);
  return -1;
}

static int read_number(const char *name, const char *text, double *number)
{
  char *end;
  *number = strtod(text, &end);
  if (end != text && *end == 0 && isfinite(*number))
    return 0;
  fprintf(stderr, "error: %s: expected a number, got '%s'\n", name, text);
  return -1;
}

/* Reads the batch size, which cannot be another one. */
static int check_batch_size(const char *text)
{
  int64_t number;
  if (read_integer("--batch-size", text, 1, INT32_MAX, &number) != 0)
    return -1;
  if (number == LENET5_BATCH_SIZE)
    return 0;
  fprintf(
      stderr,
      "error: --batch-size %s: the batch size %d is part of the C; generate it anew with "
      "'croton generate MODEL --standalone DIR --batch-size %s'\n",
      text, LENET5_BATCH_SIZE, text);
  return -1;
}

/* Reads a learning rate, with which steps compute in single precision. */
static int read_rate(const char *name, const char *text, double *rate)
{
  if (read_number(name, text, rate) != 0)
    return -1;
  if (*rate > 0 && *rate <= (double)FLT_MAX && (float)*rate > 0)
    return 0;
  fprintf(
      stderr, "error: %s: expected a positive number within single precision, got '%s'\n", name,
      text);
  return -1;
}

/* Whether a path ends in the name of a file that data is read from. */
static int is_data(const char *path)
{
  static const char *const names[] = {
      "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
      "training-x.bin", "training-y.bin", "validation-x.bin", "validation-y.bin", "test-x.bin",
      "test-y.bin"};
  const char *const slash = strrchr(path, '/');
  const char *const name = slash == NULL ? path : slash + 1;
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
    if (strcmp(name, names[i]) == 0)
      return 1;
  }
  return 0;
}

int lenet5_check_destination(const lenet5_options *options)
{
  const char *const path = options->save;
  if (is_data(path)) {
    fprintf(stderr, "error: --save: '%s' is the name of a file of data; expected another\n", path);
    return -1;
  }
#if defined(__unix__) || defined(__APPLE__) || defined(__wasi__)
  struct stat found;
  if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) {
    fprintf(
        stderr, "error: cannot write '%s': it is a %s\n", path,
        S_ISDIR(found.st_mode) ? "directory" : "device or a pipe");
    return -1;
  }
#endif
  /* lenet5_save writes beside the file. */
  const size_t length = strlen(path);
  char *const beside = malloc(length + sizeof ".tmp");
  if (beside == NULL) {
    fprintf(stderr, "error: there is no memory for the options\n");
    return -1;
  }
  memcpy(beside, path, length);
  memcpy(beside + length, ".tmp", sizeof ".tmp");
  FILE *const file = length == 0 ? NULL : fopen(beside, "ab");
  if (file == NULL) {
    fprintf(
        stderr, "error: cannot write '%s': %s\n", path,
        length == 0 ? "the name is empty" : strerror(errno));
  } else {
    fclose(file);
    remove(beside);
  }
  free(beside);
  return file == NULL ? -1 : 0;
}

/* Reads an option and its value. */
static int read_option(lenet5_options *options, const char *name, const char *text)
{
  int64_t number = 0;
  int status = 0;
  if (strcmp(name, "--data") == 0) {
    options->data = text;
  } else if (strcmp(name, "--save") == 0) {
    options->save = text;
  } else if (strcmp(name, "--epochs") == 0) {
    status = read_integer(name, text, 1, INT32_MAX, &options->epochs);
  } else if (strcmp(name, "--patience") == 0) {
    status = read_integer(name, text, 2, INT64_MAX, &options->patience);
  } else if (strcmp(name, "--patience-increase") == 0) {
    status = read_integer(name, text, 1, INT64_MAX, &options->patience_increase);
  } else if (strcmp(name, "--improvement-threshold") == 0) {
    status = read_number(name, text, &options->improvement_threshold);
    if (status == 0 && !(options->improvement_threshold > 0 && options->improvement_threshold <= 1)) {
      fprintf(stderr, "error: %s: expected more than 0 and at most 1, got '%s'\n", name, text);
      status = -1;
    }
  } else if (strcmp(name, "--seed") == 0) {
    status = read_integer(name, text, 0, UINT32_MAX, &number);
    options->seed = (uint32_t)number;
  } else if (strcmp(name, "--threads") == 0) {
    status = read_integer(name, text, 1, 1024, &number);
    options->threads = (int32_t)number;
  } else if (strcmp(name, "--batch-size") == 0) {
    status = check_batch_size(text);
  } else if (strcmp(name, "--learning-rate") == 0) {
    status = read_rate(name, text, &options->learning_rate);
  } else {
    fprintf(stderr, "error: unknown option '%s'; --help lists the options\n", name);
    status = -1;
  }
  return status;
}

int lenet5_read_options(lenet5_options *options, int count, char **arguments)
{
  const lenet5_options defaults = {
      NULL, "best.safetensors", 200, 10000, 2,
      0.995, LENET5_LEARNING_RATE, LENET5_SEED, 0, 1, 0};
  *options = defaults;
  for (int i = 1; i < count; ++i) {
    const char *const name = arguments[i];
    if (strcmp(name, "--help") == 0) {
      printf("%s%s", help, more_help);
      return 1;
    }
    if (strcmp(name, "--shuffle") == 0) {
      options->shuffles = 1;
    } else if (strcmp(name, "--no-shuffle") == 0) {
      options->shuffles = 0;
    } else if (strcmp(name, "--hash") == 0) {
      options->hashes = 1;
    } else if (strcmp(name, "--distributed") == 0) {
      fprintf(
          stderr,
          "error: --distributed: the C is for one process; generate it anew with "
          "'croton generate MODEL --standalone DIR --ranks N' for N processes\n");
      return -1;
    } else if (i + 1 == count) {
      fprintf(stderr, "error: '%s' needs a value, or is no option; see --help\n", name);
      return -1;
    } else if (read_option(options, name, arguments[++i]) != 0) {
      return -1;
    }
  }
  if (options->data == NULL) {
    fprintf(stderr, "error: expected --data DIR, the folder of the data set\n");
    return -1;
  }
#if !defined(_OPENMP)
  if (options->threads > 1) {
    fprintf(stderr, "note: this trains on one thread\n");
  }
#endif
  return 0;
}
