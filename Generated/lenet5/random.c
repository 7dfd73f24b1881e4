/* Random numbers. */
#include "random.h"

#include <math.h>
#include <stddef.h>

#include "croton_functions.h"

#define WORDS 624
#define SHIFT 397

void lenet5_random_seed(lenet5_random *random, uint32_t seed)
{
  uint32_t word = seed;
  for (uint32_t i = 0; i < WORDS; ++i) {
    random->words[i] = word;
    word = UINT32_C(1812433253) * (word ^ (word >> 30)) + i + 1;
  }
  random->position = WORDS;
  random->has_spare = 0;
  random->spare = 0;
}

static void regenerate(lenet5_random *random)
{
  uint32_t *const words = random->words;
  for (int32_t i = 0; i < WORDS; ++i) {
    const uint32_t mixed =
        (words[i] & UINT32_C(0x80000000)) | (words[(i + 1) % WORDS] & UINT32_C(0x7fffffff));
    const uint32_t matrix = (mixed & 1) == 0 ? 0 : UINT32_C(0x9908b0df);
    words[i] = words[(i + SHIFT) % WORDS] ^ (mixed >> 1) ^ matrix;
  }
  random->position = 0;
}

uint32_t lenet5_random_word(lenet5_random *random)
{
  if (random->position == WORDS)
    regenerate(random);
  uint32_t word = random->words[random->position++];
  word ^= word >> 11;
  word ^= (word << 7) & UINT32_C(0x9d2c5680);
  word ^= (word << 15) & UINT32_C(0xefc60000);
  return word ^ (word >> 18);
}

/* A number from 0 up to 1: every value on the way is a whole number below 2 to the 53rd. */
static double unit(lenet5_random *random)
{
  const double high = (double)(lenet5_random_word(random) >> 5);
  const double low = (double)(lenet5_random_word(random) >> 6);
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

/* a + b * c, rounded after the product and after the sum whatever the compiler fuses. */
static double sum_of_product(double a, double b, double c)
{
  volatile double product = b * c;
  return a + product;
}

void lenet5_random_uniform(
    lenet5_random *random, float *numbers, int64_t count, double low, double high)
{
  const double range = high - low;
  for (int64_t i = 0; i < count; ++i) {
    const double number = sum_of_product(low, range, unit(random));
    if (numbers != NULL)
      numbers[i] = (float)number;
  }
}

/* Marsaglia's polar method: a point in the unit disc gives two numbers. */
static double normal(lenet5_random *random)
{
  if (random->has_spare) {
    random->has_spare = 0;
    return random->spare;
  }
  for (;;) {
    const double x = 2 * unit(random) - 1;
    const double y = 2 * unit(random) - 1;
    volatile double square = x * x;
    const double radius = sum_of_product(square, y, y);
    if (radius >= 1 || radius == 0)
      continue;
    const double factor = sqrt(-2 * croton_rounded_log_double(radius) / radius);
    random->spare = factor * x;
    random->has_spare = 1;
    return factor * y;
  }
}

void lenet5_random_normal(
    lenet5_random *random, float *numbers, int64_t count, double mean, double deviation)
{
  for (int64_t i = 0; i < count; ++i) {
    const double number = sum_of_product(mean, deviation, normal(random));
    if (numbers != NULL)
      numbers[i] = (float)number;
  }
}

uint32_t lenet5_random_integer(lenet5_random *random, uint32_t largest)
{
  if (largest == 0)
    return 0;
  uint32_t mask = largest;
  for (int32_t shift = 1; shift < 32; shift *= 2)
    mask |= mask >> shift;
  for (;;) {
    const uint32_t number = lenet5_random_word(random) & mask;
    if (number <= largest)
      return number;
  }
}
