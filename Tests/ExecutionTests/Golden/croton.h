/* What all functions that Croton generates have in common. */
#ifndef CROTON_H
#define CROTON_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* GCC's predictive commoning (-O3; seen in GCC 12) can make a loop write old values back to
   elements outside of its range: a data race, which loses what another thread has written there. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("no-predictive-commoning")
#endif

#include "croton_fma.h"
#include "croton_functions.h"
#include "croton_math.h"
#include "croton_vector.h"

/* A call of a generated function: its arguments, the memory that it works in (the arena, of
   croton_arena_bytes, and croton_workspace_bytes for each thread, both at a multiple of 64), and
   why it failed; and, of a function that several processes call together, who they are. */
typedef struct {
  const void *const *inputs;
  void *const *shared;
  void *const *outputs;
  uint8_t *arena;
  uint8_t *workspace;
  int32_t threads;
  int32_t failure;
  int64_t failure_value;
  double failure_number;
  void *processes;
} croton_call;

#define CROTON_EXPORT __attribute__((visibility("default")))

/* Numbers in other types of integers: without their fractions, and the nearest that there is.
   NaN is 0. */
static inline int32_t croton_int32_of_real(double x)
{
  return x >= 2147483647.0
      ? INT32_MAX
      : (x <= -2147483648.0 ? INT32_MIN : (x == x ? (int32_t)x : 0));
}
static inline int64_t croton_int64_of_real(double x)
{
  return x >= 9223372036854775808.0
      ? INT64_MAX
      : (x <= -9223372036854775808.0 ? INT64_MIN : (x == x ? (int64_t)x : 0));
}
static inline uint8_t croton_uint8_of_real(double x)
{
  return x >= 255.0 ? 255 : (x > 0.0 ? (uint8_t)x : 0);
}
static inline uint16_t croton_uint16_of_real(double x)
{
  return x >= 65535.0 ? 65535 : (x > 0.0 ? (uint16_t)x : 0);
}
static inline uint32_t croton_uint32_of_real(double x)
{
  return x >= 4294967295.0 ? UINT32_MAX : (x > 0.0 ? (uint32_t)x : 0);
}
static inline int32_t croton_int32_of_integer(int64_t x)
{
  return x > INT32_MAX ? INT32_MAX : (x < INT32_MIN ? INT32_MIN : (int32_t)x);
}
static inline uint8_t croton_uint8_of_integer(int64_t x)
{
  return x > 255 ? 255 : (x > 0 ? (uint8_t)x : 0);
}
static inline uint16_t croton_uint16_of_integer(int64_t x)
{
  return x > 65535 ? 65535 : (x > 0 ? (uint16_t)x : 0);
}
static inline uint32_t croton_uint32_of_integer(int64_t x)
{
  return x > UINT32_MAX ? UINT32_MAX : (x > 0 ? (uint32_t)x : 0);
}

/* The number of the thread among those that share a call. */
#if defined(_OPENMP)
#include <omp.h>
static inline int croton_thread(void)
{
  return omp_get_thread_num();
}
#else
static inline int croton_thread(void)
{
  return 0;
}
#endif

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

/* Fails the call at the first number that is NaN, infinite or over 1e10 in absolute value, with its
   position in the tensor. Images lie in groups of so many lanes; lanes past the last image hold no
   numbers of the tensor. Every row-major tensor is one image in one lane. */
#define CROTON_CHECK_NUMBERS(type) \
  static inline void croton_check_##type( \
      croton_call *call, int32_t failure, const type *numbers, int64_t images, \
      int64_t elements, int64_t lanes) \
  { \
    for (int64_t first = 0; first < images; first += lanes) { \
      const int64_t used = images - first < lanes ? images - first : lanes; \
      for (int64_t element = 0; element < elements; ++element) { \
        for (int64_t lane = 0; lane < used; ++lane) { \
          const double number = numbers[first * elements + element * lanes + lane]; \
          if (!(fabs(number) <= 1e10) && call->failure == 0) { \
            call->failure = failure; \
            call->failure_value = (first + lane) * elements + element; \
            call->failure_number = number; \
          } \
        } \
      } \
    } \
  }

CROTON_CHECK_NUMBERS(float)
CROTON_CHECK_NUMBERS(double)

/* What is chosen by comparisons. Where a NaN is among the operands, none holds, and the result is
   NaN. */
#define CROTON_CHOICES(type) \
  static inline type croton_minimum_##type(type a, type b) \
  { \
    return a < b ? a : (a >= b ? b : a + b); \
  } \
  static inline type croton_maximum_##type(type a, type b) \
  { \
    return a > b ? a : (a <= b ? b : a + b); \
  } \
  static inline type croton_sign_##type(type x) \
  { \
    return x > 0 ? 1 : (x < 0 ? -1 : x); \
  }

CROTON_CHOICES(float)
CROTON_CHOICES(double)
CROTON_CHOICES(int32_t)
CROTON_CHOICES(int64_t)

static inline float croton_relu_float(float x)
{
  return x < 0.0f ? 0.0f : x;
}

static inline double croton_relu_double(double x)
{
  return x < 0.0 ? 0.0 : x;
}

/* Random numbers that are computed from a key and a counter alone: SplitMix64 (Steele, Lea and
   Flood, 2014), whose seed is the key, mixed, and whose step is the counter. */
static inline uint64_t croton_mixed_bits(uint64_t z)
{
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline uint64_t croton_random_bits(int64_t key, int64_t counter)
{
  const uint64_t step = (uint64_t)counter + 1;
  return croton_mixed_bits(
      croton_mixed_bits((uint64_t)key) + step * UINT64_C(0x9e3779b97f4a7c15));
}

static inline float croton_uniform_float(int64_t key, int64_t counter)
{
  return (float)(croton_random_bits(key, counter) >> 40) * 0x1p-24f;
}

static inline double croton_uniform_double(int64_t key, int64_t counter)
{
  return (double)(croton_random_bits(key, counter) >> 11) * 0x1p-53;
}

/* Powers of integers wrap around; a negative power of one drops the fraction. */
static inline int64_t croton_power(int64_t base, int64_t exponent)
{
  if (exponent < 0) {
    return base == 1 ? 1 : (base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0);
  }
  uint64_t result = 1;
  uint64_t factor = (uint64_t)base;
  for (; exponent > 0; exponent /= 2) {
    result *= exponent % 2 == 1 ? factor : 1;
    factor *= factor;
  }
  return (int64_t)result;
}

/* The least integer has no positive counterpart and stays as it is. */
static inline int64_t croton_abs(int64_t x)
{
  return x < 0 ? (int64_t)(0 - (uint64_t)x) : x;
}

/* Division of integers drops the fraction, as in C. As in NumPy, division by zero gives zero, and
   the least integer divided by -1 wraps around to itself. */
static inline int64_t croton_divide(int64_t a, int64_t b)
{
  return b == 0 ? 0 : (b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b);
}

#endif
