/* Minibatches of a data set, and the errors of a whole set. */
#include "batches.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

#define EXAMPLE_BYTES (LENET5_EXAMPLE_SIZE * sizeof(lenet5_value))
#define TARGET_BYTES (LENET5_TARGETS_OF_EXAMPLE * sizeof(lenet5_target))
/* The examples whose errors are added one after the other. */
#define LANES 8
#define BLOCK 128

int lenet5_make_batches(lenet5_batches *batches, const lenet5_set *training)
{
  batches->x = lenet5_allocate(LENET5_BATCH_SIZE, EXAMPLE_BYTES);
  batches->y = lenet5_allocate(LENET5_BATCH_SIZE, TARGET_BYTES);
  batches->order = lenet5_allocate((size_t)training->count, sizeof *batches->order);
  if (batches->x == NULL || batches->y == NULL || batches->order == NULL)
    return -1;
  for (int64_t i = 0; i < training->count; ++i)
    batches->order[i] = i;
  return 0;
}

void lenet5_free_batches(lenet5_batches *batches)
{
  free(batches->x);
  free(batches->y);
  free(batches->order);
}

void lenet5_shuffle(lenet5_batches *batches, int64_t count, uint32_t seed, int64_t epoch)
{
  /* The factor is odd, so that the seeds of different epochs differ. */
  lenet5_random random;
  lenet5_random_seed(&random, seed ^ (uint32_t)epoch * UINT32_C(0x9e3779b1));
  for (int64_t i = 0; i < count; ++i)
    batches->order[i] = i;
  for (int64_t i = count - 1; i > 0; --i) {
    const int64_t other = lenet5_random_integer(&random, (uint32_t)i);
    const int64_t example = batches->order[i];
    batches->order[i] = batches->order[other];
    batches->order[other] = example;
  }
}

static void copy(lenet5_batches *batches, int64_t to, const lenet5_set *set, int64_t from)
{
  memcpy(batches->x + to * LENET5_EXAMPLE_SIZE, set->x + from * LENET5_EXAMPLE_SIZE, EXAMPLE_BYTES);
  memcpy(
      batches->y + to * LENET5_TARGETS_OF_EXAMPLE, set->y + from * LENET5_TARGETS_OF_EXAMPLE,
      TARGET_BYTES);
}

lenet5_status lenet5_train_batch(
    lenet5_context *context, lenet5_batches *batches, const lenet5_set *set, int64_t minibatch,
    float *cost)
{
  const int64_t *const order = batches->order + minibatch * LENET5_BATCH_SIZE;
  for (int64_t i = 0; i < LENET5_BATCH_SIZE; ++i)
    copy(batches, i, set, order[i]);
  return lenet5_train_step(context, batches->x, batches->y, cost);
}

/* The sum as numpy.mean adds: pairwise, since the last bit of an error can decide whether it is a
   new best. */
static double pairwise_sum(const double *values, int64_t count)
{
  double sum = 0;
  if (count < LANES) {
    for (int64_t i = 0; i < count; ++i)
      sum += values[i];
    return sum;
  }
  if (count > BLOCK) {
    const int64_t half = count / 2 - count / 2 % LANES;
    return pairwise_sum(values, half) + pairwise_sum(values + half, count - half);
  }
  double lanes[LANES];
  for (int64_t i = 0; i < LANES; ++i)
    lanes[i] = values[i];
  const int64_t rest = count - count % LANES;
  for (int64_t i = LANES; i < rest; ++i)
    lanes[i % LANES] += values[i];
  sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
      + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  for (int64_t i = rest; i < count; ++i)
    sum += values[i];
  return sum;
}

/* The mean of minibatches of which the last has fewer examples. */
static double mean_with_rest(const double *errors, int64_t whole, int64_t examples, int64_t rest)
{
  /* Each product is rounded by itself. */
  volatile double wrong = 0;
  if (whole > 0)
    wrong = pairwise_sum(errors, whole) / (double)whole * (double)(examples - rest);
  volatile double last = errors[whole] * (double)rest;
  return (wrong + last) / (double)examples;
}

/* The sum of the errors of a minibatch's examples. */
static lenet5_status measure_batch(
    lenet5_context *context, lenet5_batches *batches, const lenet5_set *set, int64_t minibatch,
    int64_t examples, int32_t is_shuffled, double *errors)
{
  const int64_t first = minibatch * LENET5_BATCH_SIZE;
  const int64_t left = examples - first;
  const int32_t count = left < LENET5_BATCH_SIZE ? (int32_t)left : LENET5_BATCH_SIZE;
  /* Where examples keep their order, the last minibatch begins with examples of the one before it;
     otherwise it ends with the first ones. */
  const int32_t skipped =
      !is_shuffled && examples >= LENET5_BATCH_SIZE ? LENET5_BATCH_SIZE - count : 0;
  for (int64_t i = 0; i < LENET5_BATCH_SIZE; ++i) {
    const int64_t example = i < count + skipped ? first - skipped + i : i % set->count;
    copy(batches, i, set, example);
  }
  return lenet5_evaluate(context, batches->x, batches->y, skipped, count, errors);
}

lenet5_status lenet5_measure(
    lenet5_context *context, lenet5_batches *batches, const lenet5_set *set, int32_t is_shuffled,
    double *error)
{
  int64_t examples = set->count;
  const int64_t rest = examples % LENET5_BATCH_SIZE;
  const int64_t whole = examples / LENET5_BATCH_SIZE;
  const int64_t count = whole + (rest > 0);
  double *const errors = lenet5_allocate((size_t)count, sizeof *errors);
  if (errors == NULL)
    return LENET5_ERROR_NO_MEMORY;
  lenet5_status status = LENET5_OK;
  for (int64_t i = 0; status == LENET5_OK && i < count; ++i) {
    double sum = 0;
    status = measure_batch(context, batches, set, i, examples, is_shuffled, &sum);
    errors[i] = sum / (double)(i < whole ? LENET5_BATCH_SIZE : rest);
  }
  *error = rest > 0 ? mean_with_rest(errors, whole, examples, rest)
                    : pairwise_sum(errors, count) / (double)count;
  free(errors);
  return status;
}
