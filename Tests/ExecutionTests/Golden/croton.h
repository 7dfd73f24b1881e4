/* What all functions that Croton generates have in common. */
#ifndef CROTON_H
#define CROTON_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* A call of a generated function: its arguments, and why it failed. */
typedef struct {
  void *const *inputs;
  void *const *shared;
  void *const *outputs;
  uint8_t *arena;
  int32_t threads;
  int32_t failure;
  int64_t failure_value;
} croton_call;

#define CROTON_EXPORT __attribute__((visibility("default")))

/* Loops over registers have literal bounds and are unrolled whole. */
#if defined(__clang__)
#define CROTON_UNROLL _Pragma("clang loop unroll(full)")
#else
#define CROTON_UNROLL _Pragma("GCC unroll 64")
#endif

/* Vectors of 32 bytes. They show memory that is also read a number at a time. */
typedef float croton_float_vector __attribute__((vector_size(32), may_alias));
typedef int32_t croton_float_mask __attribute__((vector_size(32), may_alias));
typedef double croton_double_vector __attribute__((vector_size(32), may_alias));
typedef int64_t croton_double_mask __attribute__((vector_size(32), may_alias));

static inline croton_float_vector croton_select_float(
    croton_float_mask mask, croton_float_vector yes, croton_float_vector no)
{
  return (croton_float_vector)(
      (mask & (croton_float_mask)yes) | (~mask & (croton_float_mask)no));
}

static inline croton_double_vector croton_select_double(
    croton_double_mask mask, croton_double_vector yes, croton_double_vector no)
{
  return (croton_double_vector)(
      (mask & (croton_double_mask)yes) | (~mask & (croton_double_mask)no));
}

/* Remembers the first failure of a call; the call goes on, but updates nothing. */
static inline void croton_fail(croton_call *call, int32_t failure, int64_t value)
{
#pragma omp critical(croton_failure)
  {
    if (call->failure == 0) {
      call->failure = failure;
      call->failure_value = value;
    }
  }
}

static inline float croton_sigmoid_float(float x)
{
  return 1.0f / (1.0f + expf(-x));
}

static inline double croton_sigmoid_double(double x)
{
  return 1.0 / (1.0 + exp(-x));
}

/* Division of integers drops the fraction, as in C. As in NumPy, division by zero gives zero, and
   the least integer divided by -1 wraps around to itself. */
static inline int64_t croton_divide(int64_t a, int64_t b)
{
  return b == 0 ? 0 : b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b;
}

#endif
