/* Sums over processes, added in the same order always: MPI_Allreduce promises none. */
#ifndef CROTON_MPI_H
#define CROTON_MPI_H

#include <limits.h>
#include <mpi.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>

#include "croton_fma.h"

/* MPI counts what a message holds in int. Tests make smaller messages of an array. */
#ifndef CROTON_MPI_COUNT
#define CROTON_MPI_COUNT INT_MAX
#endif

/* How often a rank that waits asks for its messages before it lets other processes have the
   core. */
#ifndef CROTON_MPI_POLLS
#define CROTON_MPI_POLLS 100
#endif

/* Adds what another rank has sent: to the right where the own values are those of the left half. */
typedef void croton_add_received(void *values, const void *received, int count, int is_left);

/* The sum of an array over all ranks. Of the messages, those of one level of the tree are on their
   way at a time, and of an array that is too large for one message those of a piece. */
typedef struct {
  croton_add_received *add;
  MPI_Datatype type;
  char *values;
  void *received;
  int64_t element_bytes;
  int64_t count;
  int64_t done; /* elements of this level */
  int piece; /* elements on their way */
  int tag;
  int levels; /* that are left; none where the sums are there */
  int is_left;
  int request_count;
  MPI_Request requests[3];
} croton_exchange;

/* The processes of one program. The communicator is theirs alone: no other messages pass in it. */
typedef struct croton_processes {
  MPI_Comm communicator;
  int rank;
  int ranks;
  /* How long a process waits for another, in seconds. */
  double limit;
  /* Is called from time to time by a process that waits, with the seconds that it has waited for,
     and
     with what MPI returns other than MPI_SUCCESS. Then it does not return: messages may still be on
     their way to memory of the call. */
  void (*watch)(const struct croton_processes *processes, int error, double waited);
  /* The exchanges of the call that runs. */
  croton_exchange *exchanges;
  int exchange_count;
  /* What all calls together have sent, how long they have waited for messages, and how long an
     exchange was under way: the caller sets them to zero. */
  int64_t sent_bytes;
  double seconds_waiting;
  double seconds_exchanging;
  /* The exchanges under way, and since when there is one. */
  int under_way;
  double under_way_since;
  /* Whether there is a progress thread, which progresses exchanges beside the call. Then the mutex
     guards them and the counts above; the condition wakes the thread when one starts. */
  int has_thread;
  pthread_mutex_t mutex;
  pthread_cond_t has_started;
} croton_processes;

static inline void croton_lock(croton_processes *processes)
{
  if (processes->has_thread) {
    pthread_mutex_lock(&processes->mutex);
  }
}

static inline void croton_unlock(croton_processes *processes)
{
  if (processes->has_thread) {
    pthread_mutex_unlock(&processes->mutex);
  }
}

static inline void croton_check_mpi(const croton_processes *processes, int error)
{
  if (error != MPI_SUCCESS) {
    processes->watch(processes, error, 0);
  }
}

/* The ranks from first to end - 1 are two halves, of which the left has one more where their number
   is odd. */
typedef struct {
  int first;
  int middle;
  int end;
} croton_halves;

/* Finds the halves that a rank is in when all ranks have been halved so often. Returns how often
   that can be done until the rank is alone. */
static inline int croton_find_halves(
    const croton_processes *processes, int halvings, croton_halves *halves)
{
  int first = 0;
  int end = processes->ranks;
  int count = 0;
  for (; end - first > 1; ++count) {
    const int middle = end - (end - first) / 2;
    if (count == halvings) {
      halves->first = first;
      halves->middle = middle;
      halves->end = end;
    }
    if (processes->rank < middle) {
      end = middle;
    } else {
      first = middle;
    }
  }
  return count;
}

/* Posts the next messages. Each rank sends to the rank of its place in the other half. The last
   of a
   left half with one more has none there, and receives from the first of the right half, which
   sends twice. */
static inline void croton_post(croton_processes *processes, croton_exchange *exchange)
{
  croton_halves halves = {0, 0, 0};
  croton_find_halves(processes, exchange->levels - 1, &halves);
  const int is_left = processes->rank < halves.middle;
  const int place = processes->rank - (is_left ? halves.first : halves.middle);
  const int own_count = is_left ? halves.middle - halves.first : halves.end - halves.middle;
  const int other = is_left ? halves.middle : halves.first;
  const int other_count = is_left ? halves.end - halves.middle : halves.middle - halves.first;
  const int64_t left = exchange->count - exchange->done;
  const int piece = left < CROTON_MPI_COUNT ? (int)left : CROTON_MPI_COUNT;
  const char *const sent = exchange->values + exchange->done * exchange->element_bytes;
  exchange->is_left = is_left;
  exchange->piece = piece;
  croton_check_mpi(processes,
      MPI_Irecv(exchange->received, piece, exchange->type, other + place % other_count,
          exchange->tag, processes->communicator, exchange->requests));
  exchange->request_count = 1;
  for (int to = other + place; to < other + other_count; to += own_count) {
    croton_check_mpi(processes,
        MPI_Isend(sent, piece, exchange->type, to, exchange->tag, processes->communicator,
            exchange->requests + exchange->request_count));
    exchange->request_count += 1;
    processes->sent_bytes += piece * exchange->element_bytes;
  }
}

/* Whether the messages on their way have arrived. Some MPIs move them only while they are asked. */
static inline int croton_has_arrived(croton_processes *processes, croton_exchange *exchange)
{
  int has_arrived = 0;
  /* GCC warns of MPICH's MPI_STATUSES_IGNORE. */
  MPI_Status statuses[3];
  croton_check_mpi(processes,
      MPI_Testall(exchange->request_count, exchange->requests, &has_arrived, statuses));
  return has_arrived;
}

/* Adds what has arrived, and posts what comes next. */
static inline void croton_advance(croton_processes *processes, croton_exchange *exchange)
{
  exchange->add(exchange->values + exchange->done * exchange->element_bytes, exchange->received,
      exchange->piece, exchange->is_left);
  exchange->done += exchange->piece;
  if (exchange->done == exchange->count) {
    exchange->done = 0;
    exchange->levels -= 1;
  }
  if (exchange->levels > 0) {
    croton_post(processes, exchange);
  } else {
    processes->under_way -= 1;
    if (processes->under_way == 0) {
      processes->seconds_exchanging += MPI_Wtime() - processes->under_way_since;
    }
  }
}

/* Progresses the exchanges that are under way, without waiting: all of them but one. */
static inline void croton_progress_others(
    croton_processes *processes, const croton_exchange *except)
{
  for (int i = 0; i < processes->exchange_count; ++i) {
    croton_exchange *const exchange = processes->exchanges + i;
    if (exchange != except && exchange->levels > 0 && croton_has_arrived(processes, exchange)) {
      croton_advance(processes, exchange);
    }
  }
}

/* Progresses all of them, between two kernels of a call. While the progress thread does so, kernels
   do not wait for it. */
static inline void croton_progress(croton_processes *processes)
{
  if (processes->has_thread && pthread_mutex_trylock(&processes->mutex) != 0) {
    return;
  }
  croton_progress_others(processes, 0);
  croton_unlock(processes);
}

/* What a process that waits does between two questions for its messages. */
typedef struct {
  double begin;
  double watched;
  int polls;
} croton_waiting;

static inline croton_waiting croton_begin_waiting(void)
{
  const double now = MPI_Wtime();
  const croton_waiting waiting = {now, now, 0};
  return waiting;
}

static inline void croton_keep_waiting(const croton_processes *processes, croton_waiting *waiting)
{
  if (waiting->polls < CROTON_MPI_POLLS) {
    waiting->polls += 1;
    return;
  }
  sched_yield();
  const double now = MPI_Wtime();
  /* A process that was stopped has not waited for others meanwhile. */
  if (now - waiting->watched > 1) {
    waiting->begin += now - waiting->watched;
    waiting->watched = now;
  }
  if (now - waiting->watched > 0.01) {
    waiting->watched = now;
    processes->watch(processes, MPI_SUCCESS, now - waiting->begin);
  }
}

/* Returns when the messages of an exchange that are on their way have arrived. */
static inline void croton_wait_step(croton_processes *processes, croton_exchange *exchange)
{
  if (croton_has_arrived(processes, exchange)) {
    return;
  }
  croton_waiting waiting = croton_begin_waiting();
  do {
    croton_progress_others(processes, exchange);
    croton_keep_waiting(processes, &waiting);
  } while (!croton_has_arrived(processes, exchange));
  processes->seconds_waiting += MPI_Wtime() - waiting.begin;
}

/* Begins the sum of an array. */
static inline void croton_start(croton_processes *processes, croton_exchange *exchange)
{
  croton_halves halves;
  croton_lock(processes);
  exchange->done = 0;
  exchange->levels = exchange->count > 0 ? croton_find_halves(processes, -1, &halves) : 0;
  if (exchange->levels > 0) {
    if (processes->under_way == 0) {
      processes->under_way_since = MPI_Wtime();
    }
    processes->under_way += 1;
    croton_post(processes, exchange);
    if (processes->has_thread) {
      pthread_cond_signal(&processes->has_started);
    }
  }
  croton_unlock(processes);
}

/* Waits until the sums of an exchange are there. */
static inline void croton_finish_exchange(croton_processes *processes, croton_exchange *exchange)
{
  croton_lock(processes);
  while (exchange->levels > 0) {
    croton_wait_step(processes, exchange);
    croton_advance(processes, exchange);
  }
  croton_unlock(processes);
}

/* The end of an exchange that a call has begun. */
static inline void croton_finish(croton_processes *processes, int number)
{
  croton_finish_exchange(processes, processes->exchanges + number);
}

/* The end of all exchanges that a call has begun. */
static inline void croton_finish_all(croton_processes *processes)
{
  for (int i = 0; i < processes->exchange_count; ++i) {
    croton_finish(processes, i);
  }
}

/* Says at the beginning of a call where the state of its exchanges is. */
static inline void croton_begin_call(
    croton_processes *processes, croton_exchange *exchanges, int exchange_count)
{
  for (int i = 0; i < exchange_count; ++i) {
    exchanges[i].levels = 0;
  }
  processes->exchanges = exchanges;
  processes->exchange_count = exchange_count;
}

static inline void croton_add_received_float(
    void *values, const void *received, int count, int is_left)
{
  float *restrict own = (float *)values;
  const float *restrict other = (const float *)received;
  /* Of two NaNs the left one, whichever operand the processor takes the bits of. */
  if (is_left) {
    for (int i = 0; i < count; ++i) {
      own[i] = own[i] + (own[i] == own[i] ? other[i] : own[i]);
    }
  } else {
    for (int i = 0; i < count; ++i) {
      own[i] = other[i] + (other[i] == other[i] ? own[i] : other[i]);
    }
  }
}

static inline void croton_set_float(
    croton_exchange *exchange, int tag, float *values, int64_t count, float *received)
{
  exchange->add = croton_add_received_float;
  exchange->type = MPI_FLOAT;
  exchange->element_bytes = sizeof *values;
  exchange->tag = tag;
  exchange->values = (char *)values;
  exchange->count = count;
  exchange->received = received;
}

/* Begins to add the values of all ranks, in the order of a tree: the sum of the left half of the
   ranks, and to it that of the right half. All ranks call this with the same count. When the
   exchange of this number has come to its end, each has the sums in place of its values, with the
   same bits. Until then nobody touches either array; the other one has room for as many numbers. */
static inline void croton_start_float(croton_processes *processes, int number,
    float *values, int64_t count, float *received)
{
  croton_set_float(processes->exchanges + number, number + 1, values, count, received);
  croton_start(processes, processes->exchanges + number);
}

/* The same from its beginning to its end. */
static inline void croton_all_reduce_float(
    croton_processes *processes, float *values, int64_t count, float *received)
{
  croton_exchange exchange;
  croton_set_float(&exchange, 0, values, count, received);
  croton_start(processes, &exchange);
  croton_finish_exchange(processes, &exchange);
}

static inline void croton_add_received_double(
    void *values, const void *received, int count, int is_left)
{
  double *restrict own = (double *)values;
  const double *restrict other = (const double *)received;
  /* Of two NaNs the left one, whichever operand the processor takes the bits of. */
  if (is_left) {
    for (int i = 0; i < count; ++i) {
      own[i] = own[i] + (own[i] == own[i] ? other[i] : own[i]);
    }
  } else {
    for (int i = 0; i < count; ++i) {
      own[i] = other[i] + (other[i] == other[i] ? own[i] : other[i]);
    }
  }
}

static inline void croton_set_double(
    croton_exchange *exchange, int tag, double *values, int64_t count, double *received)
{
  exchange->add = croton_add_received_double;
  exchange->type = MPI_DOUBLE;
  exchange->element_bytes = sizeof *values;
  exchange->tag = tag;
  exchange->values = (char *)values;
  exchange->count = count;
  exchange->received = received;
}

/* Begins to add the values of all ranks, in the order of a tree: the sum of the left half of the
   ranks, and to it that of the right half. All ranks call this with the same count. When the
   exchange of this number has come to its end, each has the sums in place of its values, with the
   same bits. Until then nobody touches either array; the other one has room for as many numbers. */
static inline void croton_start_double(croton_processes *processes, int number,
    double *values, int64_t count, double *received)
{
  croton_set_double(processes->exchanges + number, number + 1, values, count, received);
  croton_start(processes, processes->exchanges + number);
}

/* The same from its beginning to its end. */
static inline void croton_all_reduce_double(
    croton_processes *processes, double *values, int64_t count, double *received)
{
  croton_exchange exchange;
  croton_set_double(&exchange, 0, values, count, received);
  croton_start(processes, &exchange);
  croton_finish_exchange(processes, &exchange);
}

static inline void croton_add_received_int64(
    void *values, const void *received, int count, int is_left)
{
  int64_t *restrict own = (int64_t *)values;
  const int64_t *restrict other = (const int64_t *)received;
  (void)is_left;
  for (int i = 0; i < count; ++i) {
    own[i] = (int64_t)((uint64_t)own[i] + (uint64_t)other[i]);
  }
}

static inline void croton_set_int64(
    croton_exchange *exchange, int tag, int64_t *values, int64_t count, int64_t *received)
{
  exchange->add = croton_add_received_int64;
  exchange->type = MPI_INT64_T;
  exchange->element_bytes = sizeof *values;
  exchange->tag = tag;
  exchange->values = (char *)values;
  exchange->count = count;
  exchange->received = received;
}

/* Begins to add the values of all ranks, in the order of a tree: the sum of the left half of the
   ranks, and to it that of the right half. All ranks call this with the same count. When the
   exchange of this number has come to its end, each has the sums in place of its values, with the
   same bits. Until then nobody touches either array; the other one has room for as many numbers. */
static inline void croton_start_int64(croton_processes *processes, int number,
    int64_t *values, int64_t count, int64_t *received)
{
  croton_set_int64(processes->exchanges + number, number + 1, values, count, received);
  croton_start(processes, processes->exchanges + number);
}

/* The same from its beginning to its end. */
static inline void croton_all_reduce_int64(
    croton_processes *processes, int64_t *values, int64_t count, int64_t *received)
{
  croton_exchange exchange;
  croton_set_int64(&exchange, 0, values, count, received);
  croton_start(processes, &exchange);
  croton_finish_exchange(processes, &exchange);
}

#endif
