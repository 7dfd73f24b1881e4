/* Products of numbers that are rounded to bfloat16, the upper half of a float, and summed in
   float. */
#ifndef CROTON_BF16_H
#define CROTON_BF16_H

#include "croton_vector.h"

/* The number rounded to bfloat16: to the nearest, to the even one of two. What is subnormal then
   is a
   zero of its sign. NaN stays NaN and is quiet. The lower half of the bits is 0. */
CROTON_ALWAYS_INLINE uint32_t croton_bf16_bits(float x)
{
  const uint32_t bits = croton_bits_of_float(x);
  const uint32_t rounded = bits + UINT32_C(0x7fff) + ((bits >> 16) & 1);
  const uint32_t number = x == x ? rounded : bits | UINT32_C(0x00400000);
  return number
      & ((number & UINT32_C(0x7f800000)) != 0 ? UINT32_C(0xffff0000) : UINT32_C(0x80000000));
}

/* Two neighbouring factors of a sum, the first of them in the upper half. */
CROTON_ALWAYS_INLINE uint32_t croton_bf16_pair(float first, float second)
{
  return croton_bf16_bits(first) | croton_bf16_bits(second) >> 16;
}

/* A pair in each lane. */
typedef uint32_t croton_bf16_part __attribute__((vector_size(32), may_alias));
typedef struct {
  croton_bf16_part part[2];
} __attribute__((may_alias)) croton_bf16_vector;

/* The same pair in each lane. */
CROTON_INLINE croton_bf16_vector croton_bf16_splat(uint32_t pair)
{
  croton_bf16_vector result;
  CROTON_EACH_FLOAT_PART result.part[i] = pair + (croton_bf16_part){0};
  return result;
}

/* a * b + sum, rounded once, where what is subnormal is a zero of its sign. Rounding could make the
   least normal number of it, so that it is looked at where nothing is subnormal. In lanes where
   that overflows nothing is. */
CROTON_INLINE croton_float_part croton_bf16_fma_part(
    croton_float_part a, croton_float_part b, croton_float_part sum)
{
  const croton_float_part result = croton_fma_float_part(a, b, sum);
  const croton_float_part scaled = croton_fma_float_part(a * 0x1p64f, b, sum * 0x1p64f);
  const croton_float_mask_part is_tiny = (scaled < 0x1p-62f) & (scaled > -0x1p-62f);
  return (croton_float_part)((croton_float_mask_part)result & (~is_tiny | INT32_MIN));
}

/* Whether the compiler knows an instruction for the products of two pairs. */
#if defined(__AVX512BF16__) && defined(__AVX512VL__)
#define CROTON_BF16_INSTRUCTION
#endif

/* The least exponent field of the numbers in pairs that are not 0, less 1; 255 where all are. */
static inline uint32_t croton_bf16_least_exponent(const uint32_t *pairs, int64_t count)
{
  uint32_t least = 255;
  for (int64_t i = 0; i < count; ++i) {
    const uint32_t upper = ((pairs[i] >> 23) - 1) & 255;
    const uint32_t lower = ((pairs[i] >> 7) - 1) & 255;
    const uint32_t lesser = upper < lower ? upper : lower;
    least = lesser < least ? lesser : least;
  }
  return least;
}

/* Whether a sum of products of such numbers can become subnormal. It cannot where all products are
   multiples of the least normal number: then all sums are, however they are rounded. With the
   instruction nobody asks. */
static inline int croton_bf16_is_small(
    const uint32_t *a, int64_t a_count, const uint32_t *b, int64_t b_count)
{
#if defined(CROTON_BF16_INSTRUCTION)
  (void)a;
  (void)a_count;
  (void)b;
  (void)b_count;
  return 0;
#else
  return croton_bf16_least_exponent(a, a_count) + croton_bf16_least_exponent(b, b_count) < 140;
#endif
}

/* The products of two pairs added to a sum, the first factors' first, each rounded once, where
   what is
   subnormal is a zero of its sign. Only if nothing is small can that be left to itself. */
CROTON_INLINE croton_float_part croton_bf16_dot_part(
    croton_bf16_part a, croton_bf16_part b, croton_float_part sum, int is_small)
{
#if defined(CROTON_BF16_INSTRUCTION)
  (void)is_small;
  __asm__(
      "vdpbf16ps %2, %1, %0"
      : "+v"(sum)
      : "v"(a), "v"(b));
  return sum;
#else
  const uint32_t upper = UINT32_C(0xffff0000);
  const croton_float_part a_first = (croton_float_part)(a & upper);
  const croton_float_part b_first = (croton_float_part)(b & upper);
  const croton_float_part a_second = (croton_float_part)(a << 16);
  const croton_float_part b_second = (croton_float_part)(b << 16);
  if (is_small) {
    sum = croton_bf16_fma_part(a_first, b_first, sum);
    return croton_bf16_fma_part(a_second, b_second, sum);
  }
  sum = croton_fma_float_part(a_first, b_first, sum);
  return croton_fma_float_part(a_second, b_second, sum);
#endif
}

CROTON_INLINE croton_float_vector croton_bf16_dot(
    croton_bf16_vector a, croton_bf16_vector b, croton_float_vector sum, int is_small)
{
  CROTON_EACH_FLOAT_PART
  {
    sum.part[i] = croton_bf16_dot_part(a.part[i], b.part[i], sum.part[i], is_small);
  }
  return sum;
}

#endif
