#ifndef CROTON_GUARD_H
#define CROTON_GUARD_H

#include <stdbool.h>
#include <stddef.h>

// Memory between guard pages.

/// Maps so many bytes, none of which may be touched, from a multiple of `guard` on.
///
/// `bytes` is a multiple of `guard`, and that one of the page size.
/// Returns NULL where there is no memory.
unsigned char *croton_guard_map(size_t bytes, size_t guard);

/// Gives the memory back, and forgets all buffers in it.
void croton_guard_unmap(unsigned char *memory, size_t bytes);

/// Opens pages of mapped memory to reading and writing. A fault in the `guard` bytes before or
/// after them is said to be beyond the named buffer in them, or beyond that of other pages where
/// that are nearer; the process then ends by SIGSEGV.
///
/// Returns false where there is no memory.
bool croton_guard_open(
    unsigned char *pages, size_t bytes, size_t guard, unsigned char *buffer, size_t buffer_bytes,
    const char *function, const char *name);

#endif
