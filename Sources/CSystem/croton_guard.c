#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "croton_guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// What the handler of a fault reads. An entry is written before its count is raised, and the
// handler only ever runs in a process that is about to end.
typedef struct {
  unsigned char *first;
  size_t bytes;
  size_t buffer_bytes;
  size_t guard;
  char function[64];
  char buffer[128];
} guarded;

enum { MOST = 4096 };
static guarded table[MOST];
static volatile int count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before[2];

static void report(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  const uintptr_t address = (uintptr_t)info->si_addr;
  for (int i = 0; i < count; ++i) {
    const uintptr_t first = (uintptr_t)table[i].first;
    const uintptr_t end = first + table[i].bytes;
    if (address < first - table[i].guard || address >= end + table[i].guard) continue;
    char text[512];
    const int is_after = address >= end;
    const uintptr_t distance = is_after ? address - end : end - table[i].buffer_bytes - address;
    // Not async-signal-safe by the letter; the process ends either way.
    const int length = snprintf(
        text, sizeof text,
        "Error: '%s' touched memory %zu bytes %s its buffer '%s' of %zu bytes; expected indices within it\n",
        table[i].function, (size_t)distance, is_after ? "after" : "before", table[i].buffer,
        table[i].buffer_bytes);
    if (length > 0 && write(STDERR_FILENO, text, (size_t)length) < 0) break;
    break;
  }
  // Who handled faults before handles this one, and any other.
  sigaction(SIGSEGV, &before[0], NULL);
  sigaction(SIGBUS, &before[1], NULL);
  raise(signal_number);
}

static void install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = report;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, &before[0]);
  sigaction(SIGBUS, &action, &before[1]);
}

unsigned char *croton_guard_map(size_t bytes, size_t guard) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  // Mapped with room to begin at a multiple of the guard.
  const size_t room = bytes + guard;
  if (room < bytes) return NULL;
  unsigned char *const memory =
      mmap(NULL, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  const size_t before = (guard - (uintptr_t)memory % guard) % guard;
  if (before > 0) munmap(memory, before);
  if (before < guard) munmap(memory + before + bytes, guard - before);
  return memory + before;
}

void croton_guard_unmap(unsigned char *memory, size_t bytes) {
  pthread_mutex_lock(&lock);
  for (int i = count - 1; i >= 0; --i) {
    if (table[i].first >= memory && table[i].first < memory + bytes) {
      table[i] = table[count - 1];
      count = count - 1;
    }
  }
  pthread_mutex_unlock(&lock);
  munmap(memory, bytes);
}

bool croton_guard_open(
    unsigned char *first, size_t bytes, size_t buffer_bytes, size_t guard, const char *function,
    const char *buffer) {
  if (bytes > 0 && mprotect(first, bytes, PROT_READ | PROT_WRITE) != 0) return false;
  pthread_mutex_lock(&lock);
  const bool has_room = count < MOST;
  if (has_room) {
    guarded *const entry = &table[count];
    entry->first = first;
    entry->bytes = bytes;
    entry->buffer_bytes = buffer_bytes;
    entry->guard = guard;
    snprintf(entry->function, sizeof entry->function, "%s", function);
    snprintf(entry->buffer, sizeof entry->buffer, "%s", buffer);
    count = count + 1;
  }
  pthread_mutex_unlock(&lock);
  return has_room;
}
