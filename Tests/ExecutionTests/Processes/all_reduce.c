/* Adds the arrays that the files values.0, values.1 and so on hold of each rank, and writes the sums
   to sums.0, sums.1 and so on. A file has as many floats as the first argument says, then as many
   doubles, then as many int64s. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "croton_mpi.h"

static void check(int is_true, const char *what)
{
  if (!is_true) {
    fprintf(stderr, "%s\n", what);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
}

static jmp_buf expected;
static int expects;

static void watch(const croton_processes *processes, int error, double waited)
{
  if (error == MPI_SUCCESS) {
    check(waited < processes->limit, "a process is missing");
    return;
  }
  check(expects && processes->ranks == 2 && error != MPI_SUCCESS, "an exchange failed");
  longjmp(expected, 1);
}

int main(int argc, char **argv)
{
  croton_processes processes = {.limit = 60, .watch = watch};
  char name[32];
  check(MPI_Init(&argc, &argv) == MPI_SUCCESS, "MPI_Init");
  check(argc == 2, "expected a count");
  check(MPI_Comm_dup(MPI_COMM_WORLD, &processes.communicator) == MPI_SUCCESS, "MPI_Comm_dup");
  MPI_Comm_rank(processes.communicator, &processes.rank);
  MPI_Comm_size(processes.communicator, &processes.ranks);
  const size_t count = strtoul(argv[1], NULL, 10);
  float *floats = calloc(count + 1, sizeof *floats);
  double *doubles = calloc(count + 1, sizeof *doubles);
  int64_t *integers = calloc(count + 1, sizeof *integers);
  void *received = calloc(count + 1, 8);
  void *others = calloc(count + 1, 8);
  void *more = calloc(count + 1, 8);
  check(floats && doubles && integers && received && others && more, "memory");

  snprintf(name, sizeof name, "values.%d", processes.rank);
  FILE *file = fopen(name, "rb");
  check(file && fread(floats, 4, count, file) == count && fread(doubles, 8, count, file) == count
          && fread(integers, 8, count, file) == count,
      name);
  fclose(file);

  /* Doubles go out first and come in last: two exchanges are under way, and a third passes. */
  croton_exchange exchanges[2];
  croton_begin_call(&processes, exchanges, 2);
  croton_start_double(&processes, 0, doubles, (int64_t)count, others);
  croton_start_int64(&processes, 1, integers, (int64_t)count, more);
  croton_progress(&processes);
  croton_all_reduce_float(&processes, floats, (int64_t)count, received);
  croton_finish(&processes, 1);
  croton_finish_all(&processes);
  check(processes.ranks == 1 || count == 0 || processes.sent_bytes >= (int64_t)count * 20, "bytes");
  check(processes.seconds_waiting >= 0 && processes.seconds_exchanging >= 0, "seconds");

  snprintf(name, sizeof name, "sums.%d", processes.rank);
  file = fopen(name, "wb");
  check(file && fwrite(floats, 4, count, file) == count && fwrite(doubles, 8, count, file) == count
          && fwrite(integers, 8, count, file) == count && fclose(file) == 0,
      name);

  /* With a rank that the communicator has not, MPI returns an error, which somebody hears of. */
  if (processes.ranks == 1) {
    processes.ranks = 2;
    MPI_Comm_set_errhandler(processes.communicator, MPI_ERRORS_RETURN);
    expects = 1;
    if (setjmp(expected) == 0) {
      croton_all_reduce_float(&processes, floats, 1, received);
      check(0, "expected an error");
    }
  }
  free(floats);
  free(doubles);
  free(integers);
  free(received);
  free(others);
  free(more);
  MPI_Comm_free(&processes.communicator);
  MPI_Finalize();
  return 0;
}
