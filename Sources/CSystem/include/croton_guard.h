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

/// Opens a range of mapped memory to reading and writing. A fault in the `guard` bytes before or
/// after it is said to be beyond the named buffer; the process then ends by SIGSEGV.
///
/// The range starts and ends at multiples of the page size; the buffer is its last bytes.
/// Returns false where the system refuses, or the table of buffers is full.
bool croton_guard_open(
    unsigned char *first, size_t bytes, size_t buffer_bytes, size_t guard, const char *function,
    const char *buffer);

#endif
