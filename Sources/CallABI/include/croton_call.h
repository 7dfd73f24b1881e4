#ifndef CROTON_CALL_H
#define CROTON_CALL_H

#include <stdint.h>

/// The version of the agreement between generated code and its caller. Generated code says which
/// version it was made for; the loader refuses any other.
enum { CROTON_ABI_VERSION = 4 };

/// A call of a generated function: its arguments, the memory it works in, and why it failed: which of its failures it was, the
/// integer that it failed on, and, where numbers are checked, the number at that position;
/// and, of a function that several processes call together, who they are.
///
/// Generated sources hold the same declaration, so that they compile without this package.
typedef struct {
  const void *const *inputs;
  void *const *shared;
  void *const *outputs;
  uint8_t *arena;
  uint8_t *workspace;
  int32_t threads;
  int32_t failure;
  int64_t failure_value;
  double failure_number;
  void *processes;
} croton_call;

#endif
