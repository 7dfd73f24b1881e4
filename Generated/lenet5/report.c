/* The lines of a training on the standard output. */
#include "report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void lenet5_report_failure(const lenet5_context *context, lenet5_status status)
{
  int64_t value = 0;
  const char *const reason = lenet5_failure(context, &value);
  const char *const number = reason == NULL ? NULL : strstr(reason, "%lld");
  if (status != LENET5_ERROR_INPUT || reason == NULL) {
    fprintf(stderr, "error: %s\n", lenet5_status_text(status));
  } else if (number == NULL) {
    fprintf(stderr, "error: %s\n", reason);
  } else {
    fprintf(
        stderr, "error: %.*s%" PRId64 "%s\n", (int)(number - reason), reason, value, number + 4);
  }
}

void lenet5_report_divergence(
    const lenet5_position *position, const lenet5_result *result, const char *what, const char *name,
    double value)
{
  fprintf(
      stderr, "error: training diverged in epoch %" PRId64 ", step %" PRId64 ": %s%s%s is ",
      position->epoch, result->iterations, what, name == NULL ? "" : name,
      name == NULL ? "" : "\"");
  if (isnan(value)) {
    fprintf(stderr, "nan");
  } else {
    fprintf(stderr, "%f", value);
  }
  fprintf(stderr, "; a smaller learning rate may help\n");
}

void lenet5_report_hash(const lenet5_position *position, const char *hash)
{
  printf("epoch %" PRId64 "  parameters SHA-256 %s\n", position->epoch, hash);
  fflush(stdout);
}

static void print_place(const lenet5_position *position)
{
  printf(
      "epoch %" PRId64 ", minibatch %" PRId64 "/%" PRId64, position->epoch, position->minibatch,
      position->minibatches);
}

void lenet5_report_stage(int stage)
{
  static const char *const lines[] = {
      "... loading data", "... building the model", "... training"};
  printf("%s\n", lines[stage]);
  fflush(stdout);
}

void lenet5_report_step(const lenet5_position *position)
{
  const int64_t index = (position->epoch - 1) * position->minibatches + position->minibatch - 1;
  if (index % 100 != 0)
    return;
  printf("training @ iter =  %" PRId64 "\n", index);
  fflush(stdout);
}

void lenet5_report_validation(
    const lenet5_position *position, double cost, double error, double seconds)
{
  (void)seconds;
  print_place(position);
  printf(", training cost %f\n", cost);
  print_place(position);
  printf(", validation error %f %%\n", error * 100);
  fflush(stdout);
}

void lenet5_report_test(const lenet5_position *position, double error)
{
  printf("     ");
  print_place(position);
  printf(", test error of best model %f %%\n", error * 100);
  fflush(stdout);
}

/* The errors of the best parameters; without any, what the tutorials print is what their variables
   begin with. */
static void print_best(const lenet5_result *result)
{
  const int32_t has_best = result->best_iteration > 0;
  printf(
      "Best validation score of %f %% obtained at iteration %" PRId64 ", with test performance %f %%\n",
      has_best ? result->validation_error * 100 : INFINITY, has_best ? result->best_iteration : 1,
      has_best ? result->test_error * 100 : 0);
}

void lenet5_report_interruption(const lenet5_result *result)
{
  printf("Interrupted after iteration %" PRId64, result->iterations);
  if (result->best_iteration == 0) {
    printf(", before the first validation.\n");
  } else {
    printf(".\n");
    print_best(result);
  }
  fflush(stdout);
}

void lenet5_report_end(const lenet5_result *result)
{
  printf("Optimization complete.\n");
  print_best(result);
  fflush(stdout);
}
