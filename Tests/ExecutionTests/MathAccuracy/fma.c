/* The software's multiply-adds against the C library's, which is exact where the test runs. */
#include "croton.h"

CROTON_EXPORT const uint32_t croton_abi_version = 1;

/* What was found among the samples. */
typedef struct {
  /* How many differ, and the operands of the last of them. */
  int64_t differing;
  double a, b, c;
  /* How many would differ if the product, or the sum in a wider type, were rounded first. */
  int64_t rounded_twice;
  int64_t subnormal;
  int64_t infinite;
} croton_found;

static uint64_t random_bits(int64_t seed, int64_t *counter)
{
  return croton_random_bits(seed, (*counter)++);
}

/* Numbers whose mantissas are at the ends of their ranges, or ties. */
static double special_double(uint64_t random)
{
  static const uint64_t mantissas[] = {
      0, 1, 2, 0x8000000000000, 0x8000000000001, 0x7ffffffffffff, 0xfffffffffffff, 0xffffffffffffe};
  static const uint64_t exponents[] = {
      0, 0, 1, 2, 53, 54, 511, 512, 970, 1022, 1023, 1024, 1076, 2045, 2046, 2047};
  return croton_double_of_bits(
      (random & 1) << 63 | exponents[(random >> 1) & 15] << 52 | mantissas[(random >> 5) & 7]);
}

static float special_float(uint64_t random)
{
  static const uint32_t mantissas[] = {
      0, 1, 2, 0x400000, 0x400001, 0x3fffff, 0x7fffff, 0x7ffffe};
  static const uint32_t exponents[] = {
      0, 0, 1, 2, 24, 25, 63, 64, 100, 126, 127, 128, 150, 253, 254, 255};
  return croton_float_of_bits(
      (uint32_t)(random & 1) << 31 | exponents[(random >> 1) & 15] << 23
      | mantissas[(random >> 5) & 7]);
}

/* Random bits with an exponent from one number to another. */
static double double_between(uint64_t random, int least, int most)
{
  const uint64_t range = (uint64_t)(most - least + 1);
  const uint64_t exponent = (uint64_t)(least + 1023) + (random >> 52 & 0x7ff) % range;
  return croton_double_of_bits((random & UINT64_C(0x800fffffffffffff)) | exponent << 52);
}

static float float_between(uint64_t random, int least, int most)
{
  return (float)double_between(random & ~UINT64_C(0x1fffffff), least, most);
}

/* The multiply-add of a vector in one of its lanes; the others have other numbers. */
static float lane_fma_float(float a, float b, float c, int64_t sample)
{
  const int lane = (int)(sample % (int64_t)(sizeof(croton_float_part) / sizeof(float)));
  croton_float_part x = b - (croton_float_part){0};
  croton_float_part y = c - (croton_float_part){0};
  croton_float_part z = a - (croton_float_part){0};
  x[lane] = a;
  y[lane] = b;
  z[lane] = c;
  return croton_software_fma_float_part(x, y, z)[lane];
}

/* Vectors of doubles have no such function. */
static double lane_fma_double(double a, double b, double c, int64_t sample)
{
  (void)sample;
  return croton_software_fma_double(a, b, c);
}

static int is_same_float(float a, float b)
{
  return isnan(a) ? isnan(b) : croton_bits_of_float(a) == croton_bits_of_float(b);
}

static int is_same_double(double a, double b)
{
  return isnan(a) ? isnan(b) : croton_bits_of_double(a) == croton_bits_of_double(b);
}

#define COMPARE(type, wide, digits, least, bits, fma)                                  \
  static void compare_##type(int64_t count, int64_t seed, croton_found *found)         \
  {                                                                                    \
    int64_t counter = 0;                                                               \
    for (int64_t i = 0; i < count; ++i) {                                              \
      const uint64_t r = random_bits(seed, &counter);                                  \
      const uint64_t s = random_bits(seed, &counter);                                  \
      const uint64_t t = random_bits(seed, &counter);                                  \
      type a = croton_##type##_of_bits((bits)r);                                       \
      type b = croton_##type##_of_bits((bits)s);                                       \
      type c = croton_##type##_of_bits((bits)t);                                       \
      switch (i % 6) {                                                                 \
        case 0:                                                                        \
          break;                                                                       \
        case 1:                                                                        \
          a = special_##type(r);                                                       \
          b = special_##type(s);                                                       \
          c = special_##type(t);                                                       \
          break;                                                                       \
        case 2: /* All distances of the addend from the product. */                    \
          a = type##_between(r, -3, 3);                                                \
          b = type##_between(s, -3, 3);                                                \
          c = type##_between(t, -2 * digits - 4, 2 * digits + 4);                      \
          break;                                                                       \
        case 3: /* Cancellation: what the product's rounding has lost. */              \
          a = type##_between(r, -1, 1);                                                \
          b = type##_between(s, -1, 1);                                                \
          c = -(a * b);                                                                \
          break;                                                                       \
        case 4: /* Subnormal results. */                                               \
          a = type##_between(r, least / 2 - 3, least / 2 + 3);                         \
          b = type##_between(s, least / 2 - digits, least / 2 + 3);                    \
          c = type##_between(t, least, least + 4) * (type)(t & 1);                     \
          break;                                                                       \
        default: /* Results about the greatest number. */                              \
          a = type##_between(r, 0, 2);                                                 \
          b = type##_between(s, -least - 3, -least + 1);                               \
          c = type##_between(t, -least - digits - 2, -least + 1);                      \
          break;                                                                       \
      }                                                                                \
      const type expected = fma(a, b, c);                                              \
      const type result = croton_software_fma_##type(a, b, c);                         \
      const type twice = (type)((wide)a * (wide)b + (wide)c);                          \
      const type lane = lane_fma_##type(a, b, c, i);                                   \
      if (!is_same_##type(expected, result) || !is_same_##type(expected, lane)) {                                                                  \
        found->differing += 1;                                                         \
        found->a = (double)a;                                                          \
        found->b = (double)b;                                                          \
        found->c = (double)c;                                                          \
      }                                                                                \
      found->rounded_twice += twice != expected && !isnan(expected);                   \
      found->subnormal += fpclassify(expected) == FP_SUBNORMAL;                        \
      found->infinite += isinf(expected) && isfinite(a) && isfinite(b) && isfinite(c); \
    }                                                                                  \
  }

COMPARE(float, double, 24, -126, uint32_t, fmaf)
COMPARE(double, double, 53, -1022, uint64_t, fma)

CROTON_EXPORT void compare(int32_t is_float, int64_t count, int64_t seed, croton_found *found)
{
  if (is_float) {
    compare_float(count, seed, found);
  } else {
    compare_double(count, seed, found);
  }
}
