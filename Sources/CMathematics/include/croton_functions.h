/* Sine, cosine, the error function, e^x - 1 and powers. */
#ifndef CROTON_FUNCTIONS_H
#define CROTON_FUNCTIONS_H

#include <math.h>
#include <stdint.h>

#include "croton_fma.h"
#include "croton_math.h"

/* None has a branch where multiply-adds are instructions, so that loops become vectors. NaN,
   infinities, zeros with their signs
   and subnormal numbers give what Annex F of C99 says. */

/* An angle from -pi / 4 to pi / 4, in two parts, and how many quarter turns it comes after. */
typedef struct {
  double high;
  double low;
  uint64_t turns;
} croton_angle;

/* Of a number that is not negative. Numbers over pi / 4 are multiplied by 192 bits of 2 / pi, those
   after the bits that would add whole turns (Payne and Hanek, 1983): no double is closer to a
   multiple of pi / 2 than 2^-61, which leaves 64 bits of the angle. */
CROTON_ALWAYS_INLINE croton_angle croton_reduced_angle(double x)
{
  /* 55 zeros and the bits of 2 / pi, 32 in each. */
  static const uint64_t words[] = {
      0x00000000, 0x00000145, 0xf306dc9c, 0x882a53f8, 0x4eafa3ea, 0x69bb81b6,
      0xc52b3278, 0x872083fc, 0xa2c757bd, 0x778ac36e, 0x48dc7484, 0x9ba5c00c,
      0x925dd413, 0xa32439fc, 0x3bd63962, 0x534e7dd1, 0x046bea5d, 0x768909d3,
      0x38e04d68, 0xbefc8273, 0x23ac7306, 0xa673e939, 0x08bf177b, 0xf250763f,
      0xf12fffbc, 0x0b301fde, 0x5e2316b4, 0x14da3eda, 0x6cfd9e4f, 0x96136e9e,
      0x8c7ecd3c, 0xbfd45aea, 0x4f758fd7, 0xcbe2f67a, 0x0e73ef14, 0xa525d4d7,
      0xf6bf623f, 0x1aba10ac, 0x06608df8};
  const uint64_t mask = UINT64_C(0xffffffff);
  const int is_small = x < 0.7853981633974483;
  const double least = x >= 0.5 ? x : 0.5;
  const double bounded = least < INFINITY ? least : 0.5;
  const uint64_t bits = croton_bits_of_double(bounded);
  const uint64_t first = (bits >> 52) - 1022;
  const uint64_t word = first >> 5;
  const uint64_t shift = 32 - (first & 31);
  const uint64_t w0 = ((words[word] << 32 | words[word + 1]) >> shift) & mask;
  const uint64_t w1 = ((words[word + 1] << 32 | words[word + 2]) >> shift) & mask;
  const uint64_t w2 = ((words[word + 2] << 32 | words[word + 3]) >> shift) & mask;
  const uint64_t w3 = ((words[word + 3] << 32 | words[word + 4]) >> shift) & mask;
  const uint64_t w4 = ((words[word + 4] << 32 | words[word + 5]) >> shift) & mask;
  const uint64_t w5 = ((words[word + 5] << 32 | words[word + 6]) >> shift) & mask;
  /* The product's low 192 bits: with the mantissa's low 32 bits, then with its high ones. */
  const uint64_t low = bits & mask;
  const uint64_t high = ((bits >> 32) & 0xfffff) | 0x100000;
  const uint64_t a5 = low * w5;
  const uint64_t a4 = low * w4 + (a5 >> 32);
  const uint64_t a3 = low * w3 + (a4 >> 32);
  const uint64_t a2 = low * w2 + (a3 >> 32);
  const uint64_t a1 = low * w1 + (a2 >> 32);
  const uint64_t a0 = low * w0 + (a1 >> 32);
  const uint64_t b4 = high * w5 + (a4 & mask);
  const uint64_t b3 = high * w4 + (a3 & mask) + (b4 >> 32);
  const uint64_t b2 = high * w3 + (a2 & mask) + (b3 >> 32);
  const uint64_t b1 = high * w2 + (a1 & mask) + (b2 >> 32);
  const uint64_t b0 = high * w1 + (a0 & mask) + (b1 >> 32);
  /* Quarter turns stand in the two highest bits; half of one is added, so that they are rounded. */
  const uint64_t top = (b0 & mask) + UINT64_C(0x20000000);
  const double d0 = (double)((int32_t)(top & 0x3fffffff) - 0x20000000) * 0x1p-30;
  const double d1 = (double)(int64_t)(b1 & mask) * 0x1p-62;
  const double d2 = (double)(int64_t)(b2 & mask) * 0x1p-94;
  const double d3 = (double)(int64_t)(b3 & mask) * 0x1p-126;
  /* Their sum in two parts: each is greater than all after it, or 0. */
  const double upper = d0 + d1;
  const double lower = d2 + d3;
  const double turn = upper + lower;
  const double rest = (d1 - (upper - d0)) + ((lower - (turn - upper)) + (d3 - (lower - d2)));
  const double angle = turn * 1.5707963267948966;
  const double lost = croton_scalar_fma_double(turn, 1.5707963267948966, -angle);
  const double small =
      croton_scalar_fma_double(turn, 6.123233995736766e-17, rest * 1.5707963267948966);
  croton_angle result;
  result.high = is_small ? x : angle;
  result.low = is_small ? 0.0 : lost + small;
  result.turns = is_small ? 0 : (top >> 30) & 3;
  return result;
}

/* sin r = r + r^3 P(r^2), where P is the minimax polynomial of degree 5; the relative error is
   below 2^-57. */
CROTON_ALWAYS_INLINE double croton_sin_of_angle(croton_angle angle)
{
  const double r = angle.high;
  const double z = r * r;
  double p = 1.589542215414381e-10;
  p = croton_scalar_fma_double(p, z, -2.5050734218028605e-08);
  p = croton_scalar_fma_double(p, z, 2.75573135375705e-06);
  p = croton_scalar_fma_double(p, z, -0.00019841269829356343);
  p = croton_scalar_fma_double(p, z, 0.008333333333321839);
  p = croton_scalar_fma_double(p, z, -0.1666666666666663);
  const double low = croton_scalar_fma_double(-0.5 * z, angle.low, angle.low);
  return r + croton_scalar_fma_double(r * z, p, low);
}

/* cos r = 1 - r^2 / 2 + r^4 P(r^2), where P is the minimax polynomial of degree 5; the relative
   error is below 2^-63. */
CROTON_ALWAYS_INLINE double croton_cos_of_angle(croton_angle angle)
{
  const double r = angle.high;
  const double z = r * r;
  double p = -1.1358758315873343e-11;
  p = croton_scalar_fma_double(p, z, 2.087570554962722e-09);
  p = croton_scalar_fma_double(p, z, -2.7557314217972746e-07);
  p = croton_scalar_fma_double(p, z, 2.4801587289004475e-05);
  p = croton_scalar_fma_double(p, z, -0.0013888888888873344);
  p = croton_scalar_fma_double(p, z, 0.041666666666666595);
  const double half = 0.5 * z;
  const double most = 1.0 - half;
  return most + (((1.0 - most) - half) + croton_scalar_fma_double(z * z, p, -r * angle.low));
}

/* The sine of a number that is not negative and some quarter turns. */
CROTON_ALWAYS_INLINE double croton_sin_after_turns(double x, uint64_t turns)
{
  const croton_angle angle = croton_reduced_angle(x);
  const double sine = croton_sin_of_angle(angle);
  const double cosine = croton_cos_of_angle(angle);
  const uint64_t all = angle.turns + turns;
  const double value = (all & 1) != 0 ? cosine : sine;
  const uint64_t flip = (all << 62) & UINT64_C(0x8000000000000000);
  const double result = croton_double_of_bits(croton_bits_of_double(value) ^ flip);
  return x < INFINITY ? result : x - x;
}

/* Within 1.0 ulp. */
CROTON_ALWAYS_INLINE double croton_sin_double(double x)
{
  const double sine = croton_sin_after_turns(fabs(x), 0);
  const uint64_t sign = croton_bits_of_double(x) & UINT64_C(0x8000000000000000);
  return croton_double_of_bits(croton_bits_of_double(sine) ^ sign);
}

/* Within 1.0 ulp. */
CROTON_ALWAYS_INLINE double croton_cos_double(double x)
{
  return croton_sin_after_turns(fabs(x), 1);
}

/* Within 1.2 ulp. Below 1, erf x = x + x P(x^2), where P is the minimax polynomial of degree
   12; from 1 on, erf x = 1 - e^-Q(x - 1), where Q, of degree 17, is that of -log(1 - erf x). The
   relative errors are below 2^-56 and 2^-55. */
CROTON_ALWAYS_INLINE double croton_erf_double(double x)
{
  const double magnitude = fabs(x);
  const int is_small = magnitude < 1.0;
  const double small = is_small ? magnitude : 1.0;
  const double z = small * small;
  double p = 5.94512785391869e-11;
  p = croton_scalar_fma_double(p, z, -1.1365594795648443e-09);
  p = croton_scalar_fma_double(p, z, 1.4657863957956113e-08);
  p = croton_scalar_fma_double(p, z, -1.635002332076663e-07);
  p = croton_scalar_fma_double(p, z, 1.6460972690717754e-06);
  p = croton_scalar_fma_double(p, z, -1.4925593503071686e-05);
  p = croton_scalar_fma_double(p, z, 0.00012055331036947533);
  p = croton_scalar_fma_double(p, z, -0.0008548326978750463);
  p = croton_scalar_fma_double(p, z, 0.005223977624781158);
  p = croton_scalar_fma_double(p, z, -0.026866170645072945);
  p = croton_scalar_fma_double(p, z, 0.11283791670954858);
  p = croton_scalar_fma_double(p, z, -0.3761263890318375);
  p = croton_scalar_fma_double(p, z, 0.1283791670955126);
  /* Beyond 6 the result is 1; a NaN fails the comparisons and goes on. */
  const double raised = is_small ? 1.0 : magnitude;
  const double t = (raised > 6.0 ? 6.0 : raised) - 1.0;
  double q = 4.9282816865659635e-12;
  q = croton_scalar_fma_double(q, t, -1.2070289018728618e-10);
  q = croton_scalar_fma_double(q, t, 1.3325528975135677e-09);
  q = croton_scalar_fma_double(q, t, -8.596784855078003e-09);
  q = croton_scalar_fma_double(q, t, 3.369095300064246e-08);
  q = croton_scalar_fma_double(q, t, -5.8816897181284526e-08);
  q = croton_scalar_fma_double(q, t, -2.032535692318402e-07);
  q = croton_scalar_fma_double(q, t, 2.1297367189674625e-06);
  q = croton_scalar_fma_double(q, t, -9.669092462065968e-06);
  q = croton_scalar_fma_double(q, t, 2.719724311596698e-05);
  q = croton_scalar_fma_double(q, t, -2.6295383283211333e-05);
  q = croton_scalar_fma_double(q, t, -0.0002373167975141979);
  q = croton_scalar_fma_double(q, t, 0.001977901310665511);
  q = croton_scalar_fma_double(q, t, -0.010033825195120994);
  q = croton_scalar_fma_double(q, t, 0.04156109802668007);
  q = croton_scalar_fma_double(q, t, 0.8431072563593304);
  q = croton_scalar_fma_double(q, t, 2.6389675142347775);
  q = croton_scalar_fma_double(q, t, 1.8496055099332482);
  const double result =
      is_small ? croton_scalar_fma_double(small, p, small) : 1.0 - croton_exp_double(-q);
  return copysign(result, x);
}

/* Within 1.2 ulp: 2^n (e^r - 1) + (2^n - 1) with x = n ln 2 + r. */
CROTON_ALWAYS_INLINE double croton_expm1_double(double x)
{
  /* Beyond these the result is -1 or infinity. */
  const double raised = x < -40.0 ? -40.0 : x;
  const double bounded = raised > 710.0 ? 710.0 : raised;
  const double sum = croton_scalar_fma_double(bounded, 1.4426950408889634, 0x1.8p52);
  const double n = sum - 0x1.8p52;
  const double reduced = croton_scalar_fma_double(-n, 0.6931471806019545, bounded);
  const double r = croton_scalar_fma_double(-n, -4.2009150726810846e-11, reduced);
  const double low = croton_scalar_fma_double(-n, -4.2009150726810846e-11, reduced - r);
  const double t = croton_scalar_fma_double(r * r, croton_expm1_polynomial_double(r), low);
  /* The largest results are computed by half, so that 2^n does not overflow before they do. */
  const int is_large = x > 700.0;
  const uint64_t exponent = (croton_bits_of_double(sum) - (is_large ? 1 : 0)) << 52;
  const double scale = croton_double_of_bits(exponent + UINT64_C(0x3ff0000000000000));
  const double one = is_large ? 0.5 : 1.0;
  const double most = scale - one;
  const double product = scale * r;
  const double total = most + product;
  /* What the difference and the sum have lost. */
  const double part = total - most;
  const double lost = ((most - (total - part)) + (product - part)) + ((scale - most) - one);
  const double value = total + croton_scalar_fma_double(scale, t, lost);
  return copysign(is_large ? value * 2.0 : value, x);
}

/* A sum of two numbers, the second of them a correction to the first. */
typedef struct {
  double high;
  double low;
} croton_pair;

/* log x for a number that is not negative, with a relative error below 2^-66. x = 2^k m with m from
   sqrt(1/2) to sqrt(2). With s = (m - 1) / (m + 1) and z = s^2,
   log m = 2 s (1 + z (1/3 + z (1/5 + z P(z)))), where P, of degree 6, makes the relative error less
   than 2^-72. */
CROTON_ALWAYS_INLINE croton_pair croton_log_in_parts(double x)
{
  const int is_subnormal = x < 0x1p-1022;
  const double normal = is_subnormal ? x * 0x1p52 : x;
  const uint64_t moved =
      croton_bits_of_double(normal) + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
  const double k = croton_exponent_double(moved) - (is_subnormal ? 52.0 : 0.0);
  const double m = croton_mantissa_double(moved);
  const double f = m - 1.0;
  const double g = m + 1.0;
  const double g_low = m - (g - 1.0);
  const double s = f / g;
  const double remainder = croton_scalar_fma_double(-s, g, f);
  const double s_low = croton_scalar_fma_double(-s, g_low, remainder) / g;
  const double z = s * s;
  const double z_low = croton_scalar_fma_double(s, s, -z) + 2.0 * s * s_low;
  double p = 0.059553577866473736;
  p = croton_scalar_fma_double(p, z, 0.058425355733669304);
  p = croton_scalar_fma_double(p, z, 0.06667880888126285);
  p = croton_scalar_fma_double(p, z, 0.07692286465137342);
  p = croton_scalar_fma_double(p, z, 0.09090909302525152);
  p = croton_scalar_fma_double(p, z, 0.11111111110007432);
  p = croton_scalar_fma_double(p, z, 0.14285714285716578);
  /* From p: 1/5 + z p, then 1/3 + z of that, then z of that, then s of that: each in two parts. */
  const double zp = z * p;
  const double a = 0.2 + zp;
  const double a_low = (zp - (a - 0.2)) - 1.1102230246251566e-17;
  const double za = z * a;
  const double za_low = croton_scalar_fma_double(z, a, -za) + (z * a_low + z_low * a);
  const double b = 0.3333333333333333 + za;
  const double b_low = (za - (b - 0.3333333333333333)) + (za_low + 1.850371707708594e-17);
  const double zb = z * b;
  const double zb_low = croton_scalar_fma_double(z, b, -zb) + (z * b_low + z_low * b);
  const double szb = s * zb;
  const double szb_low = croton_scalar_fma_double(s, zb, -szb) + (s * zb_low + s_low * zb);
  const double half = s + szb;
  const double half_low = (szb - (half - s)) + (s_low + szb_low);
  const double most = k * 0.6931471806019545;
  const double high = most + 2.0 * half;
  const double lost = 2.0 * half - (high - most);
  const double low = lost + croton_scalar_fma_double(k, -4.2009150726810846e-11, 2.0 * half_low);
  croton_pair result;
  result.high = x > 0.0 ? (x < INFINITY ? high : x) : (x == 0.0 ? -INFINITY : x);
  result.low = low;
  return result;
}

/* log x for a number that is not negative, within 0.501 ulp: what is drawn from a normal
   distribution. */
CROTON_ALWAYS_INLINE double croton_rounded_log_double(double x)
{
  const croton_pair logarithm = croton_log_in_parts(x);
  return logarithm.high + logarithm.low;
}

/* Within 1.1 ulp: e^(y log |x|), and the sign. */
CROTON_ALWAYS_INLINE double croton_pow_double(double x, double y)
{
  const double magnitude = fabs(x);
  const double size = fabs(y);
  const croton_pair logarithm = croton_log_in_parts(magnitude);
  const double product = y * logarithm.high;
  /* Beyond these the result is 0 or infinity; a NaN fails both comparisons and goes on. */
  const double raised = product < -746.0 ? -746.0 : product;
  const double bounded = raised > 710.0 ? 710.0 : raised;
  const double lost = croton_scalar_fma_double(y, logarithm.high, -product) + y * logarithm.low;
  const double rest = product == bounded ? lost : 0.0;
  /* As e^x, with the rest in the remainder. */
  const double sum = croton_scalar_fma_double(bounded, 1.4426950408889634, 0x1.8p52);
  const double n = sum - 0x1.8p52;
  const double reduced = croton_scalar_fma_double(-n, 0.6931471806019545, bounded);
  const double r = reduced + croton_scalar_fma_double(-n, -4.2009150726810846e-11, rest);
  const uint64_t whole = croton_bits_of_double(sum);
  const uint64_t half = whole >> 1;
  const double first = croton_double_of_bits((half << 52) + UINT64_C(0x3ff0000000000000));
  const double second =
      croton_double_of_bits(((whole - half) << 52) + UINT64_C(0x3ff0000000000000));
  const double power = (1.0 + croton_small_expm1_double(r)) * first * second;
  const int is_negative = (croton_bits_of_double(x) >> 63) != 0;
  const int is_whole = floor(size) == size;
  const int is_odd = is_whole & (floor(0.5 * size) != 0.5 * size);
  const int is_real = (is_negative == 0) | is_whole | (magnitude == 0.0) | (magnitude == INFINITY);
  const double value = is_real ? power : NAN;
  const double result = (is_negative & is_odd) != 0 ? -value : value;
  const int is_one = (y == 0.0) | (x == 1.0) | ((magnitude == 1.0) & (size == INFINITY));
  return is_one ? 1.0 : result;
}

/* Those of floats are those of doubles, rounded: within 0.501 ulp. */

CROTON_ALWAYS_INLINE float croton_sin_float(float x)
{
  return (float)croton_sin_double((double)x);
}

CROTON_ALWAYS_INLINE float croton_cos_float(float x)
{
  return (float)croton_cos_double((double)x);
}

CROTON_ALWAYS_INLINE float croton_erf_float(float x)
{
  return (float)croton_erf_double((double)x);
}

CROTON_ALWAYS_INLINE float croton_expm1_float(float x)
{
  return (float)croton_expm1_double((double)x);
}

CROTON_ALWAYS_INLINE float croton_pow_float(float x, float y)
{
  return (float)croton_pow_double((double)x, (double)y);
}

#endif
