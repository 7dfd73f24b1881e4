/* The random numbers that initial parameters are drawn from, and examples shuffled by: those of
   NumPy's RandomState, bit for bit. */
#ifndef LENET5_RANDOM_H
#define LENET5_RANDOM_H

/* As in the kernels: a product and a sum that are fused have other bits. */
#if !defined(__GNUC__) || defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

#include <stdint.h>

/* A stream of random numbers: MT19937 (Matsumoto and Nishimura, 1998), and the second of two normal
   numbers, which are drawn in pairs. */
typedef struct {
  uint32_t words[624];
  int32_t position;
  int32_t has_spare;
  double spare;
} lenet5_random;

/* Starts the stream of a seed. */
void lenet5_random_seed(lenet5_random *random, uint32_t seed);

/* The next 32 bits. */
uint32_t lenet5_random_word(lenet5_random *random);

/* Draws numbers uniformly from low up to but not including high. They are drawn in double precision
   and then rounded. With a null pointer they are drawn and forgotten. */
void lenet5_random_uniform(
    lenet5_random *random, float *numbers, int64_t count, double low, double high);

/* Draws numbers from the normal distribution. */
void lenet5_random_normal(
    lenet5_random *random, float *numbers, int64_t count, double mean, double deviation);

/* An integer from 0 to the largest, which has at most 32 bits. */
uint32_t lenet5_random_integer(lenet5_random *random, uint32_t largest);

#endif
