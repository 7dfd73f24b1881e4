/* The header of a checkpoint: which arrays it has, and where. */
#ifndef LENET5_HEADER_H
#define LENET5_HEADER_H

#include "internal.h"

/* The bytes of an array, counted from the end of the header. */
typedef struct {
  int64_t begin;
  int64_t end;
  /* Which of the network's arrays it is; -1 if the network has none of the name. */
  int32_t saved;
} lenet5_entry;

typedef struct {
  /* The arrays in the order of their bytes; malloc's, for the caller to free. */
  lenet5_entry *entries;
  int32_t count;
} lenet5_header;

/* Reads a header, which ends in a zero byte. It is not trusted.

   Arrays of parameters have to be there, in their type and shape; others may be missing. What the
   network does not have is refused, unless its name says that training made it. */
lenet5_status lenet5_read_header(char *text, size_t length, lenet5_header *header);

#endif
