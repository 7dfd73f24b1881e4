/* How far the functions of croton_math.h and croton_functions.h are from the library's in a wider type, in units in the last
   place of the true result. Infinity counts as the power of two after the greatest number. Where NaN,
   or a zero of one sign, is the expected result, only that will do. */
#include "croton.h"

CROTON_EXPORT const uint32_t croton_abi_version = 1;

/* The worst result of a sample. */
typedef struct {
  double ulps;
  double argument;
  double second;
  double found;
} croton_worst;

enum { BLOCK = 4096, POW = 10 };

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

/* The errors of one block of arguments x, with second arguments y of those functions that have two,
   after a loop that the compiler makes vectors of. */
#define MEASURE(type, wide, name, function, reference, frexp, ldexp, digits, least, most) \
  static void results_##name##_##type(const type *xs, const type *ys, type *results)      \
  {                                                                                       \
    for (int i = 0; i < BLOCK; ++i) {                                                     \
      const type x = xs[i];                                                               \
      const type y = ys[i];                                                               \
      (void)y;                                                                            \
      results[i] = function;                                                              \
    }                                                                                     \
  }                                                                                       \
  static void measure_##name##_##type(                                                    \
      const type *xs, const type *ys, int count, croton_worst *worst)                     \
  {                                                                                       \
    type results[BLOCK];                                                                  \
    results_##name##_##type(xs, ys, results);                                             \
    for (int i = 0; i < count; ++i) {                                                     \
      const wide limit = ldexp(1, most);                                                  \
      const wide x = xs[i];                                                               \
      const wide y = ys[i];                                                               \
      (void)y;                                                                            \
      wide expected = reference;                                                          \
      expected = expected > limit ? limit : expected < -limit ? -limit : expected;        \
      const wide shown = results[i];                                                      \
      const wide found = shown > limit ? limit : shown < -limit ? -limit : shown;         \
      int exponent;                                                                       \
      frexp(expected, &exponent);                                                         \
      const wide ulp = ldexp(1, (exponent < least ? least : exponent) - digits);          \
      const wide difference = found > expected ? found - expected : expected - found;     \
      double ulps = (double)(difference / ulp);                                           \
      if (isnan(expected)) {                                                              \
        ulps = isnan(found) ? 0 : INFINITY;                                               \
      } else if (isnan(found)) {                                                          \
        ulps = INFINITY;                                                                  \
      } else if (found == 0 && !signbit(found) != !signbit(expected)) {                   \
        ulps = INFINITY;                                                                  \
      }                                                                                   \
      if (ulps > worst->ulps) {                                                           \
        worst->ulps = ulps;                                                               \
        worst->argument = (double)xs[i];                                                  \
        worst->second = (double)ys[i];                                                    \
        worst->found = (double)results[i];                                                \
      }                                                                                   \
    }                                                                                     \
  }

#define MEASURE_FLOAT(name, function, reference) \
  MEASURE(float, double, name, function, reference, frexp, ldexp, 24, -125, 128)
#define MEASURE_DOUBLE(name, function, reference) \
  MEASURE(double, long double, name, function, reference, frexpl, ldexpl, 53, -1021, 1024)

MEASURE_FLOAT(exp, croton_exp_float(x), exp(x))
MEASURE_FLOAT(log, croton_log_float(x), log(x))
MEASURE_FLOAT(log1p, croton_log1p_float(x), log1p(x))
MEASURE_FLOAT(tanh, croton_tanh_float(x), tanh(x))
MEASURE_FLOAT(sigmoid, croton_sigmoid_float(x), wide_sigmoid_float(x))
MEASURE_FLOAT(softplus, croton_softplus_float(x), wide_softplus_float(x))
MEASURE_FLOAT(sin, croton_sin_float(x), sin(x))
MEASURE_FLOAT(cos, croton_cos_float(x), cos(x))
MEASURE_FLOAT(erf, croton_erf_float(x), erf(x))
MEASURE_FLOAT(expm1, croton_expm1_float(x), expm1(x))
MEASURE_FLOAT(pow, croton_pow_float(x, y), pow(x, y))
MEASURE_DOUBLE(exp, croton_exp_double(x), expl(x))
MEASURE_DOUBLE(log, croton_log_double(x), logl(x))
MEASURE_DOUBLE(log1p, croton_log1p_double(x), log1pl(x))
MEASURE_DOUBLE(tanh, croton_tanh_double(x), tanhl(x))
MEASURE_DOUBLE(sigmoid, croton_sigmoid_double(x), wide_sigmoid_double(x))
MEASURE_DOUBLE(softplus, croton_softplus_double(x), wide_softplus_double(x))
MEASURE_DOUBLE(sin, croton_sin_double(x), sinl(x))
MEASURE_DOUBLE(cos, croton_cos_double(x), cosl(x))
MEASURE_DOUBLE(erf, croton_erf_double(x), erfl(x))
MEASURE_DOUBLE(expm1, croton_expm1_double(x), expm1l(x))
MEASURE_DOUBLE(pow, croton_pow_double(x, y), powl(x, y))

/* One function of one type. */
#define FUNCTIONS(type)                                                             \
  typedef struct {                                                                  \
    void (*measure)(const type *, const type *, int, croton_worst *);               \
    void (*results)(const type *, const type *, type *);                            \
  } functions_of_##type;                                                            \
  static const functions_of_##type of_##type[] = {                                  \
      {measure_exp_##type, results_exp_##type},                                     \
      {measure_log_##type, results_log_##type},                                     \
      {measure_log1p_##type, results_log1p_##type},                                 \
      {measure_tanh_##type, results_tanh_##type},                                   \
      {measure_sigmoid_##type, results_sigmoid_##type},                             \
      {measure_softplus_##type, results_softplus_##type},                           \
      {measure_sin_##type, results_sin_##type},                                     \
      {measure_cos_##type, results_cos_##type},                                     \
      {measure_erf_##type, results_erf_##type},                                     \
      {measure_expm1_##type, results_expm1_##type},                                 \
      {measure_pow_##type, results_pow_##type},                                     \
  };

FUNCTIONS(float)
FUNCTIONS(double)

/* A second argument for x: a small whole number; any number; or one with which x^y is neither 0 nor
   infinite, as log2 |x| times it is below the given limit. */
static double second_argument(double x, int64_t seed, int64_t counter, double limit)
{
  const uint64_t random = croton_random_bits(~seed, counter);
  const double unit = (double)(int64_t)random * 0x1p-63;
  const double logarithm = log2(fabs(x));
  double y;
  switch (random % 4) {
    case 0:
      return (double)((random >> 3) % 81) - 40;
    case 1:
      memcpy(&y, &random, sizeof y);
      return y;
    default:
      return isfinite(logarithm) && logarithm != 0 ? limit * unit / logarithm : unit;
  }
}

static const double special[] = {
    0.0, INFINITY, NAN, 1, 2, 3, 0.5, 0x1p-1074, 0x1p-149, 0x1.fffffffffffffp1023, 0x1.fffffep127,
    0x1p53, 0x1.fffffffffffffp52, 0x1p24, 0x1.fffffep23, 1023, 127, 0x1.6ac5b262ca1ffp849, 0x1p-1022};

enum { SPECIAL = sizeof special / sizeof special[0] };

/* Of both signs, and with each other as second arguments. */
static double special_argument(int number)
{
  const int index = number % (2 * SPECIAL);
  return index < SPECIAL ? special[index] : -special[index - SPECIAL];
}

/* Every so many of the 2^32 bit patterns of a float. */
CROTON_EXPORT void measure_floats(
    int32_t function, int64_t stride, int64_t seed, croton_worst *worst)
{
  float xs[BLOCK] = {0};
  float ys[BLOCK] = {0};
  for (int i = 0; i < BLOCK; ++i) {
    xs[i] = (float)special_argument(i);
    ys[i] = (float)special_argument(i / (2 * SPECIAL));
  }
  of_float[function].measure(xs, ys, BLOCK, worst);
  for (int64_t pattern = 0; pattern < INT64_C(0x100000000);) {
    int count = 0;
    for (; count < BLOCK && pattern < INT64_C(0x100000000); ++count) {
      const uint32_t bits = (uint32_t)pattern;
      memcpy(&xs[count], &bits, sizeof bits);
      if (function == POW) {
        ys[count] = (float)second_argument(xs[count], seed, pattern, 155);
      }
      pattern += stride;
    }
    of_float[function].measure(xs, ys, count, worst);
  }
}

/* A double of some kind: any bits; a number up to 800 or up to 2 in absolute value; a number of any
   magnitude; a few units from a multiple of ln 2 / 2 or pi / 2, where the argument's reduction
   changes. */
static double argument(int64_t seed, int64_t counter)
{
  const uint64_t random = croton_random_bits(seed, counter);
  const double unit = (double)(int64_t)random * 0x1p-63;
  const double units = (double)(int64_t)(random & 7) - 3;
  double x;
  switch (counter % 6) {
    case 0:
      memcpy(&x, &random, sizeof x);
      return x;
    case 1:
      return 800 * unit;
    case 2:
      return 2 * unit;
    case 3:
      return ldexp(unit, -(int)(random % 1074));
    case 4:
      x = (double)((int64_t)(random >> 3) % 2200) * 0.34657359027997264;
      return x * (1 + units * 0x1p-52) * (unit < 0 ? -1 : 1);
    default:
      x = (double)((int64_t)(random >> 3) >> (random >> 3) % 60) * 1.5707963267948966;
      return x * (1 + units * 0x1p-52) * (unit < 0 ? -1 : 1);
  }
}

static void fill_doubles(int64_t seed, int64_t block, double *xs, double *ys)
{
  for (int i = 0; i < BLOCK; ++i) {
    const int64_t counter = block * BLOCK + i;
    xs[i] = argument(seed, counter);
    ys[i] = second_argument(xs[i], seed, counter, 1080);
  }
}

CROTON_EXPORT void measure_doubles(
    int32_t function, int64_t blocks, int64_t seed, croton_worst *worst)
{
  double xs[BLOCK];
  double ys[BLOCK];
  for (int i = 0; i < BLOCK; ++i) {
    xs[i] = special_argument(i);
    ys[i] = special_argument(i / (2 * SPECIAL));
  }
  of_double[function].measure(xs, ys, BLOCK, worst);
  for (int64_t block = 0; block < blocks; ++block) {
    fill_doubles(seed, block, xs, ys);
    of_double[function].measure(xs, ys, BLOCK, worst);
  }
}

/* The results of one block, as doubles. */
CROTON_EXPORT void results_of_block(
    int32_t function, int32_t is_float, int64_t seed, double *results)
{
  double xs[BLOCK];
  double ys[BLOCK];
  fill_doubles(seed, 0, xs, ys);
  if (!is_float) {
    of_double[function].results(xs, ys, results);
    return;
  }
  float narrow_xs[BLOCK];
  float narrow_ys[BLOCK];
  float narrow_results[BLOCK];
  for (int i = 0; i < BLOCK; ++i) {
    narrow_xs[i] = (float)xs[i];
    narrow_ys[i] = (float)ys[i];
  }
  of_float[function].results(narrow_xs, narrow_ys, narrow_results);
  for (int i = 0; i < BLOCK; ++i) {
    results[i] = (double)narrow_results[i];
  }
}

/* Whether the reference of doubles has more digits than they have. */
CROTON_EXPORT int32_t has_wide_reference(void)
{
  return sizeof(long double) > sizeof(double);
}
