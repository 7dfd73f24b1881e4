#ifndef CROTON_SYSTEM_H
#define CROTON_SYSTEM_H

#include <spawn.h>
#include <stdbool.h>

#include "croton_guard.h"

// System calls and variables that Swift's importer does not see, because they need _GNU_SOURCE, are
// macros or are not safe to share between threads.

/// Makes a pipe whose ends (reading, then writing) programs that are started do not inherit, not
/// even those that another thread starts at this moment, where the system can promise that.
///
/// Returns 0, or the number of the error.
int croton_pipe(int ends[2]);

/// Sets the working directory of the program that is spawned with these actions.
///
/// Returns 0, or the number of the error.
int croton_spawn_in_directory(posix_spawn_file_actions_t *actions, const char *path);

/// Whether the file system of a path refuses to run what lies on it, code of libraries included.
bool croton_forbids_execution(const char *path);

/// The bytes that an ordinary user may still write to the file system of a path, or -1.
long long croton_free_bytes(const char *path);

/// The bytes of memory that this process may have (ulimit -v), or -1 for no limit.
long long croton_memory_limit(void);

/// Writes what is buffered for the standard output.
///
/// Returns whether nothing was lost, by this call or by an earlier one; errno tells why this one
/// failed, and is EIO after an earlier failure.
bool croton_flush_output(void);

#endif
