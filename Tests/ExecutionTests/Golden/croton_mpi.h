/* Sums over processes, added in the same order always: MPI_Allreduce promises none. */
#ifndef CROTON_MPI_H
#define CROTON_MPI_H

#include <limits.h>
#include <mpi.h>
#include <stdint.h>

#include "croton_fma.h"

/* MPI counts what a message holds in int. Tests make smaller messages of an array. */
#ifndef CROTON_MPI_COUNT
#define CROTON_MPI_COUNT INT_MAX
#endif

/* The processes of one program. The communicator is theirs alone: no other messages pass in it. */
typedef struct {
  MPI_Comm communicator;
  int rank;
  int ranks;
} croton_processes;

/* The ranks from first to end - 1 are two halves, of which the left has one more where their number
   is odd. Each rank sends to the rank of its place in the other half. The last of a left half with
   one more has none there, and receives from the first of the right half, which sends twice. */
static inline int croton_exchange(const croton_processes *processes, int first, int middle, int end,
    const void *sent, void *received, int count, MPI_Datatype type)
{
  const int is_left = processes->rank < middle;
  const int place = processes->rank - (is_left ? first : middle);
  const int own_count = is_left ? middle - first : end - middle;
  const int other = is_left ? middle : first;
  const int other_count = is_left ? end - middle : middle - first;
  const int from = other + place % other_count;
  const int tag = 0;
  const MPI_Comm communicator = processes->communicator;
  MPI_Request requests[3];
  /* GCC warns of MPICH's MPI_STATUSES_IGNORE. */
  MPI_Status statuses[3];
  int error = MPI_Irecv(received, count, type, from, tag, communicator, requests);
  int request_count = 1;
  for (int to = other + place; to < other + other_count && error == MPI_SUCCESS; to += own_count) {
    error = MPI_Isend(sent, count, type, to, tag, communicator, requests + request_count);
    request_count += 1;
  }
  return error == MPI_SUCCESS ? MPI_Waitall(request_count, requests, statuses) : error;
}

/* Among the ranks from first to end - 1. Both halves have their sums before they exchange them: the
   exchanges that wait for each other are as many as the tree has levels. */
static inline int croton_reduce_ranks_float(const croton_processes *processes, int first, int end,
    float *restrict values, int64_t count, float *restrict received)
{
  if (end - first < 2) {
    return MPI_SUCCESS;
  }
  const int middle = end - (end - first) / 2;
  const int is_left = processes->rank < middle;
  int error = is_left
      ? croton_reduce_ranks_float(processes, first, middle, values, count, received)
      : croton_reduce_ranks_float(processes, middle, end, values, count, received);
  while (count > 0 && error == MPI_SUCCESS) {
    const int piece = count < CROTON_MPI_COUNT ? (int)count : CROTON_MPI_COUNT;
    error = croton_exchange(processes, first, middle, end, values, received, piece, MPI_FLOAT);
    if (error != MPI_SUCCESS) {
      return error;
    }
    for (int i = 0; i < piece; ++i) {
      const float left = is_left ? values[i] : received[i];
      const float right = is_left ? received[i] : values[i];
      /* Of two NaNs the left one, whichever operand the processor takes the bits of. */
      values[i] = left + (left == left ? right : left);
    }
    values += piece;
    count -= piece;
  }
  return error;
}

/* Adds the values of all ranks, in the order of a tree: the sum of the left half of the ranks, and
   to it that of the right half. All ranks call this with the same count. Each has the sums in place
   of its values then, with the same bits. The other array has room for as many numbers.
   Returns what MPI returns. After an error messages may still be on their way to the arrays. */
static inline int croton_all_reduce_float(const croton_processes *processes, float *values,
    int64_t count, float *received)
{
  return croton_reduce_ranks_float(processes, 0, processes->ranks, values, count, received);
}

/* Among the ranks from first to end - 1. Both halves have their sums before they exchange them: the
   exchanges that wait for each other are as many as the tree has levels. */
static inline int croton_reduce_ranks_double(const croton_processes *processes, int first, int end,
    double *restrict values, int64_t count, double *restrict received)
{
  if (end - first < 2) {
    return MPI_SUCCESS;
  }
  const int middle = end - (end - first) / 2;
  const int is_left = processes->rank < middle;
  int error = is_left
      ? croton_reduce_ranks_double(processes, first, middle, values, count, received)
      : croton_reduce_ranks_double(processes, middle, end, values, count, received);
  while (count > 0 && error == MPI_SUCCESS) {
    const int piece = count < CROTON_MPI_COUNT ? (int)count : CROTON_MPI_COUNT;
    error = croton_exchange(processes, first, middle, end, values, received, piece, MPI_DOUBLE);
    if (error != MPI_SUCCESS) {
      return error;
    }
    for (int i = 0; i < piece; ++i) {
      const double left = is_left ? values[i] : received[i];
      const double right = is_left ? received[i] : values[i];
      /* Of two NaNs the left one, whichever operand the processor takes the bits of. */
      values[i] = left + (left == left ? right : left);
    }
    values += piece;
    count -= piece;
  }
  return error;
}

/* Adds the values of all ranks, in the order of a tree: the sum of the left half of the ranks, and
   to it that of the right half. All ranks call this with the same count. Each has the sums in place
   of its values then, with the same bits. The other array has room for as many numbers.
   Returns what MPI returns. After an error messages may still be on their way to the arrays. */
static inline int croton_all_reduce_double(const croton_processes *processes, double *values,
    int64_t count, double *received)
{
  return croton_reduce_ranks_double(processes, 0, processes->ranks, values, count, received);
}

/* Among the ranks from first to end - 1. Both halves have their sums before they exchange them: the
   exchanges that wait for each other are as many as the tree has levels. */
static inline int croton_reduce_ranks_int64(const croton_processes *processes, int first, int end,
    int64_t *restrict values, int64_t count, int64_t *restrict received)
{
  if (end - first < 2) {
    return MPI_SUCCESS;
  }
  const int middle = end - (end - first) / 2;
  const int is_left = processes->rank < middle;
  int error = is_left
      ? croton_reduce_ranks_int64(processes, first, middle, values, count, received)
      : croton_reduce_ranks_int64(processes, middle, end, values, count, received);
  while (count > 0 && error == MPI_SUCCESS) {
    const int piece = count < CROTON_MPI_COUNT ? (int)count : CROTON_MPI_COUNT;
    error = croton_exchange(processes, first, middle, end, values, received, piece, MPI_INT64_T);
    if (error != MPI_SUCCESS) {
      return error;
    }
    for (int i = 0; i < piece; ++i) {
      const int64_t left = is_left ? values[i] : received[i];
      const int64_t right = is_left ? received[i] : values[i];
      values[i] = (int64_t)((uint64_t)left + (uint64_t)right);
    }
    values += piece;
    count -= piece;
  }
  return error;
}

/* Adds the values of all ranks, in the order of a tree: the sum of the left half of the ranks, and
   to it that of the right half. All ranks call this with the same count. Each has the sums in place
   of its values then, with the same bits. The other array has room for as many numbers.
   Returns what MPI returns. After an error messages may still be on their way to the arrays. */
static inline int croton_all_reduce_int64(const croton_processes *processes, int64_t *values,
    int64_t count, int64_t *received)
{
  return croton_reduce_ranks_int64(processes, 0, processes->ranks, values, count, received);
}

#endif
