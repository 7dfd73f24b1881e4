/* The context of the network, and the calls of its functions. */
#include "internal.h"
#include "kernels.h"

#include <float.h>
#include <string.h>

/* Places in a context, in bytes from its beginning. */
#define EXAMPLES_OFFSET ((size_t)1724736)
#define TARGETS_OFFSET ((size_t)2116736)
#define OUTPUTS_OFFSET ((size_t)2118784)
#define ARENA_OFFSET ((size_t)2142848)
#define WORKSPACE_OFFSET ((size_t)23508800)

/* The value that is the learning rate. */
#define RATE_VALUE 8

#define MAGIC UINT32_C(0x43726f74)

/* The values begin after the state; this is no array of a negative size. */
typedef char lenet5_state_fits[sizeof(lenet5_context) <= 64 ? 1 : -1];

/* The values that the function train works on, in its order, and -1. */
static const int32_t train_values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, -1};

/* Why it fails. */
static const char *const train_reasons[] = {
    "a label in 'y' is %lld; expected 0 to 9",
    "a label in 'y' is %lld; expected 0 to 9",
};

/* The values that the function evaluate works on, in its order, and -1. */
static const int32_t evaluate_values[] = {0, 1, 2, 3, 4, 5, 6, 7, -1};

/* The values that the function predict works on, in its order, and -1. */
static const int32_t predict_values[] = {0, 1, 2, 3, 4, 5, 6, 7, -1};

size_t lenet5_context_bytes(int32_t threads)
{
  return threads < 1 ? 0 : LENET5_CONTEXT_BYTES(threads);
}

lenet5_status lenet5_init(
    lenet5_context **context, void *memory, size_t bytes, int32_t threads, uint32_t seed)
{
  if (context == NULL)
    return LENET5_ERROR_ARGUMENT;
  *context = NULL;
  if (memory == NULL || threads < 1)
    return LENET5_ERROR_ARGUMENT;
  if ((uintptr_t)memory % LENET5_ALIGNMENT != 0)
    return LENET5_ERROR_ALIGNMENT;
  if (bytes < LENET5_CONTEXT_BYTES(1))
    return LENET5_ERROR_MEMORY;
  if ((bytes - LENET5_CONTEXT_BYTES(0)) / (size_t)907264 < (size_t)threads) {
    return LENET5_ERROR_MEMORY;
  }
  lenet5_context *made = memory;
  memset(made, 0, ARENA_OFFSET);
  made->magic = MAGIC;
  made->threads = 1;
  lenet5_start(made, seed);
  *context = made;
  return LENET5_OK;
}

float *lenet5_array_values(lenet5_context *context, int32_t array)
{
  if (context == NULL || array < 0 || array >= LENET5_ARRAY_COUNT)
    return NULL;
  return (float *)(void *)lenet5_memory(context, array);
}

/* Calls a function with its inputs and outputs. The number of a failure begins at 1. */
static lenet5_status call(
    lenet5_context *context, int32_t number, int32_t (*function)(croton_call *),
    const int32_t *values, croton_call arguments)
{
  void *shared[LENET5_VALUE_COUNT];
  for (int32_t i = 0; values[i] >= 0; ++i)
    shared[i] = lenet5_memory(context, values[i]);
  unsigned char *const memory = (unsigned char *)context;
  arguments.shared = shared;
  arguments.arena = memory + ARENA_OFFSET;
  arguments.workspace = memory + WORKSPACE_OFFSET;
  arguments.threads = context->threads;
  context->failed_function = 0;
  if (function(&arguments) == 0)
    return LENET5_OK;
  context->failed_function = number;
  context->failure = arguments.failure;
  context->failure_value = arguments.failure_value;
  return LENET5_ERROR_INPUT;
}

/* The examples of a batch where vectors can be read: where they are, or in the context. Examples
   that are missing are copies of the first. */
static const void *batch(
    lenet5_context *context, size_t offset, const void *from, size_t bytes, int32_t count)
{
  if (count == LENET5_BATCH_SIZE && (uintptr_t)from % LENET5_ALIGNMENT == 0)
    return from;
  unsigned char *const to = (unsigned char *)context + offset;
  memcpy(to, from, bytes * (size_t)count);
  for (int32_t i = count; i < LENET5_BATCH_SIZE; ++i)
    memcpy(to + bytes * (size_t)i, from, bytes);
  return to;
}

static const void *examples(lenet5_context *context, const lenet5_value *x, int32_t count)
{
  return batch(context, EXAMPLES_OFFSET, x, LENET5_EXAMPLE_SIZE * sizeof *x, count);
}

static const void *targets(lenet5_context *context, const lenet5_target *y, int32_t count)
{
  return batch(context, TARGETS_OFFSET, y, 1 * sizeof *y, count);
}

/* Calls a function that trains. */
static lenet5_status train(
    lenet5_context *context, int32_t number, int32_t (*function)(croton_call *),
    croton_call arguments, float *cost)
{
  float *const result = (float *)(void *)((unsigned char *)context + OUTPUTS_OFFSET);
  void *const outputs[] = {result};
  arguments.outputs = outputs;
  const lenet5_status status = call(context, number, function, train_values, arguments);
  if (status == LENET5_OK && cost != NULL)
    *cost = *result;
  return status;
}

lenet5_status lenet5_train_step(
    lenet5_context *context, const lenet5_value *x, const lenet5_target *y, float *cost)
{
  if (context == NULL || x == NULL || y == NULL)
    return LENET5_ERROR_ARGUMENT;
  const void *const inputs[] = {
      examples(context, x, LENET5_BATCH_SIZE), targets(context, y, LENET5_BATCH_SIZE)};
  return train(context, 1, lenet5_run_train, (croton_call){.inputs = inputs}, cost);
}

lenet5_status lenet5_set_learning_rate(lenet5_context *context, double rate)
{
  if (context == NULL || !(rate > 0 && rate <= (double)FLT_MAX))
    return LENET5_ERROR_ARGUMENT;
  const float single = (float)rate;
  if (single == 0)
    return LENET5_ERROR_ARGUMENT;
  memcpy(lenet5_memory(context, RATE_VALUE), &single, sizeof single);
  return LENET5_OK;
}

float lenet5_learning_rate(const lenet5_context *context)
{
  float rate = 0;
  if (context != NULL)
    memcpy(&rate, (const unsigned char *)context + lenet5_places[RATE_VALUE].offset, sizeof rate);
  return rate;
}

/* Calls a function that evaluates. */
static lenet5_status evaluate(
    lenet5_context *context, int32_t number, int32_t (*function)(croton_call *),
    croton_call arguments, double *errors)
{
  int64_t *const result = (int64_t *)(void *)((unsigned char *)context + OUTPUTS_OFFSET);
  void *const outputs[] = {result};
  arguments.outputs = outputs;
  const lenet5_status status = call(context, number, function, evaluate_values, arguments);
  if (status == LENET5_OK)
    *errors = (double)*result;
  return status;
}

lenet5_status lenet5_evaluate(
    lenet5_context *context, const lenet5_value *x, const lenet5_target *y, int32_t first,
    int32_t count, double *errors)
{
  if (context == NULL || x == NULL || y == NULL || errors == NULL || first < 0 || count < 1
      || first >= LENET5_BATCH_SIZE || count > LENET5_BATCH_SIZE - first) {
    return LENET5_ERROR_ARGUMENT;
  }
  const int64_t start = first;
  const int64_t end = (int64_t)first + count;
  const void *const inputs[] = {
      examples(context, x, first + count), targets(context, y, first + count), &start, &end};
  return evaluate(context, 2, lenet5_run_evaluate, (croton_call){.inputs = inputs}, errors);
}

lenet5_status lenet5_predict(
    lenet5_context *context, const lenet5_value *x, int32_t count, int32_t *classes,
    float *probabilities)
{
  if (context == NULL || x == NULL || count < 1 || count > LENET5_BATCH_SIZE) {
    return LENET5_ERROR_ARGUMENT;
  }
  const void *const inputs[] = {examples(context, x, count)};
  unsigned char *const memory = (unsigned char *)context + OUTPUTS_OFFSET;
  int64_t *const best = (int64_t *)(void *)memory;
  float *const all = (float *)(void *)(memory + 4032);
  void *const outputs[] = {best, all};
  const lenet5_status status = call(
      context, 3, lenet5_run_predict, predict_values,
      (croton_call){.inputs = inputs, .outputs = outputs});
  if (status != LENET5_OK)
    return status;
  for (int32_t i = 0; classes != NULL && i < count; ++i)
    classes[i] = (int32_t)best[i];
  if (probabilities != NULL) {
    memcpy(probabilities, all, (size_t)count * LENET5_CLASSES * sizeof(float));
  }
  return LENET5_OK;
}

const char *lenet5_status_text(lenet5_status status)
{
  switch (status) {
  case LENET5_OK:
    return "no error";
  case LENET5_ERROR_MEMORY:
    return "the memory of the context is too small for its threads";
  case LENET5_ERROR_ALIGNMENT:
    return "the memory of the context does not lie at a multiple of 8 bytes";
  case LENET5_ERROR_ARGUMENT:
    return "an argument is null or out of range";
  case LENET5_ERROR_INPUT:
    return "a label is no class, or an index has no element";
  case LENET5_ERROR_FILE:
    return "the file cannot be opened, read or written";
  case LENET5_ERROR_FORMAT:
    return "the file is no safetensors file, or a damaged one";
  case LENET5_ERROR_PARAMETERS:
    return "the file has the parameters of another network";
  case LENET5_ERROR_NO_MEMORY:
    return "there is no memory for the header of the file";
  }
  return "no status of this network";
}

const char *lenet5_failure(const lenet5_context *context, int64_t *value)
{
  if (context == NULL || context->failed_function == 0)
    return NULL;
  if (value != NULL)
    *value = context->failure_value;
  switch (context->failed_function) {
  case 1:
    return train_reasons[context->failure - 1];
  default:
    return NULL;
  }
}
