// System calls that fail when they are told to, put before the C library by LD_PRELOAD.
//
//     CROTON_FAULTS=write:3:28          the third write gives the error 28, ENOSPC
//     CROTON_FAULTS=thread:2+:11        the second thread and all later ones give the error 11, EAGAIN
//     CROTON_FAULTS=write:3:short       the third write takes half of its bytes
//     CROTON_FAULTS=write:5000B:28      a disk with room for 5,000 more bytes
//     CROTON_FAULTS_COUNTS=FILE         a file of KIND_COUNT + 1 numbers of 64 bits: the calls of each
//                                       kind, and those that failed; all processes add to it
//     CROTON_FAULTS_PROGRAM=PATH        the program that is meant; without it, its children are too
//     CROTON_FAULTS_BYTES=65536         the size from which on an allocation counts
//     CROTON_FAULTS_FILE_SIZE=1000      the size beyond which no file grows in programs that the program
//                                       starts: compilers write through the C library
//     CROTON_FAULTS_TRACE=FILE          where the calls that fail were made from
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
  WRITE, READ, OPEN, SYNC, RENAME, TRUNCATE, FOLDER, REMOVE, MODE, MAP, TENSOR, ALLOCATION, PROCESS, PIPE, THREAD,
  LIBRARY, KIND_COUNT
};

static const char *const names[KIND_COUNT] = {
  "write", "read", "open", "sync", "rename", "truncate", "folder", "remove", "mode", "map", "tensor", "allocation", "process",
  "pipe", "thread", "library",
};

static struct {
  _Atomic int is_on;
  _Atomic uint64_t *counts;
  int kind;
  uint64_t number;
  int is_lasting, is_short, error;
  uint64_t room;
  size_t bytes;
  const char *trace;
} faults = {.kind = KIND_COUNT, .bytes = SIZE_MAX};

static _Atomic int64_t room;
static _Thread_local int is_inside;

#define REAL(name, ...) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int is_program(const char *path) {
  struct stat own, meant;
  return stat("/proc/self/exe", &own) == 0 && stat(path, &meant) == 0 && own.st_dev == meant.st_dev &&
         own.st_ino == meant.st_ino;
}

// Set by the program for those that it starts.
static const char is_child[] = "CROTON_FAULTS_CHILD";

__attribute__((constructor)) static void start(void) {
  const char *program = getenv("CROTON_FAULTS_PROGRAM"), *counts = getenv("CROTON_FAULTS_COUNTS");
  const char *size = getenv("CROTON_FAULTS_FILE_SIZE");
  if (size && getenv(is_child)) {
    struct rlimit limit = {strtoull(size, 0, 10), RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (!counts || (program && !is_program(program))) return;
  setenv(is_child, "1", 1);
  int file = open(counts, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *map = mmap(0, (KIND_COUNT + 1) * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (map == MAP_FAILED) return;
  faults.counts = map;
  faults.trace = getenv("CROTON_FAULTS_TRACE");
  const char *bytes = getenv("CROTON_FAULTS_BYTES"), *fault = getenv("CROTON_FAULTS");
  if (bytes) faults.bytes = strtoull(bytes, 0, 10);
  if (fault) {
    for (int kind = 0; kind < KIND_COUNT; kind++) {
      size_t length = strlen(names[kind]);
      if (strncmp(fault, names[kind], length) || fault[length] != ':') continue;
      char *end;
      faults.kind = kind;
      faults.number = strtoull(fault + length + 1, &end, 10);
      if (*end == 'B') {
        atomic_store(&room, (int64_t)faults.number);
        faults.number = 0;
        faults.room = 1;
        end++;
      }
      if (*end == '+') faults.is_lasting = 1, end++;
      if (strcmp(end, ":short") == 0) faults.is_short = 1;
      else faults.error = atoi(end + 1);
    }
  }
  atomic_store(&faults.is_on, 1);
}

static void fail(void) {
  atomic_fetch_add(&faults.counts[KIND_COUNT], 1);
  if (faults.trace && !is_inside) {
    is_inside = 1;
    void *frames[64];
    int file = open(faults.trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    backtrace_symbols_fd(frames, backtrace(frames, 64), file);
    close(file);
    is_inside = 0;
  }
}

// Whether a call is to fail, with the error in errno; -1 where it is to take a part of its bytes.
static int fails(enum kind kind) {
  if (!atomic_load(&faults.is_on) || is_inside) return 0;
  uint64_t number = atomic_fetch_add(&faults.counts[kind], 1) + 1;
  if ((int)kind != faults.kind || faults.number == 0) return 0;
  if (faults.is_lasting ? number < faults.number : number != faults.number) return 0;
  fail();
  errno = faults.error;
  return faults.is_short ? -1 : 1;
}

// The number of bytes that a write may take: 0 where it is to fail, with the error in errno.
static size_t taken(int descriptor, size_t count) {
  // There is nobody to tell where the standard error fails.
  if (descriptor == STDERR_FILENO || count == 0) return count;
  int result = fails(WRITE);
  if (result > 0) return 0;
  if (result < 0) return (count + 1) / 2;
  if (faults.kind != WRITE || !faults.room || !atomic_load(&faults.is_on)) return count;
  struct stat status;
  if (fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return count;
  int64_t rest = atomic_fetch_sub(&room, (int64_t)count);
  if (rest >= (int64_t)count) return count;
  atomic_fetch_add(&room, rest > 0 ? (int64_t)count - rest : (int64_t)count);
  fail();
  errno = faults.error;
  return rest > 0 ? (size_t)rest : 0;
}

// MARK: Files

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  size_t part = taken(descriptor, count);
  return part || !count ? real(descriptor, bytes, part) : -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  size_t part = taken(descriptor, count);
  return part || !count ? real(descriptor, bytes, part, offset) : -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  size_t size = 0;
  for (int i = 0; i < count; i++) size += parts[i].iov_len;
  size_t part = taken(descriptor, size);
  if (part == size) return real(descriptor, parts, count);
  return part ? write(descriptor, parts[0].iov_base, part < parts[0].iov_len ? part : parts[0].iov_len) : -1;
}

ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  REAL(sendfile);
  size_t part = taken(to, count);
  return part || !count ? real(to, from, offset, part) : -1;
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) { return sendfile(to, from, offset, count); }

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *offset, size_t count, unsigned flags) {
  REAL(copy_file_range);
  size_t part = taken(to, count);
  return part || !count ? real(from, start, to, offset, part, flags) : -1;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  REAL(read);
  int result = fails(READ);
  return result > 0 ? -1 : real(descriptor, bytes, result && count > 1 ? count / 2 : count);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  REAL(pread);
  int result = fails(READ);
  return result > 0 ? -1 : real(descriptor, bytes, result && count > 1 ? count / 2 : count, offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
  return pread(descriptor, bytes, count, offset);
}

static mode_t mode_of(int flags, va_list list) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; }

int openat(int folder, const char *path, int flags, ...) {
  REAL(openat);
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return flags & O_CREAT && fails(OPEN) ? -1 : real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return openat(folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return openat(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return openat(AT_FDCWD, path, flags, mode);
}

#define CALL(result, name, kind, parameters, ...) \
  result name parameters { \
    REAL(name); \
    return fails(kind) ? -1 : real(__VA_ARGS__); \
  }

CALL(int, fsync, SYNC, (int descriptor), descriptor)
CALL(int, fdatasync, SYNC, (int descriptor), descriptor)
CALL(int, rename, RENAME, (const char *from, const char *to), from, to)
CALL(int, renameat, RENAME, (int a, const char *from, int b, const char *to), a, from, b, to)
CALL(int, renameat2, RENAME, (int a, const char *from, int b, const char *to, unsigned flags), a, from, b, to, flags)
CALL(int, link, RENAME, (const char *from, const char *to), from, to)
CALL(int, linkat, RENAME, (int a, const char *from, int b, const char *to, int flags), a, from, b, to, flags)
CALL(int, ftruncate, TRUNCATE, (int descriptor, off_t size), descriptor, size)
CALL(int, ftruncate64, TRUNCATE, (int descriptor, off64_t size), descriptor, size)
CALL(int, mkdir, FOLDER, (const char *path, mode_t mode), path, mode)
CALL(int, mkdirat, FOLDER, (int folder, const char *path, mode_t mode), folder, path, mode)
CALL(int, unlink, REMOVE, (const char *path), path)
CALL(int, unlinkat, REMOVE, (int folder, const char *path, int flags), folder, path, flags)
CALL(int, rmdir, REMOVE, (const char *path), path)
CALL(int, remove, REMOVE, (const char *path), path)
CALL(int, chmod, MODE, (const char *path, mode_t mode), path, mode)
CALL(int, fchmod, MODE, (int descriptor, mode_t mode), descriptor, mode)
CALL(int, pipe2, PIPE, (int ends[2], int flags), ends, flags)
CALL(int, pipe, PIPE, (int ends[2]), ends)

// MARK: Memory

// The names under which glibc has its own allocation: `dlsym` allocates, and cannot look them up.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
  *__libc_memalign(size_t, size_t);

// Whether Swift's runtime asks for the memory of an object or an array. It ends the process where it gets none, so that Croton
// asks for large ones before: that one is counted.
static int is_of_swift(const void *caller) {
  Dl_info info;
  return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libswiftCore");
}

static int allocation_fails(size_t size, const void *caller) {
  if (size < faults.bytes || !atomic_load(&faults.is_on)) return 0;
  int is_counted = (faults.kind == ALLOCATION && faults.is_lasting) || !is_of_swift(caller);
  return is_counted && fails(ALLOCATION);
}

#define ALLOCATION_FAILS(size) allocation_fails(size, __builtin_return_address(0))

void *malloc(size_t size) { return ALLOCATION_FAILS(size) ? 0 : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return ALLOCATION_FAILS(count * size) ? 0 : __libc_calloc(count, size); }

void *realloc(void *old, size_t size) { return ALLOCATION_FAILS(size) ? 0 : __libc_realloc(old, size); }

void *memalign(size_t alignment, size_t size) {
  return ALLOCATION_FAILS(size) ? 0 : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

// Croton's tensors start at multiples of 64 bytes, and are no single byte; the Swift runtime's own objects start at
// multiples of 16 or 32.
int posix_memalign(void **memory, size_t alignment, size_t size) {
  if ((alignment >= 64 && size > 1 && fails(TENSOR)) || ALLOCATION_FAILS(size)) return ENOMEM;
  void *result = __libc_memalign(alignment, size);
  if (!result) return ENOMEM;
  *memory = result;
  return 0;
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
  REAL(mmap);
  if (fails(MAP) || (descriptor < 0 && ALLOCATION_FAILS(size))) return MAP_FAILED;
  return real(address, size, protection, flags, descriptor, offset);
}

void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off64_t offset) {
  return mmap(address, size, protection, flags, descriptor, offset);
}

// MARK: Processes, threads, libraries

CALL(pid_t, fork, PROCESS, (void), )

// A child of the real vfork would return into this function, whose frame is then gone.
pid_t vfork(void) { return fork(); }

int posix_spawn(
  pid_t *process, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const arguments[], char *const environment[]) {
  REAL(posix_spawn);
  if (fails(PROCESS)) return errno;
  return real(process, path, actions, attributes, arguments, environment);
}

int posix_spawnp(
  pid_t *process, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const arguments[], char *const environment[]) {
  REAL(posix_spawnp);
  if (fails(PROCESS)) return errno;
  return real(process, path, actions, attributes, arguments, environment);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  REAL(pthread_create);
  return fails(THREAD) ? errno : real(thread, attributes, body, argument);
}

void *dlopen(const char *path, int mode) {
  REAL(dlopen);
  if (!fails(LIBRARY)) return real(path, mode);
  // So that `dlerror` has something to say.
  return real("/nowhere/library.so", mode);
}
