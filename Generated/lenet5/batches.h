/* Minibatches of a data set, and the errors of a whole set. */
#ifndef LENET5_BATCHES_H
#define LENET5_BATCHES_H

#include "data.h"

/* The memory of one minibatch, and the order of the training examples. */
typedef struct {
  lenet5_value *x;
  lenet5_target *y;
  int64_t *order;
} lenet5_batches;

/* Memory for minibatches of a set; -1 after a message where there is none. */
int lenet5_make_batches(lenet5_batches *batches, const lenet5_set *training);

/* Gives the memory back. */
void lenet5_free_batches(lenet5_batches *batches);

/* Puts the training examples into the order of an epoch, counted from 0, which depends on the seed
   and the epoch alone. */
void lenet5_shuffle(lenet5_batches *batches, int64_t count, uint32_t seed, int64_t epoch);

/* Trains on a minibatch, counted from 0. */
lenet5_status lenet5_train_batch(
    lenet5_context *context, lenet5_batches *batches, const lenet5_set *set, int64_t minibatch,
    float *cost);

/* The mean error of the examples of a set.

   is_shuffled: whether training examples are: their functions then measure a set in another way,
   which can show in the last bit of a mean. */
lenet5_status lenet5_measure(
    lenet5_context *context, lenet5_batches *batches, const lenet5_set *set, int32_t is_shuffled,
    double *error);

#endif
