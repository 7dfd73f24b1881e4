#ifndef CROTON_SYSTEM_H
#define CROTON_SYSTEM_H

#include <spawn.h>
#include <stdbool.h>

// Calls of the system that its headers show only when they are asked for more than POSIX, which
// Swift does not ask them.

/// Makes a pipe whose ends (reading, then writing) programs that are started do not inherit, not
/// even those that another thread starts at this moment, where the system can promise that.
///
/// Returns 0, or the number of the error.
int croton_pipe(int ends[2]);

/// Adds to what happens before a program starts that it gets a current directory.
///
/// Returns 0, or the number of the error.
int croton_spawn_in_directory(posix_spawn_file_actions_t *actions, const char *path);

/// Whether the file system of a path refuses to run what lies on it, code of libraries included.
bool croton_forbids_execution(const char *path);

#endif
