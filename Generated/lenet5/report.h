/* What a training says. */
#ifndef LENET5_REPORT_H
#define LENET5_REPORT_H

#include "model.h"

#include <stdint.h>

/* A place in a training; epochs and minibatches are counted from 1. */
typedef struct {
  int64_t epoch;
  int64_t epochs;
  int64_t minibatch;
  int64_t minibatches;
} lenet5_position;

/* What a training has come to. */
typedef struct {
  /* The lowest validation error, the iteration after which it was measured, and the test error with
     the same parameters. The iteration is 0 if nothing was measured. */
  double validation_error;
  int64_t best_iteration;
  double test_error;
  /* The iterations done, and those of an epoch. */
  int64_t iterations;
  int64_t minibatches;
  int32_t patience_is_exhausted;
  double seconds;
} lenet5_result;

enum {
  LENET5_LOADING_DATA,
  LENET5_BUILDING_MODEL,
  LENET5_TRAINING
};

/* A stage begins. */
void lenet5_report_stage(int stage);

/* A training step begins. */
void lenet5_report_step(const lenet5_position *position);

/* The validation set has been measured; the cost is the mean of the epoch's minibatches so far. */
void lenet5_report_validation(
    const lenet5_position *position, double cost, double error, double seconds);

/* The test set has been measured, since the validation error was the lowest so far. */
void lenet5_report_test(const lenet5_position *position, double error);

/* A call has failed. */
void lenet5_report_failure(const lenet5_context *context, lenet5_status status);

/* A number is infinite or NaN: what it is, and the name of its parameter or a null pointer. */
void lenet5_report_divergence(
    const lenet5_position *position, const lenet5_result *result, const char *what, const char *name,
    double value);

/* An epoch is over: the hash of the parameters. */
void lenet5_report_hash(const lenet5_position *position, const char *hash);

/* The user has ended the training before it was over. */
void lenet5_report_interruption(const lenet5_result *result);

/* The training is over. */
void lenet5_report_end(const lenet5_result *result);

#endif
