/* What the processes of a session do without the caller. The argument says what is tried:

   progress   two processes on two hosts: the progress thread brings an exchange to its end, while the
              caller does nothing. The messages are longer than what the system keeps of them.
   late       the last process comes when another asks for it: that one says that it has fallen behind. */
#include "croton_processes.c"

enum { COUNT = 1 << 20 };

static float values[COUNT];
static float received[COUNT];

static void check(int is_true, const char *what)
{
  if (!is_true) {
    fprintf(stderr, "%s\n", what);
    croton_processes_abort(1);
  }
}

static void exchange_without_the_caller(int rank, int ranks)
{
  croton_processes *const group = croton_processes_group(ranks);
  check(group->has_thread, "there is no progress thread");
  for (int i = 0; i < COUNT; ++i) {
    values[i] = (float)(rank + i);
  }
  croton_exchange exchanges[1];
  croton_begin_call(group, exchanges, 1);
  croton_start_float(group, 0, values, COUNT, received);
  const double end = MPI_Wtime() + 60;
  for (int is_under_way = 1; is_under_way;) {
    check(MPI_Wtime() < end, "the exchange does not come to its end");
    usleep(1000);
    croton_lock(group);
    is_under_way = group->under_way > 0;
    croton_unlock(group);
  }
  for (int i = 0; i < COUNT; ++i) {
    check(values[i] == (float)(2 * i + 1), "a sum is wrong");
  }
}

static void come_late(int rank, int ranks)
{
  if (rank == ranks - 1) {
    while (!croton_is_asked()) {
      usleep(1000);
    }
  }
  char all[8];
  croton_processes_gather("x", 1, all);
  /* The process that has asked is no longer there for this. */
  croton_processes_gather("x", 1, all);
}

int main(int argc, char **argv)
{
  int rank = 0;
  int ranks = 1;
  const int is_late = argc == 2 && strcmp(argv[1], "late") == 0;
  check(croton_processes_start(is_late ? 20 : 60, &rank, &ranks) == 0, "MPI does not start");
  if (is_late) {
    come_late(rank, ranks);
  } else {
    exchange_without_the_caller(rank, ranks);
  }
  croton_processes_finish();
  return 0;
}
