/* Adds the arrays that the files values.0, values.1 and so on hold of each rank, and writes the sums
   to sums.0, sums.1 and so on. A file has as many floats as the first argument says, then as many
   doubles, then as many int64s. */
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

static void watch(const croton_processes *processes, int error, double waited)
{
  check(error == MPI_SUCCESS && waited < processes->limit, "a message");
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
  check(floats && doubles && integers && received, "memory");

  snprintf(name, sizeof name, "values.%d", processes.rank);
  FILE *file = fopen(name, "rb");
  check(file && fread(floats, 4, count, file) == count && fread(doubles, 8, count, file) == count
          && fread(integers, 8, count, file) == count,
      name);
  fclose(file);

  int error = croton_all_reduce_float(&processes, floats, (int64_t)count, received);
  check(error == MPI_SUCCESS, "floats");
  error = croton_all_reduce_double(&processes, doubles, (int64_t)count, received);
  check(error == MPI_SUCCESS, "doubles");
  error = croton_all_reduce_int64(&processes, integers, (int64_t)count, received);
  check(error == MPI_SUCCESS, "integers");

  snprintf(name, sizeof name, "sums.%d", processes.rank);
  file = fopen(name, "wb");
  check(file && fwrite(floats, 4, count, file) == count && fwrite(doubles, 8, count, file) == count
          && fwrite(integers, 8, count, file) == count && fclose(file) == 0,
      name);

  /* With a rank that the communicator has not, MPI returns an error, and so do the sums. */
  if (processes.ranks == 1) {
    processes.ranks = 2;
    MPI_Comm_set_errhandler(processes.communicator, MPI_ERRORS_RETURN);
    error = croton_all_reduce_float(&processes, floats, 1, received);
    check(error != MPI_SUCCESS, "expected an error");
  }
  free(floats);
  free(doubles);
  free(integers);
  free(received);
  MPI_Comm_free(&processes.communicator);
  MPI_Finalize();
  return 0;
}
