/* What all functions that Croton generates have in common. */
#ifndef CROTON_H
#define CROTON_H

/* A product and a sum that are fused have other bits. GCC has an option for that, and no pragma. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "croton_math.h"

/* A call of a generated function: its arguments, the memory that it works in (the arena, of
   croton_arena_bytes, and croton_workspace_bytes for each thread, both at a multiple of 64), and
   why it failed. */
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
} croton_call;

#define CROTON_EXPORT __attribute__((visibility("default")))

/* Functions whose arrays of vectors are registers once they are part of their caller. */
#define CROTON_INLINE static inline __attribute__((always_inline))

/* An array whose numbers the compiler is not to see: GCC 12 stores wrong ones where it makes
   vectors of them for processors such as Ice Lake. */
#define CROTON_OPAQUE(array) \
  __extension__({ \
    __typeof__(&(array)[0]) pointer = (array); \
    __asm__( \
        "" \
        : "+r"(pointer)); \
    pointer; \
  })

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

/* Loops over registers have literal bounds and are unrolled whole; some loops are better not. */
#if defined(__clang__)
#define CROTON_UNROLL _Pragma("clang loop unroll(full)")
#define CROTON_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define CROTON_UNROLL _Pragma("GCC unroll 64")
#define CROTON_ROLLED _Pragma("GCC unroll 1")
#endif

/* A vector is 64 bytes wide on every processor, so that sums over its lanes have one order
   everywhere. It takes as many parts as registers are needed for it.
   Vectors show memory that is also read a number at a time. */
typedef float croton_float_part __attribute__((vector_size(64), may_alias));
typedef int32_t croton_float_mask_part __attribute__((vector_size(64), may_alias));
typedef float croton_float_unaligned_part
    __attribute__((vector_size(64), may_alias, aligned(4)));
typedef struct {
  croton_float_part part[1];
} __attribute__((may_alias)) croton_float_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  croton_float_mask_part part[1];
} __attribute__((may_alias)) croton_float_mask;
typedef double croton_double_part __attribute__((vector_size(64), may_alias));
typedef int64_t croton_double_mask_part __attribute__((vector_size(64), may_alias));
typedef double croton_double_unaligned_part
    __attribute__((vector_size(64), may_alias, aligned(8)));
typedef struct {
  croton_double_part part[1];
} __attribute__((may_alias)) croton_double_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  croton_double_mask_part part[1];
} __attribute__((may_alias)) croton_double_mask;

/* A loop over the parts of a vector. */
#define CROTON_PARTS 1
#define CROTON_EACH_PART \
  CROTON_UNROLL \
  for (int i = 0; i < CROTON_PARTS; ++i)

/* Lanes of two parts, by number; those of the second follow those of the first. */
#if defined(__clang__)
#define CROTON_SHUFFLE_FLOAT(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define CROTON_SHUFFLE_DOUBLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define CROTON_SHUFFLE_FLOAT(a, b, ...) \
  __builtin_shuffle(a, b, (croton_float_mask_part){__VA_ARGS__})
#define CROTON_SHUFFLE_DOUBLE(a, b, ...) \
  __builtin_shuffle(a, b, (croton_double_mask_part){__VA_ARGS__})
#endif

/* The registers that hold a part, in inline assembly. */
#if defined(__AVX512F__)
#define CROTON_REGISTER "v"
#endif

/* a * b + c, rounded once. Products and sums are fused only where the code calls this or the C
   library's fma; compilers fuse none by themselves, so that results do not depend on which they
   would. Without such an instruction the C library computes the same number. */
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_fma)
#define CROTON_FMA_FLOAT __builtin_elementwise_fma
#define CROTON_FMA_DOUBLE __builtin_elementwise_fma
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_vfmaddps512_mask)
#define CROTON_FMA_FLOAT(a, b, c) __builtin_ia32_vfmaddps512_mask(a, b, c, -1, 4)
#define CROTON_FMA_DOUBLE(a, b, c) __builtin_ia32_vfmaddpd512_mask(a, b, c, -1, 4)
#endif
#endif

CROTON_INLINE croton_float_part croton_fma_float_part(
    croton_float_part a, croton_float_part b, croton_float_part c)
{
#if defined(CROTON_FMA_FLOAT)
  return CROTON_FMA_FLOAT(a, b, c);
#else
  croton_float_part result;
  for (int lane = 0; lane < 16; ++lane) {
    result[lane] = fmaf(a[lane], b[lane], c[lane]);
  }
  return result;
#endif
}

CROTON_INLINE croton_float_vector croton_fma_float(
    croton_float_vector a, croton_float_vector b, croton_float_vector c)
{
  CROTON_EACH_PART c.part[i] = croton_fma_float_part(a.part[i], b.part[i], c.part[i]);
  return c;
}

CROTON_INLINE croton_float_vector croton_add_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] + b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_subtract_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] - b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_multiply_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] * b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_divide_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] / b.part[i];
  return a;
}

/* A number in each lane. */
CROTON_INLINE croton_float_vector croton_splat_float(float number)
{
  croton_float_vector result;
  CROTON_EACH_PART result.part[i] = number - (croton_float_part){0};
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_float_vector croton_load_float(const float *numbers)
{
  croton_float_vector result;
  CROTON_EACH_PART result.part[i] = ((const croton_float_unaligned_part *)numbers)[i];
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_float_vector croton_in_register_float(croton_float_vector a)
{
#if defined(CROTON_REGISTER)
  CROTON_EACH_PART
  {
    croton_float_part part = a.part[i];
    __asm__(
        ""
        : "+" CROTON_REGISTER(part));
    a.part[i] = part;
  }
#endif
  return a;
}

/* The sum of the lanes, from the first on. */
CROTON_INLINE float croton_sum_float(croton_float_vector a)
{
  const float *const numbers = (const float *)&a;
  float sum = 0;
  for (int lane = 0; lane < 16; ++lane) {
    sum += numbers[lane];
  }
  return sum;
}

/* The larger of two numbers in each lane: of equal ones, and where one is NaN, the second. That
   is what the instruction computes of its operands in this order, which compilers do not see in
   the choice. */
CROTON_INLINE croton_float_vector croton_larger_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_PART
  {
#if defined(__AVX512F__)
    croton_float_part larger;
    __asm__(
        "vmaxps %2, %1, %0"
        : "=v"(larger)
        : "v"(a.part[i]), "v"(b.part[i]));
    b.part[i] = larger;
#else
    const croton_float_mask_part is_larger = a.part[i] > b.part[i];
    const croton_float_mask_part from_a = is_larger & (croton_float_mask_part)a.part[i];
    const croton_float_mask_part from_b = ~is_larger & (croton_float_mask_part)b.part[i];
    b.part[i] = (croton_float_part)(from_a | from_b);
#endif
  }
  return b;
}

/* All bits of the lanes in which two vectors are equal. */
CROTON_INLINE croton_float_mask croton_equal_float(
    croton_float_vector a, croton_float_vector b)
{
  croton_float_mask result;
  CROTON_EACH_PART result.part[i] = a.part[i] == b.part[i];
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_float_vector croton_keep_float(
    croton_float_mask mask, croton_float_vector a)
{
  CROTON_EACH_PART
  {
    a.part[i] = (croton_float_part)(mask.part[i] & (croton_float_mask_part)a.part[i]);
  }
  return a;
}

CROTON_INLINE croton_float_mask croton_or_float(
    croton_float_mask a, croton_float_mask b)
{
  CROTON_EACH_PART a.part[i] |= b.part[i];
  return a;
}

/* a without the bits of b. */
CROTON_INLINE croton_float_mask croton_without_float(
    croton_float_mask a, croton_float_mask b)
{
  CROTON_EACH_PART a.part[i] &= ~b.part[i];
  return a;
}

/* One bit in the lanes of a mask that have all bits. */
CROTON_INLINE croton_float_mask croton_bit_float(croton_float_mask mask, int bit)
{
  CROTON_EACH_PART mask.part[i] &= (int32_t)1 << bit;
  return mask;
}

/* All bits of the lanes in which one bit is set. */
CROTON_INLINE croton_float_mask croton_has_bit_float(croton_float_mask mask, int bit)
{
  CROTON_EACH_PART mask.part[i] = -((mask.part[i] >> bit) & 1);
  return mask;
}

/* The lowest bit of each lane alone. */
CROTON_INLINE croton_float_mask croton_lowest_bit_float(croton_float_mask mask)
{
  CROTON_EACH_PART mask.part[i] &= -mask.part[i];
  return mask;
}

CROTON_INLINE croton_double_part croton_fma_double_part(
    croton_double_part a, croton_double_part b, croton_double_part c)
{
#if defined(CROTON_FMA_DOUBLE)
  return CROTON_FMA_DOUBLE(a, b, c);
#else
  croton_double_part result;
  for (int lane = 0; lane < 8; ++lane) {
    result[lane] = fma(a[lane], b[lane], c[lane]);
  }
  return result;
#endif
}

CROTON_INLINE croton_double_vector croton_fma_double(
    croton_double_vector a, croton_double_vector b, croton_double_vector c)
{
  CROTON_EACH_PART c.part[i] = croton_fma_double_part(a.part[i], b.part[i], c.part[i]);
  return c;
}

CROTON_INLINE croton_double_vector croton_add_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] + b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_subtract_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] - b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_multiply_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] * b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_divide_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_PART a.part[i] = a.part[i] / b.part[i];
  return a;
}

/* A number in each lane. */
CROTON_INLINE croton_double_vector croton_splat_double(double number)
{
  croton_double_vector result;
  CROTON_EACH_PART result.part[i] = number - (croton_double_part){0};
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_double_vector croton_load_double(const double *numbers)
{
  croton_double_vector result;
  CROTON_EACH_PART result.part[i] = ((const croton_double_unaligned_part *)numbers)[i];
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_double_vector croton_in_register_double(croton_double_vector a)
{
#if defined(CROTON_REGISTER)
  CROTON_EACH_PART
  {
    croton_double_part part = a.part[i];
    __asm__(
        ""
        : "+" CROTON_REGISTER(part));
    a.part[i] = part;
  }
#endif
  return a;
}

/* The sum of the lanes, from the first on. */
CROTON_INLINE double croton_sum_double(croton_double_vector a)
{
  const double *const numbers = (const double *)&a;
  double sum = 0;
  for (int lane = 0; lane < 8; ++lane) {
    sum += numbers[lane];
  }
  return sum;
}

/* The larger of two numbers in each lane: of equal ones, and where one is NaN, the second. That
   is what the instruction computes of its operands in this order, which compilers do not see in
   the choice. */
CROTON_INLINE croton_double_vector croton_larger_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_PART
  {
#if defined(__AVX512F__)
    croton_double_part larger;
    __asm__(
        "vmaxpd %2, %1, %0"
        : "=v"(larger)
        : "v"(a.part[i]), "v"(b.part[i]));
    b.part[i] = larger;
#else
    const croton_double_mask_part is_larger = a.part[i] > b.part[i];
    const croton_double_mask_part from_a = is_larger & (croton_double_mask_part)a.part[i];
    const croton_double_mask_part from_b = ~is_larger & (croton_double_mask_part)b.part[i];
    b.part[i] = (croton_double_part)(from_a | from_b);
#endif
  }
  return b;
}

/* All bits of the lanes in which two vectors are equal. */
CROTON_INLINE croton_double_mask croton_equal_double(
    croton_double_vector a, croton_double_vector b)
{
  croton_double_mask result;
  CROTON_EACH_PART result.part[i] = a.part[i] == b.part[i];
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_double_vector croton_keep_double(
    croton_double_mask mask, croton_double_vector a)
{
  CROTON_EACH_PART
  {
    a.part[i] = (croton_double_part)(mask.part[i] & (croton_double_mask_part)a.part[i]);
  }
  return a;
}

CROTON_INLINE croton_double_mask croton_or_double(
    croton_double_mask a, croton_double_mask b)
{
  CROTON_EACH_PART a.part[i] |= b.part[i];
  return a;
}

/* a without the bits of b. */
CROTON_INLINE croton_double_mask croton_without_double(
    croton_double_mask a, croton_double_mask b)
{
  CROTON_EACH_PART a.part[i] &= ~b.part[i];
  return a;
}

/* One bit in the lanes of a mask that have all bits. */
CROTON_INLINE croton_double_mask croton_bit_double(croton_double_mask mask, int bit)
{
  CROTON_EACH_PART mask.part[i] &= (int64_t)1 << bit;
  return mask;
}

/* All bits of the lanes in which one bit is set. */
CROTON_INLINE croton_double_mask croton_has_bit_double(croton_double_mask mask, int bit)
{
  CROTON_EACH_PART mask.part[i] = -((mask.part[i] >> bit) & 1);
  return mask;
}

/* The lowest bit of each lane alone. */
CROTON_INLINE croton_double_mask croton_lowest_bit_double(croton_double_mask mask)
{
  CROTON_EACH_PART mask.part[i] &= -mask.part[i];
  return mask;
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
