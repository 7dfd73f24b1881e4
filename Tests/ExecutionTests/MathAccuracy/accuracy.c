/* How far the functions of croton_math.h are from the library's in a wider type, in units in the last
   place of the true result. Infinity counts as the power of two after the greatest number. Where NaN,
   or a zero of one sign, is the expected result, only that will do. */
#include "croton.h"

CROTON_EXPORT const uint32_t croton_abi_version = 1;

/* The worst result of a sample. */
typedef struct {
  double ulps;
  double argument;
  double found;
} croton_worst;

enum { BLOCK = 4096 };

/* The reference: the same functions of wider numbers. */
static inline double wide_sigmoid_float(double x)
{
  const double e = exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

static inline long double wide_sigmoid_double(long double x)
{
  const long double e = expl(-fabsl(x));
  return (x < 0 ? e : 1) / (1 + e);
}

static inline double wide_softplus_float(double x)
{
  return (x > 0 ? x : 0) + log1p(exp(-fabs(x)));
}

static inline long double wide_softplus_double(long double x)
{
  return (x > 0 ? x : 0) + log1pl(expl(-fabsl(x)));
}

/* The errors of one block of arguments, after a loop that the compiler makes vectors of. */
#define MEASURE(type, wide, name, reference, frexp, ldexp, digits, least, most)         \
  static void measure_##name##_##type(const type *arguments, int count, croton_worst *worst) \
  {                                                                                     \
    type results[BLOCK];                                                                \
    for (int i = 0; i < BLOCK; ++i) {                                                   \
      results[i] = croton_##name##_##type(arguments[i]);                                \
    }                                                                                   \
    for (int i = 0; i < count; ++i) {                                                   \
      const wide limit = ldexp(1, most);                                                \
      wide expected = reference(arguments[i]);                                          \
      expected = expected > limit ? limit : expected < -limit ? -limit : expected;      \
      const wide shown = results[i];                                                    \
      const wide found = shown > limit ? limit : shown < -limit ? -limit : shown;       \
      int exponent;                                                                     \
      frexp(expected, &exponent);                                                       \
      const wide ulp = ldexp(1, (exponent < least ? least : exponent) - digits);        \
      const wide difference = found > expected ? found - expected : expected - found;   \
      double ulps = (double)(difference / ulp);                                         \
      if (isnan(expected)) {                                                            \
        ulps = isnan(found) ? 0 : INFINITY;                                             \
      } else if (isnan(found)) {                                                        \
        ulps = INFINITY;                                                                \
      } else if (found == 0 && signbit(found) != signbit(expected)) {                   \
        ulps = INFINITY;                                                                \
      }                                                                                 \
      if (ulps > worst->ulps) {                                                         \
        worst->ulps = ulps;                                                             \
        worst->argument = (double)arguments[i];                                         \
        worst->found = (double)results[i];                                              \
      }                                                                                 \
    }                                                                                   \
  }

#define MEASURE_FLOAT(name, reference) \
  MEASURE(float, double, name, reference, frexp, ldexp, 24, -125, 128)
#define MEASURE_DOUBLE(name, reference) \
  MEASURE(double, long double, name, reference, frexpl, ldexpl, 53, -1021, 1024)

MEASURE_FLOAT(exp, exp)
MEASURE_FLOAT(log, log)
MEASURE_FLOAT(log1p, log1p)
MEASURE_FLOAT(tanh, tanh)
MEASURE_FLOAT(sigmoid, wide_sigmoid_float)
MEASURE_FLOAT(softplus, wide_softplus_float)
MEASURE_DOUBLE(exp, expl)
MEASURE_DOUBLE(log, logl)
MEASURE_DOUBLE(log1p, log1pl)
MEASURE_DOUBLE(tanh, tanhl)
MEASURE_DOUBLE(sigmoid, wide_sigmoid_double)
MEASURE_DOUBLE(softplus, wide_softplus_double)

typedef void (*measure_float)(const float *, int, croton_worst *);
typedef void (*measure_double)(const double *, int, croton_worst *);

static const measure_float of_floats[] = {
    measure_exp_float, measure_log_float, measure_log1p_float,
    measure_tanh_float, measure_sigmoid_float, measure_softplus_float};
static const measure_double of_doubles[] = {
    measure_exp_double, measure_log_double, measure_log1p_double,
    measure_tanh_double, measure_sigmoid_double, measure_softplus_double};

/* Every so many of the 2^32 bit patterns of a float. */
CROTON_EXPORT void measure_floats(int32_t function, int64_t stride, croton_worst *worst)
{
  float arguments[BLOCK] = {0};
  for (int64_t pattern = 0; pattern < INT64_C(0x100000000);) {
    int count = 0;
    for (; count < BLOCK && pattern < INT64_C(0x100000000); ++count) {
      const uint32_t bits = (uint32_t)pattern;
      memcpy(&arguments[count], &bits, sizeof bits);
      pattern += stride;
    }
    of_floats[function](arguments, count, worst);
  }
}

/* A double of some kind: any bits; a number up to 800 or up to 2 in absolute value; a number of any
   magnitude; a few units from a multiple of ln 2 / 2, where the argument's reduction changes. */
static double argument(int64_t counter)
{
  const uint64_t random = croton_random_bits(23455, counter);
  const double unit = (double)(int64_t)random * 0x1p-63;
  const double units = (double)(int64_t)(random & 7) - 3;
  double x;
  switch (counter % 5) {
    case 0:
      memcpy(&x, &random, sizeof x);
      return x;
    case 1:
      return 800 * unit;
    case 2:
      return 2 * unit;
    case 3:
      return ldexp(unit, -(int)(random % 1074));
    default:
      x = (double)((int64_t)(random >> 3) % 2200) * 0.34657359027997264;
      return x * (1 + units * 0x1p-52) * (unit < 0 ? -1 : 1);
  }
}

CROTON_EXPORT void measure_doubles(int32_t function, int64_t blocks, croton_worst *worst)
{
  double arguments[BLOCK] = {0.0, -0.0, INFINITY, -INFINITY, NAN, 1, -1, 0x1p-1074, -0x1p-1074,
                             0x1.fffffffffffffp1023, -0x1.fffffffffffffp1023};
  of_doubles[function](arguments, BLOCK, worst);
  for (int64_t block = 0; block < blocks; ++block) {
    for (int i = 0; i < BLOCK; ++i) {
      arguments[i] = argument(block * BLOCK + i);
    }
    of_doubles[function](arguments, BLOCK, worst);
  }
}

/* Whether the reference of doubles has more digits than they have. */
CROTON_EXPORT int32_t has_wide_reference(void)
{
  return sizeof(long double) > sizeof(double);
}
