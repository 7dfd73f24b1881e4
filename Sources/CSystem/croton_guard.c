#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "croton_guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// What the handler of a fault reads. An entry is written before its count is raised, and the
// handler only ever runs in a process that is about to end.
typedef struct {
  unsigned char *pages;
  size_t bytes;
  size_t guard;
  unsigned char *buffer;
  size_t buffer_bytes;
  char function[64];
  char name[128];
} guarded;

// Tables that were outgrown are not freed: the handler may read one.
static guarded *volatile table;
static volatile size_t count;
static size_t room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before[2];

static void report(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  const uintptr_t address = (uintptr_t)info->si_addr;
  // Guard pages between two buffers are those of both: the one with the nearer pages is named.
  const guarded *nearest = NULL;
  uintptr_t least = UINTPTR_MAX;
  for (size_t i = 0; i < count; ++i) {
    const guarded *const entry = &table[i];
    const uintptr_t first = (uintptr_t)entry->pages;
    const uintptr_t end = first + entry->bytes;
    if (address < first - entry->guard || address >= end + entry->guard) continue;
    const uintptr_t distance = address < first ? first - address : address - end;
    if (distance >= least) continue;
    nearest = entry;
    least = distance;
  }
  if (nearest != NULL) {
    char text[512];
    const uintptr_t first = (uintptr_t)nearest->buffer;
    const int is_before = address < first;
    const uintptr_t distance = is_before ? first - address : address - first - nearest->buffer_bytes;
    // Not async-signal-safe by the letter; the process ends either way.
    const int length = snprintf(
        text, sizeof text,
        "Error: '%s' touched memory %zu bytes %s its buffer '%s' of %zu bytes; "
        "expected indices within it\n",
        nearest->function, (size_t)distance, is_before ? "before" : "after", nearest->name,
        nearest->buffer_bytes);
    if (length > 0) (void)!write(STDERR_FILENO, text, (size_t)length);
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
  for (size_t i = count; i-- > 0;) {
    if (table[i].pages >= memory && table[i].pages < memory + bytes) {
      table[i] = table[count - 1];
      count = count - 1;
    }
  }
  pthread_mutex_unlock(&lock);
  munmap(memory, bytes);
}

// Whether the table has room for one more entry, for which it grows.
static bool has_room(void) {
  if (count < room) return true;
  const size_t larger = room == 0 ? 64 : 2 * room;
  guarded *const entries = malloc(larger * sizeof *entries);
  if (entries == NULL) return false;
  if (count > 0) memcpy(entries, table, count * sizeof *entries);
  table = entries;
  room = larger;
  return true;
}

bool croton_guard_open(
    unsigned char *pages, size_t bytes, size_t guard, unsigned char *buffer, size_t buffer_bytes,
    const char *function, const char *name) {
  if (bytes > 0 && mprotect(pages, bytes, PROT_READ | PROT_WRITE) != 0) return false;
  pthread_mutex_lock(&lock);
  const bool is_noted = has_room();
  if (is_noted) {
    guarded *const entry = &table[count];
    entry->pages = pages;
    entry->bytes = bytes;
    entry->guard = guard;
    entry->buffer = buffer;
    entry->buffer_bytes = buffer_bytes;
    snprintf(entry->function, sizeof entry->function, "%s", function);
    snprintf(entry->name, sizeof entry->name, "%s", name);
    count = count + 1;
  }
  pthread_mutex_unlock(&lock);
  return is_noted;
}
