/* SHA-256, with the names of FIPS 180-4. */
#include "sha256.h"

#include <string.h>

/* The bytes of a block, and those before the length of the message in the last one. */
#define BLOCK 64
#define BEFORE_LENGTH 56

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t k[64] = {
    UINT32_C(0x428a2f98), UINT32_C(0x71374491), UINT32_C(0xb5c0fbcf), UINT32_C(0xe9b5dba5),
    UINT32_C(0x3956c25b), UINT32_C(0x59f111f1), UINT32_C(0x923f82a4), UINT32_C(0xab1c5ed5),
    UINT32_C(0xd807aa98), UINT32_C(0x12835b01), UINT32_C(0x243185be), UINT32_C(0x550c7dc3),
    UINT32_C(0x72be5d74), UINT32_C(0x80deb1fe), UINT32_C(0x9bdc06a7), UINT32_C(0xc19bf174),
    UINT32_C(0xe49b69c1), UINT32_C(0xefbe4786), UINT32_C(0x0fc19dc6), UINT32_C(0x240ca1cc),
    UINT32_C(0x2de92c6f), UINT32_C(0x4a7484aa), UINT32_C(0x5cb0a9dc), UINT32_C(0x76f988da),
    UINT32_C(0x983e5152), UINT32_C(0xa831c66d), UINT32_C(0xb00327c8), UINT32_C(0xbf597fc7),
    UINT32_C(0xc6e00bf3), UINT32_C(0xd5a79147), UINT32_C(0x06ca6351), UINT32_C(0x14292967),
    UINT32_C(0x27b70a85), UINT32_C(0x2e1b2138), UINT32_C(0x4d2c6dfc), UINT32_C(0x53380d13),
    UINT32_C(0x650a7354), UINT32_C(0x766a0abb), UINT32_C(0x81c2c92e), UINT32_C(0x92722c85),
    UINT32_C(0xa2bfe8a1), UINT32_C(0xa81a664b), UINT32_C(0xc24b8b70), UINT32_C(0xc76c51a3),
    UINT32_C(0xd192e819), UINT32_C(0xd6990624), UINT32_C(0xf40e3585), UINT32_C(0x106aa070),
    UINT32_C(0x19a4c116), UINT32_C(0x1e376c08), UINT32_C(0x2748774c), UINT32_C(0x34b0bcb5),
    UINT32_C(0x391c0cb3), UINT32_C(0x4ed8aa4a), UINT32_C(0x5b9cca4f), UINT32_C(0x682e6ff3),
    UINT32_C(0x748f82ee), UINT32_C(0x78a5636f), UINT32_C(0x84c87814), UINT32_C(0x8cc70208),
    UINT32_C(0x90befffa), UINT32_C(0xa4506ceb), UINT32_C(0xbef9a3f7), UINT32_C(0xc67178f2)};

static uint32_t rotate(uint32_t word, int32_t count)
{
  return word >> count | word << (32 - count);
}

/* Adds a block of 64 bytes. */
static void add_block(lenet5_sha256 *hash, const unsigned char *bytes)
{
  uint32_t w[64];
  for (int32_t t = 0; t < 16; ++t) {
    const unsigned char *const word = bytes + 4 * t;
    w[t] = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
  }
  for (int32_t t = 16; t < 64; ++t) {
    const uint32_t first = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
    const uint32_t second = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + first + w[t - 7] + second;
  }
  uint32_t s[8];
  memcpy(s, hash->state, sizeof s);
  for (int32_t t = 0; t < 64; ++t) {
    const uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
    const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    const uint32_t first = s[7] + sum1 + choice + k[t] + w[t];
    const uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
    const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + sum0 + majority;
  }
  for (int32_t i = 0; i < 8; ++i)
    hash->state[i] += s[i];
}

void lenet5_sha256_begin(lenet5_sha256 *hash)
{
  /* The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
  static const uint32_t start[8] = {
      UINT32_C(0x6a09e667), UINT32_C(0xbb67ae85), UINT32_C(0x3c6ef372), UINT32_C(0xa54ff53a),
      UINT32_C(0x510e527f), UINT32_C(0x9b05688c), UINT32_C(0x1f83d9ab), UINT32_C(0x5be0cd19)};
  memcpy(hash->state, start, sizeof start);
  hash->count = 0;
}

void lenet5_sha256_add(lenet5_sha256 *hash, const unsigned char *bytes, size_t count)
{
  for (size_t i = 0; i < count; ++i) {
    const size_t place = (size_t)(hash->count % BLOCK);
    hash->block[place] = bytes[i];
    hash->count += 1;
    if (place + 1 == BLOCK)
      add_block(hash, hash->block);
  }
}

void lenet5_sha256_end(lenet5_sha256 *hash, char text[LENET5_HASH_CHARACTERS])
{
  static const char digits[] = "0123456789abcdef";
  const uint64_t bits = 8 * hash->count;
  const unsigned char one = 0x80;
  const unsigned char zero = 0;
  lenet5_sha256_add(hash, &one, 1);
  while (hash->count % BLOCK != BEFORE_LENGTH)
    lenet5_sha256_add(hash, &zero, 1);
  for (int32_t i = 7; i >= 0; --i) {
    const unsigned char byte = (unsigned char)(bits >> (8 * i));
    lenet5_sha256_add(hash, &byte, 1);
  }
  for (int32_t i = 0; i < 64; ++i)
    text[i] = digits[hash->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
  text[64] = 0;
}
