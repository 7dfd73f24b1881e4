/* The functions of a floating-point number that networks are full of. */
#ifndef CROTON_MATH_H
#define CROTON_MATH_H

#include <math.h>
#include <stdint.h>

#include "croton_fma.h"

/* None has a branch where multiply-adds are instructions, so that loops become vectors. Each is
   within 2 units in the last
   place over its whole range, and closer where its comment says so; NaN, infinities, zeros with
   their signs and subnormal numbers give what Annex F of C99 says, or what the formulas tend to. */

/* P of e^r - 1 = r + r^2 P(r) for |r| <= ln 2 / 2: the minimax polynomial of degree 4. Its relative
   error is below 2^-26. */
static inline float croton_expm1_polynomial_float(float r)
{
  float p = 0.0013837861f;
  p = croton_scalar_fma_float(p, r, 0.008367088f);
  p = croton_scalar_fma_float(p, r, 0.04166775f);
  p = croton_scalar_fma_float(p, r, 0.16666539f);
  p = croton_scalar_fma_float(p, r, 0.49999997f);
  return p;
}

static inline float croton_small_expm1_float(float r)
{
  return croton_scalar_fma_float(r * r, croton_expm1_polynomial_float(r), r);
}

/* Within 1.1 ulp: e^x = 2^n e^r with x = n ln 2 + r. */
static inline float croton_exp_float(float x)
{
  /* Beyond these the result is 0 or infinity; a NaN fails both comparisons and goes on. */
  const float raised = x < -104.0f ? -104.0f : x;
  const float bounded = raised > 89.0f ? 89.0f : raised;
  /* The sum has no bits after the point: it is rounded to n, which its last bits show. */
  const float sum = croton_scalar_fma_float(bounded, 1.442695f, 0x1.8p23f);
  const float n = sum - 0x1.8p23f;
  const float reduced = croton_scalar_fma_float(-n, 0.6933594f, bounded);
  const float r = croton_scalar_fma_float(-n, -0.00021219444f, reduced);
  /* 2^n in two factors, so that neither overflows or loses bits before the result does. */
  const uint32_t whole = croton_bits_of_float(sum);
  const uint32_t half = whole >> 1;
  const float first = croton_float_of_bits((half << 23) + UINT32_C(0x3f800000));
  const float second = croton_float_of_bits(((whole - half) << 23) + UINT32_C(0x3f800000));
  return (1.0f + croton_small_expm1_float(r)) * first * second;
}

/* Within 1.8 ulp: 1 / (1 + e^-x), both sides of the fraction times 2^-32, so that the denominator
   does not overflow before the result is 0. */
static inline float croton_sigmoid_float(float x)
{
  /* Beyond these the result is 0 or 1. */
  const float raised = x < -104.0f ? -104.0f : x;
  const float bounded = raised > 30.0f ? 30.0f : raised;
  const float sum = croton_scalar_fma_float(bounded, -1.442695f, 0x1.8p23f);
  const float n = sum - 0x1.8p23f;
  const float reduced = croton_scalar_fma_float(n, 0.6933594f, bounded);
  const float r = -croton_scalar_fma_float(n, -0.00021219444f, reduced);
  const uint32_t exponent = croton_bits_of_float(sum) << 23;
  const float scale = croton_float_of_bits(exponent + UINT32_C(0x2f800000));
  const float one = 0x1p-32f;
  const float total = scale + one;
  /* What the sum has lost. */
  const float lost = one - (total - scale);
  return one / (croton_scalar_fma_float(scale, croton_small_expm1_float(r), lost) + total);
}

/* Within 1.6 ulp. With |x| = n ln 2 + r and s = 4^n,
   tanh |x| = ((s + 1) tanh r + (s - 1)) / ((s - 1) tanh r + (s + 1)),
   which for n = 0 is tanh r to the last bit. r is from -0.14 to 0.56, so that n = 0 wherever
   rounding errors would weigh. tanh r = r + r^3 P(r^2), where P is the minimax polynomial of
   degree 3; its relative error is below 2^-24. */
static inline float croton_tanh_float(float x)
{
  const float magnitude = fabsf(x);
  /* Beyond this the result is 1. */
  const float bounded = magnitude > 9.5f ? 9.5f : magnitude;
  const float sum = croton_scalar_fma_float(bounded - 0.21f, 1.442695f, 0x1.8p23f);
  const float n = sum - 0x1.8p23f;
  const float r = croton_scalar_fma_float(-n, 0.6931472f, bounded);
  const float z = r * r;
  float p = 0.016296329f;
  p = croton_scalar_fma_float(p, z, -0.052598704f);
  p = croton_scalar_fma_float(p, z, 0.13319606f);
  p = croton_scalar_fma_float(p, z, -0.333329f);
  const float t = croton_scalar_fma_float(r * z, p, r);
  /* s / 2: both sides of the fraction are halved. */
  const uint32_t exponent = croton_bits_of_float(sum) << 24;
  const float scale = croton_float_of_bits(exponent + UINT32_C(0x3f000000));
  const float numerator = croton_scalar_fma_float(scale + 0.5f, t, scale - 0.5f);
  return copysignf(numerator / (numerator + (1.0f - t)), x);
}

/* k ln 2 + log(1 + f + rest) for 1 + f from sqrt(1/2) to sqrt(2). With s = f / (2 + f),
   log(1 + f) = f - f^2 / 2 + s (f^2 / 2 + s^2 P(s^2)), where P is the minimax polynomial of degree
   2; the relative error is below 2^-30. */
static inline float croton_reduced_log_float(float f, float rest, float k)
{
  const float s = f / (f + 2.0f);
  const float z = s * s;
  float p = 0.29870695f;
  p = croton_scalar_fma_float(p, z, 0.39977586f);
  p = croton_scalar_fma_float(p, z, 0.66666776f);
  const float half = 0.5f * f * f;
  const float tail = croton_scalar_fma_float(z, p, half);
  const float low_part = croton_scalar_fma_float(k, -0.00021219444f, rest);
  const float low = croton_scalar_fma_float(s, tail, low_part);
  return croton_scalar_fma_float(k, 0.6933594f, -((half - low) - f));
}

/* The exponent k of a number 2^k m with m from sqrt(1/2) to sqrt(2), given the number's bits with
   the distance of sqrt(1/2) from 1 added. */
static inline float croton_exponent_float(uint32_t moved)
{
  return croton_float_of_bits((moved >> 23) | UINT32_C(0x4b000000)) - 8388735.0f;
}

/* That number's m. */
static inline float croton_mantissa_float(uint32_t moved)
{
  return croton_float_of_bits((moved & UINT32_C(0x007fffff)) + UINT32_C(0x3f3504f3));
}

/* Within 0.8 ulp. */
static inline float croton_log_float(float x)
{
  const int is_subnormal = x < 0x1p-126f;
  const float normal = is_subnormal ? x * 0x1p23f : x;
  const uint32_t moved =
      croton_bits_of_float(normal) + (UINT32_C(0x3f800000) - UINT32_C(0x3f3504f3));
  const float k = croton_exponent_float(moved) - (is_subnormal ? 23.0f : 0.0f);
  const float f = croton_mantissa_float(moved) - 1.0f;
  const float result = croton_reduced_log_float(f, 0.0f, k);
  const float finite = x < (float)INFINITY ? result : x;
  return x > 0.0f ? finite : (x == 0.0f ? -(float)INFINITY : (float)NAN);
}

/* Within 0.9 ulp. */
static inline float croton_log1p_float(float x)
{
  const float u = 1.0f + x;
  /* What the sum has lost: 1 + x = u + lost. */
  const float part = u - 1.0f;
  const float lost = (x - part) + (1.0f - (u - part));
  const uint32_t moved = croton_bits_of_float(u) + (UINT32_C(0x3f800000) - UINT32_C(0x3f3504f3));
  const float k = croton_exponent_float(moved);
  const float f = croton_mantissa_float(moved) - 1.0f;
  /* 2^(1 - k), which is 0 for the greatest of numbers, where the loss does not count. */
  const float scale = croton_float_of_bits(UINT32_C(0x7f800000) - (moved & ~UINT32_C(0x007fffff)));
  const float rest = lost * scale * 0.5f;
  const float g = f + rest;
  const float result = croton_reduced_log_float(g, (f - g) + rest, k);
  const float finite = x < (float)INFINITY ? result : x;
  const float value = x > -1.0f ? finite : (x == -1.0f ? -(float)INFINITY : (float)NAN);
  return copysignf(value, x);
}

/* log(1 + e^x) without overflow, within 1.7 ulp. */
static inline float croton_softplus_float(float x)
{
  const float e = croton_exp_float(-fabsf(x));
  const float u = 1.0f + e;
  const float lost = e - (u - 1.0f);
  const int is_large = u > 1.4142135f;
  const float scale = is_large ? 0.5f : 1.0f;
  const float k = is_large ? 1.0f : 0.0f;
  const float f = u * scale - 1.0f;
  const float rest = lost * scale;
  const float g = f + rest;
  const float logarithm = croton_reduced_log_float(g, (f - g) + rest, k);
  return (x > 0.0f ? x : 0.0f) + logarithm;
}

/* P of e^r - 1 = r + r^2 P(r) for |r| <= ln 2 / 2: the minimax polynomial of degree 10. Its
   relative
   error is below 2^-61. */
static inline double croton_expm1_polynomial_double(double r)
{
  double p = 2.088149386323549e-09;
  p = croton_scalar_fma_double(p, r, 2.5108698164490086e-08);
  p = croton_scalar_fma_double(p, r, 2.755736158795452e-07);
  p = croton_scalar_fma_double(p, r, 2.7557245186910297e-06);
  p = croton_scalar_fma_double(p, r, 2.480158725245448e-05);
  p = croton_scalar_fma_double(p, r, 0.00019841269885253693);
  p = croton_scalar_fma_double(p, r, 0.0013888888888900657);
  p = croton_scalar_fma_double(p, r, 0.008333333333321837);
  p = croton_scalar_fma_double(p, r, 0.041666666666666685);
  p = croton_scalar_fma_double(p, r, 0.16666666666666677);
  p = croton_scalar_fma_double(p, r, 0.5);
  return p;
}

static inline double croton_small_expm1_double(double r)
{
  return croton_scalar_fma_double(r * r, croton_expm1_polynomial_double(r), r);
}

/* Within 1.1 ulp: e^x = 2^n e^r with x = n ln 2 + r. */
static inline double croton_exp_double(double x)
{
  /* Beyond these the result is 0 or infinity; a NaN fails both comparisons and goes on. */
  const double raised = x < -746.0 ? -746.0 : x;
  const double bounded = raised > 710.0 ? 710.0 : raised;
  /* The sum has no bits after the point: it is rounded to n, which its last bits show. */
  const double sum = croton_scalar_fma_double(bounded, 1.4426950408889634, 0x1.8p52);
  const double n = sum - 0x1.8p52;
  const double reduced = croton_scalar_fma_double(-n, 0.6931471806019545, bounded);
  const double r = croton_scalar_fma_double(-n, -4.2009150726810846e-11, reduced);
  /* 2^n in two factors, so that neither overflows or loses bits before the result does. */
  const uint64_t whole = croton_bits_of_double(sum);
  const uint64_t half = whole >> 1;
  const double first = croton_double_of_bits((half << 52) + UINT64_C(0x3ff0000000000000));
  const double second =
      croton_double_of_bits(((whole - half) << 52) + UINT64_C(0x3ff0000000000000));
  return (1.0 + croton_small_expm1_double(r)) * first * second;
}

/* Within 1.8 ulp: 1 / (1 + e^-x), both sides of the fraction times 2^-64, so that the denominator
   does not overflow before the result is 0. */
static inline double croton_sigmoid_double(double x)
{
  /* Beyond these the result is 0 or 1. */
  const double raised = x < -746.0 ? -746.0 : x;
  const double bounded = raised > 60.0 ? 60.0 : raised;
  const double sum = croton_scalar_fma_double(bounded, -1.4426950408889634, 0x1.8p52);
  const double n = sum - 0x1.8p52;
  const double reduced = croton_scalar_fma_double(n, 0.6931471806019545, bounded);
  const double r = -croton_scalar_fma_double(n, -4.2009150726810846e-11, reduced);
  const uint64_t exponent = croton_bits_of_double(sum) << 52;
  const double scale = croton_double_of_bits(exponent + UINT64_C(0x3bf0000000000000));
  const double one = 0x1p-64;
  const double total = scale + one;
  /* What the sum has lost. */
  const double lost = one - (total - scale);
  return one / (croton_scalar_fma_double(scale, croton_small_expm1_double(r), lost) + total);
}

/* Within 1.7 ulp. With |x| = n ln 2 + r and s = 4^n,
   tanh |x| = ((s + 1) tanh r + (s - 1)) / ((s - 1) tanh r + (s + 1)),
   which for n = 0 is tanh r to the last bit. r is from -0.14 to 0.56, so that n = 0 wherever
   rounding errors would weigh. tanh r = r + r^3 P(r^2), where P is the minimax polynomial of
   degree 9; its relative error is below 2^-55. */
static inline double croton_tanh_double(double x)
{
  const double magnitude = fabs(x);
  /* Beyond this the result is 1. */
  const double bounded = magnitude > 20.0 ? 20.0 : magnitude;
  const double sum = croton_scalar_fma_double(bounded - 0.21, 1.4426950408889634, 0x1.8p52);
  const double n = sum - 0x1.8p52;
  const double r = croton_scalar_fma_double(-n, 0.6931471805599453, bounded);
  const double z = r * r;
  double p = 5.005040500343951e-05;
  p = croton_scalar_fma_double(p, z, -0.00020889273347175302);
  p = croton_scalar_fma_double(p, z, 0.0005782708408007247);
  p = croton_scalar_fma_double(p, z, -0.001452923556640342);
  p = croton_scalar_fma_double(p, z, 0.003591660097784013);
  p = croton_scalar_fma_double(p, z, -0.008863187068839228);
  p = croton_scalar_fma_double(p, z, 0.02186948541696614);
  p = croton_scalar_fma_double(p, z, -0.053968253852517786);
  p = croton_scalar_fma_double(p, z, 0.13333333333120187);
  p = croton_scalar_fma_double(p, z, -0.3333333333333197);
  const double t = croton_scalar_fma_double(r * z, p, r);
  /* s / 2: both sides of the fraction are halved. */
  const uint64_t exponent = croton_bits_of_double(sum) << 53;
  const double scale = croton_double_of_bits(exponent + UINT64_C(0x3fe0000000000000));
  const double numerator = croton_scalar_fma_double(scale + 0.5, t, scale - 0.5);
  return copysign(numerator / (numerator + (1.0 - t)), x);
}

/* k ln 2 + log(1 + f + rest) for 1 + f from sqrt(1/2) to sqrt(2). With s = f / (2 + f),
   log(1 + f) = f - f^2 / 2 + s (f^2 / 2 + s^2 P(s^2)), where P is the minimax polynomial of degree
   6; the relative error is below 2^-59. */
static inline double croton_reduced_log_double(double f, double rest, double k)
{
  const double s = f / (f + 2.0);
  const double z = s * s;
  double p = 0.14795480725025295;
  p = croton_scalar_fma_double(p, z, 0.15314100361534685);
  p = croton_scalar_fma_double(p, z, 0.1818356224860551);
  p = croton_scalar_fma_double(p, z, 0.22222198616112607);
  p = croton_scalar_fma_double(p, z, 0.285714287419337);
  p = croton_scalar_fma_double(p, z, 0.39999999999416935);
  p = croton_scalar_fma_double(p, z, 0.6666666666666734);
  const double half = 0.5 * f * f;
  const double tail = croton_scalar_fma_double(z, p, half);
  const double low_part = croton_scalar_fma_double(k, -4.2009150726810846e-11, rest);
  const double low = croton_scalar_fma_double(s, tail, low_part);
  return croton_scalar_fma_double(k, 0.6931471806019545, -((half - low) - f));
}

/* The exponent k of a number 2^k m with m from sqrt(1/2) to sqrt(2), given the number's bits with
   the distance of sqrt(1/2) from 1 added. */
static inline double croton_exponent_double(uint64_t moved)
{
  return croton_double_of_bits((moved >> 52) | UINT64_C(0x4330000000000000)) - 4503599627371519.0;
}

/* That number's m. */
static inline double croton_mantissa_double(uint64_t moved)
{
  return croton_double_of_bits((moved & UINT64_C(0x000fffffffffffff))
      + UINT64_C(0x3fe6a09e667f3bcd));
}

/* Within 0.9 ulp. */
static inline double croton_log_double(double x)
{
  const int is_subnormal = x < 0x1p-1022;
  const double normal = is_subnormal ? x * 0x1p52 : x;
  const uint64_t moved =
      croton_bits_of_double(normal) + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
  const double k = croton_exponent_double(moved) - (is_subnormal ? 52.0 : 0.0);
  const double f = croton_mantissa_double(moved) - 1.0;
  const double result = croton_reduced_log_double(f, 0.0, k);
  const double finite = x < (double)INFINITY ? result : x;
  return x > 0.0 ? finite : (x == 0.0 ? -(double)INFINITY : (double)NAN);
}

/* Within 1.0 ulp. */
static inline double croton_log1p_double(double x)
{
  const double u = 1.0 + x;
  /* What the sum has lost: 1 + x = u + lost. */
  const double part = u - 1.0;
  const double lost = (x - part) + (1.0 - (u - part));
  const uint64_t moved =
      croton_bits_of_double(u) + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
  const double k = croton_exponent_double(moved);
  const double f = croton_mantissa_double(moved) - 1.0;
  /* 2^(1 - k), which is 0 for the greatest of numbers, where the loss does not count. */
  const double scale =
      croton_double_of_bits(UINT64_C(0x7ff0000000000000) - (moved & ~UINT64_C(0x000fffffffffffff)));
  const double rest = lost * scale * 0.5;
  const double g = f + rest;
  const double result = croton_reduced_log_double(g, (f - g) + rest, k);
  const double finite = x < (double)INFINITY ? result : x;
  const double value = x > -1.0 ? finite : (x == -1.0 ? -(double)INFINITY : (double)NAN);
  return copysign(value, x);
}

/* log(1 + e^x) without overflow, within 1.7 ulp. */
static inline double croton_softplus_double(double x)
{
  const double e = croton_exp_double(-fabs(x));
  const double u = 1.0 + e;
  const double lost = e - (u - 1.0);
  const int is_large = u > 1.4142135623730951;
  const double scale = is_large ? 0.5 : 1.0;
  const double k = is_large ? 1.0 : 0.0;
  const double f = u * scale - 1.0;
  const double rest = lost * scale;
  const double g = f + rest;
  const double logarithm = croton_reduced_log_double(g, (f - g) + rest, k);
  return (x > 0.0 ? x : 0.0) + logarithm;
}

#endif
