/* What the files of the network share, and programs do not need. */
#ifndef LENET5_INTERNAL_H
#define LENET5_INTERNAL_H

#include "model.h"

/* The values that the functions work on: the arrays of model.h, then what training remembers, then
   what nothing changes. */
#define LENET5_VALUE_COUNT 9
/* How many of them a checkpoint has as arrays; and as numbers among its strings. */
#define LENET5_SAVED_COUNT 8
#define LENET5_COUNTER_COUNT 0

/* Where a value lies in a context, and what it is. */
typedef struct {
  /* The type in a checkpoint, and the size of an element in bytes. */
  const char *type;
  size_t element_bytes;
  size_t offset;
  size_t bytes;
} lenet5_place;

extern const lenet5_place lenet5_places[LENET5_VALUE_COUNT];

/* An array of a checkpoint: its name, its place, and its shape. */
typedef struct {
  const char *name;
  int32_t value;
  int32_t rank;
  int64_t shape[LENET5_LARGEST_RANK];
} lenet5_saved;

extern const lenet5_saved lenet5_saved_arrays[LENET5_SAVED_COUNT];

/* The text of a checkpoint's header, in pieces; a null pointer stands for the next counter, and the
   last piece is empty. */
extern const char *const lenet5_header_pieces[];

/* The state of a context, at the beginning of its memory. */
struct lenet5_context {
  uint32_t magic;
  int32_t threads;
  /* The failure of the last call: its function from 1, which of its failures, and the number. */
  int32_t failed_function;
  int32_t failure;
  int64_t failure_value;
};

/* The memory of a value. */
static inline unsigned char *lenet5_memory(lenet5_context *context, int32_t value)
{
  return (unsigned char *)context + lenet5_places[value].offset;
}

/* Sets all values to what a training starts from. */
void lenet5_start(lenet5_context *context, uint32_t seed);

#endif
