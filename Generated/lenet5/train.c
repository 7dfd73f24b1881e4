/* Trains the network with early stopping: the loop of the deeplearning.net tutorials, with the same
   decisions in the same order. */
#if defined(__unix__) || defined(__APPLE__) || defined(__wasi__)
#define _POSIX_C_SOURCE 200809L
#endif

#include "batches.h"
#include "data.h"
#include "model.h"
#include "options.h"
#include "report.h"
#include "sha256.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if !defined(__wasi__)
#include <signal.h>
#endif

/* How a training ends; the last two are exit codes too. */
enum {
  FAILURE = -1,
  COMPLETE = 0,
  DIVERGENCE = 3,
  SIGNALLED = 128
};

/* A training: what it works with, and where it is. */
typedef struct {
  const lenet5_options *options;
  const lenet5_data *data;
  lenet5_context *context;
  lenet5_batches batches;
  lenet5_position position;
  lenet5_result result;
  int64_t patience;
  double best_error;
  int32_t has_saved;
  /* The costs of the epoch's minibatches so far. */
  double cost_sum;
  int64_t cost_count;
  double start;
} training;

/* The time in seconds. */
static double now(void)
{
#if defined(__unix__) || defined(__APPLE__) || defined(__wasi__)
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
#else
  /* That of the processor: C99 has no other but whole seconds. */
  return (double)clock() / CLOCKS_PER_SEC;
#endif
}

#if defined(__wasi__)
/* WebAssembly has no signals: what runs the training can only end it at once. */
enum {
  stop_signal = 0
};

static void catch_signals(void)
{
}
#else
/* The signal that asks to end the training, or 0. */
static volatile sig_atomic_t stop_signal;

/* The next signal ends the process as usual. */
static void stop(int number)
{
  signal(number, SIG_DFL);
  stop_signal = number;
}

/* Lets a signal end the training after the step, unless it is to be ignored. What is being written
   goes on. */
static void catch_signal(int number)
{
#if defined(__unix__) || defined(__APPLE__)
  struct sigaction action;
  if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
    return;
  memset(&action, 0, sizeof action);
  action.sa_handler = stop;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
#else
  signal(number, stop);
#endif
}

static void catch_signals(void)
{
  catch_signal(SIGINT);
  catch_signal(SIGTERM);
}
#endif

/* Ends a training that a call has failed in. */
static int fail(const training *run, lenet5_status status)
{
  lenet5_report_failure(run->context, status);
  return FAILURE;
}

/* Ends a training whose numbers are infinite or NaN. */
static int diverge(const training *run, const char *what, const char *name, double value)
{
  lenet5_report_divergence(&run->position, &run->result, what, name, value);
  return DIVERGENCE;
}

/* Looks for a number of a parameter that is infinite or NaN: the error rate may still be a number. */
static int check_parameters(const training *run)
{
  for (int32_t i = 0; i < LENET5_ARRAY_COUNT; ++i) {
    const float *const values = lenet5_array_values(run->context, i);
    for (int64_t j = 0; j < lenet5_arrays[i].count; ++j) {
      if (!isfinite(values[j]))
        return diverge(run, "a number of \"", lenet5_arrays[i].name, (double)values[j]);
    }
  }
  return COMPLETE;
}

/* Trains on the minibatch of the present position. */
static int step(training *run)
{
  float cost;
  lenet5_report_step(&run->position);
  const lenet5_status status = lenet5_train_batch(
      run->context, &run->batches, &run->data->training, run->position.minibatch - 1, &cost);
  if (status != LENET5_OK)
    return fail(run, status);
  run->result.iterations += 1;
  if (run->position.minibatch == 1) {
    run->cost_sum = 0;
    run->cost_count = 0;
  }
  run->cost_sum += (double)cost;
  run->cost_count += 1;
  return isfinite(cost) ? COMPLETE : diverge(run, "the cost", NULL, (double)cost);
}

/* The mean error of a set, which has to be a number. */
static int measure(training *run, const char *what, const lenet5_set *set, double *error)
{
  const lenet5_status status =
      lenet5_measure(run->context, &run->batches, set, run->options->shuffles, error);
  if (status != LENET5_OK)
    return fail(run, status);
  return isfinite(*error) ? COMPLETE : diverge(run, what, NULL, *error);
}

/* At a clearly better validation error, the patience grows. */
static void extend_patience(training *run, double error)
{
  if (!(error < run->best_error * run->options->improvement_threshold))
    return;
  const int64_t factor = run->options->patience_increase;
  const int64_t iterations = run->result.iterations - 1;
  const int64_t extended = iterations > INT64_MAX / factor ? INT64_MAX : iterations * factor;
  if (extended > run->patience)
    run->patience = extended;
}

/* Saves the parameters. */
static int save(training *run)
{
  const lenet5_status status = lenet5_save(run->context, run->options->save);
  if (status != LENET5_OK) {
    fprintf(
        stderr, "error: cannot write '%s': %s\n", run->options->save,
        status == LENET5_ERROR_FILE && errno != 0 ? strerror(errno) : lenet5_status_text(status));
    return FAILURE;
  }
  run->has_saved = 1;
  return COMPLETE;
}

/* Measures the validation set and, at a new best, saves the parameters and measures the test set. */
static int validate(training *run)
{
  double error;
  int ended = measure(run, "the validation error", &run->data->validation, &error);
  if (ended != COMPLETE)
    return ended;
  lenet5_report_validation(
      &run->position, run->cost_sum / (double)run->cost_count, error, now() - run->start);
  if (!(error < run->best_error))
    return COMPLETE;
  extend_patience(run, error);
  run->best_error = error;
  ended = check_parameters(run);
  if (ended == COMPLETE)
    ended = save(run);
  if (ended != COMPLETE)
    return ended;
  double test_error;
  ended = measure(run, "the test error", &run->data->test, &test_error);
  if (ended != COMPLETE)
    return ended;
  run->result.validation_error = error;
  run->result.best_iteration = run->result.iterations;
  run->result.test_error = test_error;
  lenet5_report_test(&run->position, test_error);
  return COMPLETE;
}

/* Prints the hash of the parameters: of their bytes, little-endian, in the order of their names. */
static void print_hash(const training *run)
{
  static const int32_t order[] = {0, 1, 2, 3, 4, 5, 6, 7};
  lenet5_sha256 hash;
  lenet5_sha256_begin(&hash);
  for (int32_t i = 0; i < LENET5_ARRAY_COUNT; ++i) {
    const float *const values = lenet5_array_values(run->context, order[i]);
    for (int64_t j = 0; j < lenet5_arrays[order[i]].count; ++j) {
      uint32_t bits;
      memcpy(&bits, values + j, sizeof bits);
      const unsigned char bytes[4] = {
          (unsigned char)bits, (unsigned char)(bits >> 8), (unsigned char)(bits >> 16),
          (unsigned char)(bits >> 24)};
      lenet5_sha256_add(&hash, bytes, sizeof bytes);
    }
  }
  char text[LENET5_HASH_CHARACTERS];
  lenet5_sha256_end(&hash, text);
  lenet5_report_hash(&run->position, text);
}

/* Trains until the epochs are done, the patience is exhausted, or a signal asks to stop. */
static int train(training *run)
{
  const int64_t minibatches = run->data->training.count / LENET5_BATCH_SIZE;
  const int64_t half = run->patience / 2;
  const int64_t frequency = half < minibatches ? half : minibatches;
  const int64_t total = run->options->epochs * minibatches;
  run->result.minibatches = minibatches;
  for (int64_t done = 0; done < total; ++done) {
    if (done > 0 && run->patience < done)
      break;
    run->position.epoch = done / minibatches + 1;
    run->position.epochs = run->options->epochs;
    run->position.minibatch = done % minibatches + 1;
    run->position.minibatches = minibatches;
    if (run->position.minibatch == 1 && run->options->shuffles) {
      lenet5_shuffle(
          &run->batches, run->data->training.count, run->options->seed, run->position.epoch - 1);
    }
    const int signal_number = stop_signal;
    if (signal_number != 0) {
      lenet5_report_interruption(&run->result);
      return SIGNALLED + signal_number;
    }
    int ended = step(run);
    if (ended == COMPLETE && (done + 1) % frequency == 0)
      ended = validate(run);
    if (ended != COMPLETE)
      return ended;
    if (run->options->hashes && run->position.minibatch == minibatches)
      print_hash(run);
  }
  run->result.patience_is_exhausted = run->patience < run->result.iterations;
  run->result.seconds = now() - run->start;
  lenet5_report_end(&run->result);
  return COMPLETE;
}

/* Checks that the data is as large as the network needs it. */
static int check_size(const lenet5_options *options, const lenet5_data *data)
{
  const lenet5_set *const sets[] = {&data->training, &data->validation, &data->test};
  static const char *const names[] = {"training", "validation", "test"};
  int smallest = 0;
  for (int i = 1; !options->shuffles && i < 3; ++i) {
    if (sets[i]->count < sets[smallest]->count)
      smallest = i;
  }
  if (sets[smallest]->count < LENET5_BATCH_SIZE) {
    fprintf(
        stderr,
        "error: a batch size of %d is not possible; expected 1 to %lld, the number of examples in "
        "the %s set\n",
        LENET5_BATCH_SIZE, (long long)sets[smallest]->count, names[smallest]);
    return -1;
  }
  if (data->validation.count < 1 || data->test.count < 1) {
    fprintf(stderr, "error: the validation set or the test set has no examples\n");
    return -1;
  }
  return 0;
}

/* Reads the data and makes the context of a training, with all that can refuse it. */
static int prepare(training *run, lenet5_data *data, void **memory)
{
  const lenet5_options *const options = run->options;
  lenet5_report_stage(LENET5_LOADING_DATA);
  if (lenet5_read_data(data, options->data) != 0)
    return FAILURE;
  lenet5_report_stage(LENET5_BUILDING_MODEL);
  if (check_size(options, data) != 0)
    return FAILURE;
  run->context = lenet5_make_context(options->threads, options->seed, memory);
  if (run->context == NULL || lenet5_make_batches(&run->batches, &data->training) != 0)
    return FAILURE;
  return lenet5_set_learning_rate(run->context, options->learning_rate) == LENET5_OK ? 0 : FAILURE;
}

int main(int count, char **arguments)
{
  lenet5_options options;
  const int asked = lenet5_read_options(&options, count, arguments);
  if (asked != 0)
    return asked > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  lenet5_data data;
  memset(&data, 0, sizeof data);
  void *memory = NULL;
  training run;
  memset(&run, 0, sizeof run);
  run.options = &options;
  run.data = &data;
  run.patience = options.patience;
  run.best_error = INFINITY;
  int status = lenet5_check_destination(&options);
  if (status == 0)
    status = prepare(&run, &data, &memory);
  if (status == 0) {
    lenet5_report_stage(LENET5_TRAINING);
    /* Until now there was nothing to keep. */
    catch_signals();
    run.start = now();
    status = train(&run);
    if (run.has_saved) {
      fprintf(stderr, "the best parameters are in '%s'\n", options.save);
    } else if (status == COMPLETE || status >= SIGNALLED) {
      fprintf(stderr, "no parameters were saved\n");
    }
    if (ferror(stdout)) {
      fprintf(stderr, "error: cannot write to the standard output\n");
      status = FAILURE;
    }
  }
  lenet5_free_batches(&run.batches);
  lenet5_free_data(&data);
  free(memory);
  return status == FAILURE ? EXIT_FAILURE : status;
}
