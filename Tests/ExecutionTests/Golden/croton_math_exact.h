/* The functions of a floating-point number that networks are full of. */
#ifndef CROTON_MATH_H
#define CROTON_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The library's functions, for exact mode. */

static inline float croton_exp_float(float x)
{
  return expf(x);
}

static inline float croton_log_float(float x)
{
  return logf(x);
}

static inline float croton_log1p_float(float x)
{
  return log1pf(x);
}

static inline float croton_tanh_float(float x)
{
  return tanhf(x);
}

static inline float croton_sigmoid_float(float x)
{
  const float e = expf(-fabsf(x));
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

/* log(1 + e^x), without overflow. */
static inline float croton_softplus_float(float x)
{
  return (x > 0.0f ? x : 0.0f) + log1pf(expf(-fabsf(x)));
}

static inline double croton_exp_double(double x)
{
  return exp(x);
}

static inline double croton_log_double(double x)
{
  return log(x);
}

static inline double croton_log1p_double(double x)
{
  return log1p(x);
}

static inline double croton_tanh_double(double x)
{
  return tanh(x);
}

static inline double croton_sigmoid_double(double x)
{
  const double e = exp(-fabs(x));
  return (x < 0.0 ? e : 1.0) / (1.0 + e);
}

/* log(1 + e^x), without overflow. */
static inline double croton_softplus_double(double x)
{
  return (x > 0.0 ? x : 0.0) + log1p(exp(-fabs(x)));
}

#endif
