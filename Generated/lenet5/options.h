/* The options of the program train. */
#ifndef LENET5_OPTIONS_H
#define LENET5_OPTIONS_H

#include <stdint.h>

typedef struct {
  const char *data;
  const char *save;
  int64_t epochs;
  int64_t patience;
  int64_t patience_increase;
  double improvement_threshold;
  double learning_rate;
  uint32_t seed;
  int32_t shuffles;
  int32_t threads;
  /* Whether a hash of the parameters is printed after each epoch. */
  int32_t hashes;
} lenet5_options;

/* Reads the arguments of the program.

   Returns 0, 1 after the help, or -1 after a message on the standard error. */
int lenet5_read_options(lenet5_options *options, int count, char **arguments);

/* Checks that the best parameters can be written, before a training that would be lost otherwise; -1
   after a message. */
int lenet5_check_destination(const lenet5_options *options);

#endif
