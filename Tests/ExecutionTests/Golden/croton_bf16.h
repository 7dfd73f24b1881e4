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

/* The products of two pairs added to a sum, the first factors' first, each as above: what
   processors
   with AVX512_BF16 have an instruction for. */
CROTON_INLINE croton_float_part croton_bf16_dot_part(
    croton_bf16_part a, croton_bf16_part b, croton_float_part sum)
{
#if defined(__AVX512BF16__) && defined(__AVX512VL__)
  __asm__(
      "vdpbf16ps %2, %1, %0"
      : "+v"(sum)
      : "v"(a), "v"(b));
  return sum;
#else
  const uint32_t upper = UINT32_C(0xffff0000);
  sum = croton_bf16_fma_part((croton_float_part)(a & upper), (croton_float_part)(b & upper), sum);
  return croton_bf16_fma_part((croton_float_part)(a << 16), (croton_float_part)(b << 16), sum);
#endif
}

CROTON_INLINE croton_float_vector croton_bf16_dot(
    croton_bf16_vector a, croton_bf16_vector b, croton_float_vector sum)
{
  CROTON_EACH_FLOAT_PART sum.part[i] = croton_bf16_dot_part(a.part[i], b.part[i], sum.part[i]);
  return sum;
}

#endif
