/* lenet5: a network that trains and predicts, in C alone.

   The interface is stable: a program that uses it works with the C of any later generation of the
   same network. All names begin with lenet5_ or LENET5_, so that several networks can be linked into
   one program. There are no variables outside of the context, whose memory is the caller's:

     static uint64_t memory[LENET5_CONTEXT_BYTES(1) / 8];
     lenet5_context *network;
     if (lenet5_init(&network, memory, sizeof memory, 1, LENET5_SEED) != LENET5_OK) ...

   A context is used by one thread at a time; different contexts have nothing to do with one
   another. */
#ifndef LENET5_MODEL_H
#define LENET5_MODEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The number of examples in a batch. */
#define LENET5_BATCH_SIZE 500
/* The number of values of an example, whose shape is (1, 28, 28). */
#define LENET5_EXAMPLE_SIZE 784
/* The number of classes. */
#define LENET5_CLASSES 10
/* The number of trained numbers. */
#define LENET5_PARAMETER_COUNT 431080
/* The number of arrays that they lie in; statistics that training keeps besides are among these. */
#define LENET5_ARRAY_COUNT 8
/* The most axes of an array. */
#define LENET5_LARGEST_RANK 4
/* The seed that the network was generated with. */
#define LENET5_SEED 23455u
/* The learning rate that it was generated with. */
#define LENET5_LEARNING_RATE 0.1
/* The alignment of a context, and its size for a number of threads, in bytes. */
#define LENET5_ALIGNMENT 8
#define LENET5_CONTEXT_BYTES(threads) \
  ((size_t)23508800 + (size_t)(threads) * (size_t)907264)

/* A value of an example: a grey level from 0 to 255. The network sees it divided by 256. */
typedef uint8_t lenet5_value;
/* The target of an example: its class, from 0 to LENET5_CLASSES - 1. */
typedef int32_t lenet5_target;

/* What a function has to say. Of those that fail, none changes parameters: after any status but
   LENET5_OK they are as they were before the call. */
typedef enum {
  /* The function has done what it says. */
  LENET5_OK = 0,
  /* The memory of a context is smaller than LENET5_CONTEXT_BYTES(threads). There is no context. */
  LENET5_ERROR_MEMORY = 1,
  /* The memory of a context does not lie at a multiple of LENET5_ALIGNMENT. There is no context. */
  LENET5_ERROR_ALIGNMENT = 8,
  /* An argument is a null pointer, or a number of examples lies outside of 1 to LENET5_BATCH_SIZE, or
     a number of threads is below 1, or a learning rate is not positive. */
  LENET5_ERROR_ARGUMENT = 2,
  /* A label is no class, or an index that the network computes with has no element;
     lenet5_failure says which. */
  LENET5_ERROR_INPUT = 3,
  /* A file cannot be opened, read or written; errno may say why. */
  LENET5_ERROR_FILE = 4,
  /* A file is no safetensors file, or a damaged one. */
  LENET5_ERROR_FORMAT = 5,
  /* A file has the parameters of another network: one is missing, is unknown, or has another type
     or shape, or a number that is not finite. */
  LENET5_ERROR_PARAMETERS = 6,
  /* There is no memory for the header of a file. */
  LENET5_ERROR_NO_MEMORY = 7
} lenet5_status;

/* A network: its parameters, what training remembers, and the memory that it computes in. It has no
   pointers, so that its bytes can be copied to another place of the same alignment. */
typedef struct lenet5_context lenet5_context;

/* An array of parameters or statistics. */
typedef struct {
  /* The name, as a checkpoint has it, in UTF-8. */
  const char *name;
  /* The number of axes, and the extents along them; those that are not there are 1. */
  int32_t rank;
  int64_t shape[LENET5_LARGEST_RANK];
  /* The number of elements. */
  int64_t count;
  /* Whether training changes it by gradients, and not in another way or not at all. */
  int32_t is_trained;
} lenet5_array;

/* The arrays, in the order of a checkpoint. */
extern const lenet5_array lenet5_arrays[LENET5_ARRAY_COUNT];

/* LENET5_CONTEXT_BYTES(threads), for languages that have no macros of C; 0 for fewer threads than 1. */
size_t lenet5_context_bytes(int32_t threads);

/* Makes a context in the caller's memory, with the initial parameters of a seed.

   With LENET5_SEED they are those that Croton starts from, to the bit. Threads share the
   work of a call if the C is compiled with OpenMP; results do not depend on their number. */
lenet5_status lenet5_init(
    lenet5_context **context, void *memory, size_t bytes, int32_t threads, uint32_t seed);

/* The elements of an array, in row-major order, to read and to write; a null pointer for a number
   that no array has. */
float *lenet5_array_values(lenet5_context *context, int32_t array);

/* Trains on a batch: one step of the optimiser.

   x: LENET5_BATCH_SIZE examples, each of LENET5_EXAMPLE_SIZE values in row-major order.
   y: their targets.
   cost: the mean cost of the batch before the step, or a null pointer. It can be NaN or infinite,
   where the rate is too large; the parameters are then of no use. */
lenet5_status lenet5_train_step(
    lenet5_context *context, const lenet5_value *x, const lenet5_target *y, float *cost);

/* Sets the learning rate of the steps that follow.
   It is LENET5_LEARNING_RATE in a new context; a checkpoint has no rate.

   rate: a positive number within single precision, in which steps compute with it. */
lenet5_status lenet5_set_learning_rate(lenet5_context *context, double rate);

/* The learning rate that was set last, in single precision; 0 for a null pointer. */
float lenet5_learning_rate(const lenet5_context *context);

/* Measures the errors of examples: how many are given a wrong class.

   x, y: first + count examples and their targets, at most LENET5_BATCH_SIZE.
   first: the first example that counts, from 0. A label that is no class counts as an error. */
lenet5_status lenet5_evaluate(
    lenet5_context *context, const lenet5_value *x, const lenet5_target *y, int32_t first,
    int32_t count, double *errors);

/* Predicts examples.

   x: count examples, at most LENET5_BATCH_SIZE. Fewer take as long as all.
   classes: the most probable class of each, or a null pointer.
   probabilities: LENET5_CLASSES for each, or a null pointer. */
lenet5_status lenet5_predict(
    lenet5_context *context, const lenet5_value *x, int32_t count, int32_t *classes,
    float *probabilities);

/* Writes a checkpoint in the format safetensors, which Croton and Python's safetensors read. The
   file appears whole or not at all: it is written beside its place, as PATH.tmp. */
lenet5_status lenet5_save(const lenet5_context *context, const char *path);

/* Reads the parameters of a checkpoint, and what training remembers as far as the file has it; the
   rest stays as it is. The file is not trusted. */
lenet5_status lenet5_load(lenet5_context *context, const char *path);

/* What a status means, in a sentence. */
const char *lenet5_status_text(lenet5_status status);

/* Why the last call that computes has failed with LENET5_ERROR_INPUT: the reason, in which %lld stands
   for the number at *value. A null pointer if it has not. */
const char *lenet5_failure(const lenet5_context *context, int64_t *value);

#ifdef __cplusplus
}
#endif

#endif
