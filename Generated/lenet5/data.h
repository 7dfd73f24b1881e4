/* Data sets in files. */
#ifndef LENET5_DATA_H
#define LENET5_DATA_H

#include "model.h"

#include <stdio.h>

/* The number of targets of an example. */
#define LENET5_TARGETS_OF_EXAMPLE 1

/* Examples with their targets, one after the other. */
typedef struct {
  lenet5_value *x;
  lenet5_target *y;
  int64_t count;
} lenet5_set;

/* A data set; the memory is malloc's. */
typedef struct {
  lenet5_set training;
  lenet5_set validation;
  lenet5_set test;
} lenet5_data;

/* Reads the data set of a folder, which is not trusted.

   Returns 0, or -1 after a message on the standard error. */
int lenet5_read_data(lenet5_data *data, const char *folder);

/* Gives the memory of a data set back. */
void lenet5_free_data(lenet5_data *data);

/* Reads a data set from the four files of MNIST, or of a data set in its form; the last sixth of the
   training images is the validation set. */
int lenet5_read_idx(lenet5_data *data, const char *folder);

/* Whether a file is one of IDX images. */
int lenet5_is_idx_images(const char *path);

/* Reads the images of an IDX file. */
int lenet5_read_idx_images(lenet5_set *set, const char *path);

/* Reads a data set from files of numbers and nothing else. */
int lenet5_read_raw(lenet5_data *data, const char *folder);

/* Reads examples without targets from a file of numbers. */
int lenet5_read_raw_examples(lenet5_set *set, const char *path);

/* The path of a file in a folder; malloc's. A null pointer where there is no memory. */
char *lenet5_path(const char *folder, const char *name);

/* Whether a file can be opened. */
int lenet5_is_there(const char *folder, const char *name);

/* Opens a file, and finds out its size. A null pointer after a message. */
FILE *lenet5_open(const char *path, int64_t *bytes);

/* Reads all of what is asked for; -1 after a message. */
int lenet5_read(FILE *file, const char *path, void *memory, size_t bytes);

/* Memory, or a null pointer after a message. */
void *lenet5_allocate(size_t count, size_t bytes);

/* Makes a context; its memory is the caller's to free. A null pointer after a message. */
lenet5_context *lenet5_make_context(int32_t threads, uint32_t seed, void **memory);

/* Checks that labels are classes; -1 after a message. */
int lenet5_check_labels(const char *path, const lenet5_target *labels, int64_t count);

#endif
