/* Vectors, and what else the kernels ask of the compiler. */
#ifndef CROTON_VECTOR_H
#define CROTON_VECTOR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "croton_fma.h"

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

/* Loops over registers have literal bounds and are unrolled whole; some loops are better not. */
#if defined(__clang__)
#define CROTON_UNROLL _Pragma("clang loop unroll(full)")
#define CROTON_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define CROTON_UNROLL _Pragma("GCC unroll 64")
#define CROTON_ROLLED _Pragma("GCC unroll 1")
#endif

/* A function that stays one. Kernels have to: one after the other uses the same bytes for
   elements of
   different types, and Clang takes a number of one type for none that is written in another. */
#define CROTON_NOINLINE __attribute__((noinline))

/* What is read soon comes into the caches: what lies so many bytes after an address, which may be
   past the end of an array. */
#define CROTON_PREFETCH(address, bytes) \
  __builtin_prefetch((const void *)((uintptr_t)(address) + (bytes)))

/* A struct has the size that is planned. */
#define CROTON_CHECK_SIZE(name, bytes) \
  _Static_assert(sizeof(struct name) == (bytes), #name " has another size")

/* A vector is 64 bytes wide on every processor, so that sums over its lanes have one order
   everywhere. It takes as many parts as registers are needed for it.
   Vectors show memory that is also read a number at a time. */
typedef float croton_float_part __attribute__((vector_size(32), may_alias));
typedef int32_t croton_float_mask_part __attribute__((vector_size(32), may_alias));
typedef float croton_float_unaligned_part
    __attribute__((vector_size(32), may_alias, aligned(4)));
typedef struct {
  croton_float_part part[2];
} __attribute__((may_alias)) croton_float_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  croton_float_mask_part part[2];
} __attribute__((may_alias)) croton_float_mask;
typedef double croton_double_part __attribute__((vector_size(32), may_alias));
typedef int64_t croton_double_mask_part __attribute__((vector_size(32), may_alias));
typedef double croton_double_unaligned_part
    __attribute__((vector_size(32), may_alias, aligned(8)));
typedef struct {
  croton_double_part part[2];
} __attribute__((may_alias)) croton_double_vector;
/* In each lane all bits or none, or bits that say something. */
typedef struct {
  croton_double_mask_part part[2];
} __attribute__((may_alias)) croton_double_mask;

/* How many parts a vector has, and loops over them. */
#define CROTON_FLOAT_PARTS 2
#define CROTON_EACH_FLOAT_PART \
  CROTON_UNROLL \
  for (int i = 0; i < CROTON_FLOAT_PARTS; ++i)
#define CROTON_DOUBLE_PARTS 2
#define CROTON_EACH_DOUBLE_PART \
  CROTON_UNROLL \
  for (int i = 0; i < CROTON_DOUBLE_PARTS; ++i)

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
#if defined(__AVX__)
#define CROTON_REGISTER "v"
#endif

/* croton_software_fma_float in each lane. The product of what the sum has lost and of the sum is
   positive where the sum is too small in absolute value, and neither overflows nor becomes 0. */
typedef double croton_wide_part __attribute__((vector_size(64)));
typedef int64_t croton_wide_part_bits __attribute__((vector_size(64)));

CROTON_INLINE croton_float_part croton_software_fma_float_part(
    croton_float_part a, croton_float_part b, croton_float_part c)
{
  const croton_wide_part product =
      __builtin_convertvector(a, croton_wide_part) * __builtin_convertvector(b, croton_wide_part);
  const croton_wide_part addend = __builtin_convertvector(c, croton_wide_part);
  const croton_wide_part sum = product + addend;
  const croton_wide_part part = sum - product;
  const croton_wide_part lost = (product - (sum - part)) + (addend - part);
  const croton_wide_part side = lost * sum;
  const croton_wide_part_bits bits = (croton_wide_part_bits)sum;
  /* Up or down where the last bit is 0 and has to change. */
  const croton_wide_part_bits change = ((side < 0.0) - (side > 0.0)) & ((bits & 1) - 1);
  return __builtin_convertvector((croton_wide_part)(bits + change), croton_float_part);
}

/* a * b + c, rounded once. Products and sums are fused only where the code calls this or
   croton_scalar_fma; compilers fuse none by themselves, so that results do not depend on which they
   would. Without such an instruction croton_fma.h computes the same number. */
#if !defined(CROTON_HAS_FMA_FLOAT) \
    || (defined(__SSE2__) && !defined(__FMA__) && !defined(__AVX512F__))
/* The library's function would be called for each lane. */
#define CROTON_FMA_FLOAT croton_software_fma_float_part
#elif defined(__has_builtin) && defined(CROTON_HAS_FMA_DOUBLE)
#if __has_builtin(__builtin_elementwise_fma)
#define CROTON_FMA_FLOAT __builtin_elementwise_fma
#define CROTON_FMA_DOUBLE __builtin_elementwise_fma
#elif defined(__FMA__) && __has_builtin(__builtin_ia32_vfmaddps256)
#define CROTON_FMA_FLOAT(a, b, c) __builtin_ia32_vfmaddps256(a, b, c)
#define CROTON_FMA_DOUBLE(a, b, c) __builtin_ia32_vfmaddpd256(a, b, c)
#endif
#endif

CROTON_INLINE croton_float_part croton_fma_float_part(
    croton_float_part a, croton_float_part b, croton_float_part c)
{
#if defined(CROTON_FMA_FLOAT)
  return CROTON_FMA_FLOAT(a, b, c);
#else
  croton_float_part result;
  for (int lane = 0; lane < 8; ++lane) {
    result[lane] = croton_scalar_fma_float(a[lane], b[lane], c[lane]);
  }
  return result;
#endif
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
  CROTON_EACH_FLOAT_PART result.part[i] = number - (croton_float_part){0};
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_float_vector croton_load_float(const float *numbers)
{
  croton_float_vector result;
  CROTON_EACH_FLOAT_PART result.part[i] = ((const croton_float_unaligned_part *)numbers)[i];
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_float_vector croton_in_register_float(croton_float_vector a)
{
#if defined(CROTON_REGISTER)
  CROTON_EACH_FLOAT_PART
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
  CROTON_EACH_FLOAT_PART
  {
#if defined(__AVX__)
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
  CROTON_EACH_FLOAT_PART result.part[i] = a.part[i] == b.part[i];
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_float_vector croton_keep_float(
    croton_float_mask mask, croton_float_vector a)
{
  CROTON_EACH_FLOAT_PART
  {
    a.part[i] = (croton_float_part)(mask.part[i] & (croton_float_mask_part)a.part[i]);
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
  CROTON_EACH_FLOAT_PART mask.part[i] &= -mask.part[i];
  return mask;
}

CROTON_INLINE croton_double_part croton_fma_double_part(
    croton_double_part a, croton_double_part b, croton_double_part c)
{
#if defined(CROTON_FMA_DOUBLE)
  return CROTON_FMA_DOUBLE(a, b, c);
#else
  croton_double_part result;
  for (int lane = 0; lane < 4; ++lane) {
    result[lane] = croton_scalar_fma_double(a[lane], b[lane], c[lane]);
  }
  return result;
#endif
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
  CROTON_EACH_DOUBLE_PART result.part[i] = number - (croton_double_part){0};
  return result;
}

/* The numbers from any address on. */
CROTON_INLINE croton_double_vector croton_load_double(const double *numbers)
{
  croton_double_vector result;
  CROTON_EACH_DOUBLE_PART result.part[i] = ((const croton_double_unaligned_part *)numbers)[i];
  return result;
}

/* Reads a vector into registers once. Compilers would read what is used several times from memory
   each time, as an operand that costs no instruction; but the reads are what the loop then waits
   for. */
CROTON_INLINE croton_double_vector croton_in_register_double(croton_double_vector a)
{
#if defined(CROTON_REGISTER)
  CROTON_EACH_DOUBLE_PART
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
  CROTON_EACH_DOUBLE_PART
  {
#if defined(__AVX__)
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
  CROTON_EACH_DOUBLE_PART result.part[i] = a.part[i] == b.part[i];
  return result;
}

/* The numbers in the lanes of a mask that have all bits, and 0 in the others. */
CROTON_INLINE croton_double_vector croton_keep_double(
    croton_double_mask mask, croton_double_vector a)
{
  CROTON_EACH_DOUBLE_PART
  {
    a.part[i] = (croton_double_part)(mask.part[i] & (croton_double_mask_part)a.part[i]);
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
  CROTON_EACH_DOUBLE_PART mask.part[i] &= -mask.part[i];
  return mask;
}

/* How many bits are set. */
static inline int croton_bit_count(uint32_t bits)
{
  return __builtin_popcount(bits);
}

#endif
