/* Steps of training in one process of several, on numbers that are made up: the time of a step, and
   what of it is communication. Arguments: steps, threads. `ranks.py` writes sizes.h and compiles it
   with the C of each rank. */
#include "train.c"
#include "sizes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *memory(size_t bytes)
{
  void *start = aligned_alloc(1 << 21, (bytes + (1 << 21)) / (1 << 21) * (1 << 21));
  memset(start, 0, bytes);
  return start;
}

#ifdef CROTON_MPI_H
static void fail(const croton_processes *processes, int error)
{
  fprintf(stderr, "rank %d: MPI returned %d\n", processes->rank, error);
  abort();
}
#endif

int main(int argc, char **argv)
{
  const int steps = argc > 1 ? atoi(argv[1]) : 100;
  const int threads = argc > 2 ? atoi(argv[2]) : 1;
  int rank = 0;
  void *processes_of_call = 0;
#ifdef CROTON_MPI_H
  int level;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &level);
  croton_processes processes = {.communicator = MPI_COMM_WORLD, .fail = fail};
  MPI_Comm_rank(MPI_COMM_WORLD, &processes.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &processes.ranks);
  rank = processes.rank;
  processes_of_call = &processes;
#endif
  void *shared[sizeof shared_sizes / sizeof *shared_sizes];
  void *outputs[sizeof output_sizes / sizeof *output_sizes];
  int64_t index = 0;
  const void *inputs[] = {&index};
  for (size_t i = 0; i < sizeof shared_sizes / sizeof *shared_sizes; ++i) {
    shared[i] = memory(shared_sizes[i]);
    uint32_t state = 12345;
    for (size_t k = 0; k < shared_counts[i]; ++k) {
      state = state * 1664525 + 1013904223;
      switch (shared_types[i]) {
      case 'f': ((float *)shared[i])[k] = ((float)(state >> 8) / 8388608 - 1) * 0.05f; break;
      case 'u': ((uint8_t *)shared[i])[k] = (uint8_t)(state >> 24); break;
      default: ((int32_t *)shared[i])[k] = (int32_t)(state >> 16) % 10; break;
      }
    }
  }
  for (size_t i = 0; i < sizeof output_sizes / sizeof *output_sizes; ++i) {
    outputs[i] = memory(output_sizes[i]);
  }
  croton_call call = {.inputs = inputs, .shared = shared, .outputs = outputs,
      .arena = memory(croton_arena_bytes), .workspace = memory(threads * croton_workspace_bytes),
      .threads = threads, .processes = processes_of_call};
  double least = 1e9;
  double total = 0;
  for (int step = 0; step < steps + 20; ++step) {
    index = step % 20;
    const double begin = seconds();
    if (croton_run(&call) != 0) {
      abort();
    }
    const double time = seconds() - begin;
    if (step < 20) {
#ifdef CROTON_MPI_H
      processes.sent_bytes = 0;
      processes.seconds_waiting = processes.seconds_exchanging = 0;
#endif
      continue;
    }
    total += time;
    least = time < least ? time : least;
  }
  if (rank == 0) {
    printf("%.3f ms a step, least %.3f", total / steps * 1e3, least * 1e3);
#ifdef CROTON_MPI_H
    printf(", waiting %.3f, exchanging %.3f, %.0f bytes sent", processes.seconds_waiting / steps * 1e3,
        processes.seconds_exchanging / steps * 1e3, (double)processes.sent_bytes / steps);
#endif
    printf("\n");
  }
#ifdef CROTON_MPI_H
  MPI_Finalize();
#endif
  return 0;
}
