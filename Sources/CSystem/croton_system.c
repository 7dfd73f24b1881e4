#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "croton_system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#ifdef __APPLE__
#include <sys/mount.h>
#include <sys/param.h>
#endif
#include <limits.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

int croton_pipe(int ends[2]) {
#ifdef __APPLE__
  if (pipe(ends) != 0) return errno;
  for (int end = 0; end < 2; ++end) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#else
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#endif
}

int croton_spawn_in_directory(posix_spawn_file_actions_t *actions, const char *path) {
  return posix_spawn_file_actions_addchdir_np(actions, path);
}

bool croton_forbids_execution(const char *path) {
#ifdef __APPLE__
  struct statfs status;
  return statfs(path, &status) == 0 && (status.f_flags & MNT_NOEXEC) != 0;
#else
  struct statvfs status;
  return statvfs(path, &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
#endif
}

long long croton_free_bytes(const char *path) {
  struct statvfs status;
  if (statvfs(path, &status) != 0) return -1;
  const unsigned long long bytes = (unsigned long long)status.f_bavail * status.f_frsize;
  return bytes > LLONG_MAX ? LLONG_MAX : (long long)bytes;
}

long long croton_memory_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return -1;
  return limit.rlim_cur > LLONG_MAX ? -1 : (long long)limit.rlim_cur;
}

bool croton_flush_output(void) {
  if (fflush(stdout) != 0) return false;
  if (ferror(stdout) == 0) return true;
  errno = EIO;
  return false;
}
