/* Vectors, and what else the kernels ask of the compiler. */
#ifndef CROTON_VECTOR_H
#define CROTON_VECTOR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "croton_fma.h"

/* This C is C99 and nothing else, for any compiler. */
#define CROTON_INLINE static inline
/* A function that stays one. Kernels have to: one after the other uses the same bytes for
   elements of
   different types, and Clang takes a number of one type for none that is written in another. */
#if defined(__GNUC__)
#define CROTON_NOINLINE __attribute__((noinline))
#else
#define CROTON_NOINLINE
#endif
#define CROTON_OPAQUE(array) (array)
#define CROTON_PREFETCH(address, bytes) ((void)(address), (void)(bytes))

/* A struct of another size than planned is an array of a negative size. */
#define CROTON_CHECK_SIZE(name, bytes) \
  typedef char name##_check[sizeof(struct name) == (bytes) ? 1 : -1]

/* A vector is 64 bytes wide on every processor, so that sums over its lanes have one order
   everywhere. It takes as many parts as registers are needed for it: here, numbers.
   Vectors show memory that is also read a number at a time. */
typedef float croton_float_part;
typedef struct {
  float part[16];
} croton_float_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  int32_t part[16];
} croton_float_mask;
typedef double croton_double_part;
typedef struct {
  double part[8];
} croton_double_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  int64_t part[8];
} croton_double_mask;

/* How many parts a vector has, and loops over them. */
#define CROTON_FLOAT_PARTS 16
#define CROTON_EACH_FLOAT_PART for (int i = 0; i < CROTON_FLOAT_PARTS; ++i)
#define CROTON_DOUBLE_PARTS 8
#define CROTON_EACH_DOUBLE_PART for (int i = 0; i < CROTON_DOUBLE_PARTS; ++i)

/* a * b + c, rounded once. Products and sums are fused only where the code calls this or
   croton_scalar_fma; compilers fuse none by themselves, so that results do not depend on which they
   would. Without such an instruction croton_fma.h computes the same number. */

CROTON_INLINE croton_float_part croton_fma_float_part(
    croton_float_part a, croton_float_part b, croton_float_part c)
{
  return croton_scalar_fma_float(a, b, c);
}

CROTON_INLINE croton_float_vector croton_fma_float(
    croton_float_vector a, croton_float_vector b, croton_float_vector c)
{
  CROTON_EACH_FLOAT_PART c.part[i] = croton_fma_float_part(a.part[i], b.part[i], c.part[i]);
  return c;
}

CROTON_INLINE croton_float_vector croton_add_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_FLOAT_PART a.part[i] = a.part[i] + b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_subtract_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_FLOAT_PART a.part[i] = a.part[i] - b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_multiply_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_FLOAT_PART a.part[i] = a.part[i] * b.part[i];
  return a;
}

CROTON_INLINE croton_float_vector croton_divide_float(
    croton_float_vector a, croton_float_vector b)
{
  CROTON_EACH_FLOAT_PART a.part[i] = a.part[i] / b.part[i];
  return a;
}

/* A number in each lane. */
CROTON_INLINE croton_float_vector croton_splat_float(float number)
{
  croton_float_vector result;
  CROTON_EACH_FLOAT_PART result.part[i] = number;
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_float_vector croton_load_float(const float *numbers)
{
  croton_float_vector result;
  memcpy(&result, numbers, sizeof result);
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_float_vector croton_in_register_float(croton_float_vector a)
{
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
  CROTON_EACH_FLOAT_PART
  {
    b.part[i] = a.part[i] > b.part[i] ? a.part[i] : b.part[i];
  }
  return b;
}

/* All bits of the lanes in which two vectors are equal. */
CROTON_INLINE croton_float_mask croton_equal_float(
    croton_float_vector a, croton_float_vector b)
{
  croton_float_mask result;
  CROTON_EACH_FLOAT_PART result.part[i] = a.part[i] == b.part[i] ? -1 : 0;
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_float_vector croton_keep_float(
    croton_float_mask mask, croton_float_vector a)
{
  CROTON_EACH_FLOAT_PART
  {
    a.part[i] = mask.part[i] != 0 ? a.part[i] : 0;
  }
  return a;
}

CROTON_INLINE croton_float_mask croton_or_float(
    croton_float_mask a, croton_float_mask b)
{
  CROTON_EACH_FLOAT_PART a.part[i] |= b.part[i];
  return a;
}

/* a without the bits of b. */
CROTON_INLINE croton_float_mask croton_without_float(
    croton_float_mask a, croton_float_mask b)
{
  CROTON_EACH_FLOAT_PART a.part[i] &= ~b.part[i];
  return a;
}

/* One bit in the lanes of a mask that have all bits. */
CROTON_INLINE croton_float_mask croton_bit_float(croton_float_mask mask, int bit)
{
  CROTON_EACH_FLOAT_PART mask.part[i] &= (int32_t)((uint32_t)1 << bit);
  return mask;
}

/* All bits of the lanes in which one bit is set. */
CROTON_INLINE croton_float_mask croton_has_bit_float(croton_float_mask mask, int bit)
{
  CROTON_EACH_FLOAT_PART mask.part[i] = -((mask.part[i] >> bit) & 1);
  return mask;
}

/* The lowest bit of each lane alone. */
CROTON_INLINE croton_float_mask croton_lowest_bit_float(croton_float_mask mask)
{
  CROTON_EACH_FLOAT_PART mask.part[i] &= (int32_t)(0 - (uint32_t)mask.part[i]);
  return mask;
}

CROTON_INLINE croton_double_part croton_fma_double_part(
    croton_double_part a, croton_double_part b, croton_double_part c)
{
  return croton_scalar_fma_double(a, b, c);
}

CROTON_INLINE croton_double_vector croton_fma_double(
    croton_double_vector a, croton_double_vector b, croton_double_vector c)
{
  CROTON_EACH_DOUBLE_PART c.part[i] = croton_fma_double_part(a.part[i], b.part[i], c.part[i]);
  return c;
}

CROTON_INLINE croton_double_vector croton_add_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] = a.part[i] + b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_subtract_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] = a.part[i] - b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_multiply_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] = a.part[i] * b.part[i];
  return a;
}

CROTON_INLINE croton_double_vector croton_divide_double(
    croton_double_vector a, croton_double_vector b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] = a.part[i] / b.part[i];
  return a;
}

/* A number in each lane. */
CROTON_INLINE croton_double_vector croton_splat_double(double number)
{
  croton_double_vector result;
  CROTON_EACH_DOUBLE_PART result.part[i] = number;
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_double_vector croton_load_double(const double *numbers)
{
  croton_double_vector result;
  memcpy(&result, numbers, sizeof result);
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_double_vector croton_in_register_double(croton_double_vector a)
{
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
  CROTON_EACH_DOUBLE_PART
  {
    b.part[i] = a.part[i] > b.part[i] ? a.part[i] : b.part[i];
  }
  return b;
}

/* All bits of the lanes in which two vectors are equal. */
CROTON_INLINE croton_double_mask croton_equal_double(
    croton_double_vector a, croton_double_vector b)
{
  croton_double_mask result;
  CROTON_EACH_DOUBLE_PART result.part[i] = a.part[i] == b.part[i] ? -1 : 0;
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_double_vector croton_keep_double(
    croton_double_mask mask, croton_double_vector a)
{
  CROTON_EACH_DOUBLE_PART
  {
    a.part[i] = mask.part[i] != 0 ? a.part[i] : 0;
  }
  return a;
}

CROTON_INLINE croton_double_mask croton_or_double(
    croton_double_mask a, croton_double_mask b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] |= b.part[i];
  return a;
}

/* a without the bits of b. */
CROTON_INLINE croton_double_mask croton_without_double(
    croton_double_mask a, croton_double_mask b)
{
  CROTON_EACH_DOUBLE_PART a.part[i] &= ~b.part[i];
  return a;
}

/* One bit in the lanes of a mask that have all bits. */
CROTON_INLINE croton_double_mask croton_bit_double(croton_double_mask mask, int bit)
{
  CROTON_EACH_DOUBLE_PART mask.part[i] &= (int64_t)((uint64_t)1 << bit);
  return mask;
}

/* All bits of the lanes in which one bit is set. */
CROTON_INLINE croton_double_mask croton_has_bit_double(croton_double_mask mask, int bit)
{
  CROTON_EACH_DOUBLE_PART mask.part[i] = -((mask.part[i] >> bit) & 1);
  return mask;
}

/* The lowest bit of each lane alone. */
CROTON_INLINE croton_double_mask croton_lowest_bit_double(croton_double_mask mask)
{
  CROTON_EACH_DOUBLE_PART mask.part[i] &= (int64_t)(0 - (uint64_t)mask.part[i]);
  return mask;
}

/* How many bits are set. */
static inline int croton_bit_count(uint32_t bits)
{
  int count = 0;
  for (; bits != 0; bits &= bits - 1) {
    ++count;
  }
  return count;
}

#endif
