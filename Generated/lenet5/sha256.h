/* SHA-256: a hash of 32 bytes, as FIPS 180-4 defines it. */
#ifndef LENET5_SHA256_H
#define LENET5_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* The characters of a hash in hexadecimal digits, with the zero at the end. */
#define LENET5_HASH_CHARACTERS 65

/* A hash of the bytes so far. */
typedef struct {
  uint32_t state[8];
  uint64_t count;
  unsigned char block[64];
} lenet5_sha256;

void lenet5_sha256_begin(lenet5_sha256 *hash);

void lenet5_sha256_add(lenet5_sha256 *hash, const unsigned char *bytes, size_t count);

/* Ends the hash, and writes it as text. */
void lenet5_sha256_end(lenet5_sha256 *hash, char text[LENET5_HASH_CHARACTERS]);

#endif
