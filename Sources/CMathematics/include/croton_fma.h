/* a * b + c, rounded once, on every machine. */
#ifndef CROTON_FMA_H
#define CROTON_FMA_H

/* A product and a sum that are fused have other bits. GCC has an option for that, and no pragma. */
#if !defined(__GNUC__) || defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__FAST_MATH__)
#error "with -ffast-math results are others: leave it out"
#endif
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2)
#error "results need numbers that are rounded to their type: -msse2 -mfpmath=sse on 32-bit x86"
#endif

/* Functions that loops become vectors of, once they are part of them. Compilers leave large ones
   out. */
#if defined(__GNUC__)
#define CROTON_ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define CROTON_ALWAYS_INLINE static inline
#endif

static inline uint32_t croton_bits_of_float(float x)
{
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float croton_float_of_bits(uint32_t bits)
{
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline uint64_t croton_bits_of_double(double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double croton_double_of_bits(uint64_t bits)
{
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The product has no rounding error in double. The sum is rounded to odd there: of the two doubles
   around it, to the one whose last bit is 1, so that rounding to float sees on which side of a tie
   the sum lies (Boldo and Melquiond, 2008). */
static inline float croton_software_fma_float(float a, float b, float c)
{
  const double product = (double)a * (double)b;
  const double addend = (double)c;
  const double sum = product + addend;
  /* What the sum has lost; NaN where it is infinite or NaN. */
  const double part = sum - product;
  const double lost = (product - (sum - part)) + (addend - part);
  const uint64_t bits = croton_bits_of_double(sum);
  const int is_beyond = (lost > 0.0 && sum > 0.0) || (lost < 0.0 && sum < 0.0);
  const int is_short = (lost < 0.0 && sum > 0.0) || (lost > 0.0 && sum < 0.0);
  const uint64_t is_even = ~bits & 1;
  const uint64_t odd = bits + (is_beyond ? is_even : 0) - (is_short ? is_even : 0);
  return (float)croton_double_of_bits(odd);
}

/* A whole number of 128 bits. */
typedef struct {
  uint64_t high;
  uint64_t low;
} croton_wide;

static inline croton_wide croton_wide_product(uint64_t a, uint64_t b)
{
  const uint64_t mask = UINT64_C(0xffffffff);
  const uint64_t low = (a & mask) * (b & mask);
  const uint64_t middle = (a >> 32) * (b & mask) + (low >> 32);
  const uint64_t other = (a & mask) * (b >> 32) + (middle & mask);
  croton_wide product;
  product.high = (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
  product.low = (other << 32) | (low & mask);
  return product;
}

/* A count from 0 to 127. */
static inline croton_wide croton_wide_shifted_left(croton_wide a, int count)
{
  croton_wide result = a;
  if (count >= 64) {
    result.high = a.low << (count - 64);
    result.low = 0;
  } else if (count > 0) {
    result.high = (a.high << count) | (a.low >> (64 - count));
    result.low = a.low << count;
  }
  return result;
}

/* Bits that are shifted out set the last one that stays. */
static inline croton_wide croton_wide_shifted_right(croton_wide a, int count)
{
  croton_wide result = a;
  uint64_t lost = 0;
  if (count >= 128) {
    lost = a.high | a.low;
    result.high = 0;
    result.low = 0;
  } else if (count > 64) {
    lost = (a.high << (128 - count)) | a.low;
    result.high = 0;
    result.low = a.high >> (count - 64);
  } else if (count == 64) {
    lost = a.low;
    result.high = 0;
    result.low = a.high;
  } else if (count > 0) {
    lost = a.low << (64 - count);
    result.high = a.high >> count;
    result.low = (a.high << (64 - count)) | (a.low >> count);
  }
  result.low |= lost != 0 ? 1 : 0;
  return result;
}

static inline croton_wide croton_wide_sum(croton_wide a, croton_wide b)
{
  croton_wide sum;
  sum.low = a.low + b.low;
  sum.high = a.high + b.high + (sum.low < a.low ? 1 : 0);
  return sum;
}

/* a - b, which is not negative. */
static inline croton_wide croton_wide_difference(croton_wide a, croton_wide b)
{
  croton_wide difference;
  difference.low = a.low - b.low;
  difference.high = a.high - b.high - (a.low < b.low ? 1 : 0);
  return difference;
}

/* The mantissa of a finite number that is not 0, with its leading bit, and the power of 2 that
   it is
   multiplied by. */
static inline uint64_t croton_whole_mantissa(uint64_t bits, int *power)
{
  const int exponent = (int)((bits >> 52) & 0x7ff);
  uint64_t mantissa = bits & UINT64_C(0x000fffffffffffff);
  *power = (exponent == 0 ? 1 : exponent) - 1075;
  if (exponent != 0) {
    return mantissa | UINT64_C(0x0010000000000000);
  }
  while (mantissa < UINT64_C(0x0010000000000000)) {
    mantissa <<= 1;
    *power -= 1;
  }
  return mantissa;
}

/* magnitude * 2^power for a magnitude that is not 0, rounded to the nearest double, to the even one
   of two. */
static inline double croton_rounded_double(croton_wide magnitude, int power, uint64_t sign)
{
  while (magnitude.high < UINT64_C(0x8000000000000000)) {
    magnitude = croton_wide_shifted_left(magnitude, 1);
    power -= 1;
  }
  const int exponent = power + 127 + 1023;
  if (exponent >= 2047) {
    return croton_double_of_bits(sign | UINT64_C(0x7ff0000000000000));
  }
  /* A subnormal number has fewer bits. */
  magnitude = croton_wide_shifted_right(magnitude, 64 + (exponent < 1 ? 1 - exponent : 0));
  const uint64_t kept = magnitude.low >> 11;
  const uint64_t rest = magnitude.low & 0x7ff;
  const uint64_t carry = rest > 0x400 || (rest == 0x400 && (kept & 1) != 0) ? 1 : 0;
  /* The leading bit adds 1 to the exponent, and so does a carry out of the mantissa. */
  const uint64_t field = exponent < 1 ? 0 : (uint64_t)(exponent - 1) << 52;
  return croton_double_of_bits(sign | (field + kept + carry));
}

/* In whole numbers: the product's 106 bits and the addend's 53, aligned in 128. */
static inline double croton_software_fma_double(double a, double b, double c)
{
  const uint64_t infinity = UINT64_C(0x7ff0000000000000);
  const uint64_t sign = UINT64_C(0x8000000000000000);
  const uint64_t a_bits = croton_bits_of_double(a);
  const uint64_t b_bits = croton_bits_of_double(b);
  const uint64_t c_bits = croton_bits_of_double(c);
  const int is_finite = (a_bits & infinity) != infinity && (b_bits & infinity) != infinity;
  if (!is_finite || a == 0.0 || b == 0.0) {
    return a * b + c;
  }
  if ((c_bits & infinity) == infinity) {
    return c;
  }
  if (c == 0.0) {
    return a * b;
  }
  int a_power;
  int b_power;
  int c_power;
  const uint64_t a_mantissa = croton_whole_mantissa(a_bits, &a_power);
  const uint64_t b_mantissa = croton_whole_mantissa(b_bits, &b_power);
  croton_wide addend = {0, 0};
  addend.low = croton_whole_mantissa(c_bits, &c_power);
  /* Both have their leading bits near bit 125. What is shifted out below is then far below the
     last bit of the result. */
  croton_wide product =
      croton_wide_shifted_left(croton_wide_product(a_mantissa, b_mantissa), 20);
  addend = croton_wide_shifted_left(addend, 73);
  const int product_power = a_power + b_power - 20;
  const int addend_power = c_power - 73;
  const int distance = product_power - addend_power;
  const int power = distance > 0 ? product_power : addend_power;
  if (distance > 0) {
    addend = croton_wide_shifted_right(addend, distance);
  } else {
    product = croton_wide_shifted_right(product, -distance);
  }
  const uint64_t product_sign = (a_bits ^ b_bits) & sign;
  const uint64_t addend_sign = c_bits & sign;
  if (product_sign == addend_sign) {
    return croton_rounded_double(croton_wide_sum(product, addend), power, product_sign);
  }
  if (product.high == addend.high && product.low == addend.low) {
    return 0.0;
  }
  const int is_less =
      product.high < addend.high || (product.high == addend.high && product.low < addend.low);
  return is_less
      ? croton_rounded_double(croton_wide_difference(addend, product), power, addend_sign)
      : croton_rounded_double(croton_wide_difference(product, addend), power, product_sign);
}

/* Whether fma and fmaf are exact: where they are instructions, and in these C libraries. Those of
   some others round twice. */
#if defined(__GLIBC__) || defined(__APPLE__) || defined(__FMA__) || defined(__aarch64__)
#define CROTON_HAS_FMA_FLOAT
#define CROTON_HAS_FMA_DOUBLE
#endif
#if defined(FP_FAST_FMAF) || defined(__FP_FAST_FMAF)
#define CROTON_HAS_FMA_FLOAT
#endif
#if defined(FP_FAST_FMA) || defined(__FP_FAST_FMA)
#define CROTON_HAS_FMA_DOUBLE
#endif

static inline float croton_scalar_fma_float(float a, float b, float c)
{
#if defined(CROTON_HAS_FMA_FLOAT)
  return fmaf(a, b, c);
#else
  return croton_software_fma_float(a, b, c);
#endif
}

static inline double croton_scalar_fma_double(double a, double b, double c)
{
#if defined(CROTON_HAS_FMA_DOUBLE)
  return fma(a, b, c);
#else
  return croton_software_fma_double(a, b, c);
#endif
}

#endif
