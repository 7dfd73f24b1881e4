/* Reads JSON in place, as far as headers of checkpoints have it: objects, arrays, strings and whole
   numbers. Each function returns whether it has found what it asks for. */
#ifndef LENET5_JSON_H
#define LENET5_JSON_H

#include <stdint.h>

/* A text that is read from its beginning to its end, where a zero byte stands. */
typedef struct {
  char *at;
  char *end;
  /* Whether what has been read was not as it should be. */
  int32_t fails;
  /* Whether the next member is the first of its object or array. */
  int32_t is_first;
} lenet5_json;

/* The beginning of an object, with a brace, or of an array, with a bracket. */
int32_t lenet5_json_begin(lenet5_json *json, char opening);

/* Whether there is another member before the closing brace or bracket, which is passed. */
int32_t lenet5_json_next(lenet5_json *json, char closing);

/* A string, in UTF-8 with a zero byte at its end; it lies in the text. One with a zero byte inside
   is refused. */
int32_t lenet5_json_string(lenet5_json *json, char **string);

/* A string and the colon after it. */
int32_t lenet5_json_key(lenet5_json *json, char **key);

/* A whole number of at most 18 digits. */
int32_t lenet5_json_number(lenet5_json *json, int64_t *number);

/* Whether nothing but blanks is left. */
int32_t lenet5_json_end(lenet5_json *json);

#endif
