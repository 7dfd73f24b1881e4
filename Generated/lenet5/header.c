/* Reads the JSON of a checkpoint's header. */
#include "header.h"
#include "json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* An array as the header describes it. */
typedef struct {
  char type[8];
  int64_t shape[LENET5_LARGEST_RANK];
  int32_t rank;
  int64_t offsets[2];
  int32_t has;
} description;

enum {
  HAS_TYPE = 1,
  HAS_SHAPE = 2,
  HAS_OFFSETS = 4,
  HAS_ALL = 7
};

/* Reads an array of at most so many whole numbers; more are counted, but not kept. */
static int32_t read_numbers(lenet5_json *json, int64_t *numbers, int32_t most, int32_t *count)
{
  *count = 0;
  if (!lenet5_json_begin(json, '['))
    return 0;
  while (lenet5_json_next(json, ']')) {
    int64_t number;
    if (!lenet5_json_number(json, &number))
      return 0;
    if (*count < most)
      numbers[*count] = number;
    *count += 1;
  }
  return !json->fails;
}

/* Reads the description of an array. */
static int32_t read_description(lenet5_json *json, description *array)
{
  memset(array, 0, sizeof *array);
  if (!lenet5_json_begin(json, '{'))
    return 0;
  while (lenet5_json_next(json, '}')) {
    char *key;
    if (!lenet5_json_key(json, &key))
      return 0;
    int32_t count = 0;
    int32_t has = 0;
    if (strcmp(key, "dtype") == 0) {
      char *type;
      if (!lenet5_json_string(json, &type))
        return 0;
      if (strlen(type) >= sizeof array->type)
        return 0;
      strcpy(array->type, type);
      has = HAS_TYPE;
    } else if (strcmp(key, "shape") == 0) {
      if (!read_numbers(json, array->shape, LENET5_LARGEST_RANK, &array->rank))
        return 0;
      has = HAS_SHAPE;
    } else if (strcmp(key, "data_offsets") == 0) {
      if (!read_numbers(json, array->offsets, 2, &count) || count != 2)
        return 0;
      has = HAS_OFFSETS;
    }
    if (has == 0 || (array->has & has) != 0)
      return 0;
    array->has |= has;
  }
  return !json->fails && array->has == HAS_ALL && array->offsets[0] >= 0
      && array->offsets[1] >= array->offsets[0];
}

static int32_t saved_named(const char *name)
{
  for (int32_t i = 0; i < LENET5_SAVED_COUNT; ++i) {
    if (strcmp(lenet5_saved_arrays[i].name, name) == 0)
      return i;
  }
  return -1;
}

/* Whether an array is as the network has it. */
static int32_t fits(const description *array, const lenet5_saved *saved)
{
  const lenet5_place *const place = &lenet5_places[saved->value];
  if (strcmp(array->type, place->type) != 0 || array->rank != saved->rank)
    return 0;
  for (int32_t i = 0; i < saved->rank; ++i) {
    if (array->shape[i] != saved->shape[i])
      return 0;
  }
  return (uint64_t)(array->offsets[1] - array->offsets[0]) == place->bytes;
}

/* Whether training made an array of the name, and no layer. */
static int32_t is_state(const char *name)
{
  return strncmp(name, "optimizer.", 10) == 0 || strncmp(name, "state.", 6) == 0;
}

/* Reads the strings about the whole. */
static lenet5_status read_metadata(lenet5_json *json, lenet5_header *header)
{
  if (!lenet5_json_begin(json, '{'))
    return LENET5_ERROR_FORMAT;
  while (lenet5_json_next(json, '}')) {
    char *key;
    char *text;
    if (!lenet5_json_key(json, &key) || !lenet5_json_string(json, &text))
      return LENET5_ERROR_FORMAT;
  }
  (void)header;
  return json->fails ? LENET5_ERROR_FORMAT : LENET5_OK;
}

static int by_place(const void *first, const void *second)
{
  const lenet5_entry *const a = first;
  const lenet5_entry *const b = second;
  if (a->begin != b->begin)
    return a->begin < b->begin ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

/* Reads the next array, and finds out which of the network's it is. */
static lenet5_status read_entry(
    lenet5_json *json, const char *name, unsigned char *found, lenet5_entry *entry)
{
  description array;
  if (!read_description(json, &array))
    return LENET5_ERROR_FORMAT;
  entry->begin = array.offsets[0];
  entry->end = array.offsets[1];
  entry->saved = saved_named(name);
  if (entry->saved < 0)
    return is_state(name) ? LENET5_OK : LENET5_ERROR_PARAMETERS;
  if (found[entry->saved])
    return LENET5_ERROR_FORMAT;
  found[entry->saved] = 1;
  return fits(&array, &lenet5_saved_arrays[entry->saved]) ? LENET5_OK : LENET5_ERROR_PARAMETERS;
}

lenet5_status lenet5_read_header(char *text, size_t length, lenet5_header *header)
{
  lenet5_json json = {text, text + length, 0, 0};
  unsigned char found[LENET5_SAVED_COUNT] = {0};
  /* No entry is shorter than this. */
  const size_t most = length / 8 + 1;
  header->entries = malloc(most * sizeof *header->entries);
  if (header->entries == NULL)
    return LENET5_ERROR_NO_MEMORY;
  lenet5_status status = LENET5_OK;
  if (!lenet5_json_begin(&json, '{'))
    return LENET5_ERROR_FORMAT;
  while (lenet5_json_next(&json, '}')) {
    char *name;
    if (!lenet5_json_key(&json, &name))
      return LENET5_ERROR_FORMAT;
    if (strcmp(name, "__metadata__") == 0) {
      status = read_metadata(&json, header);
    } else if ((size_t)header->count == most) {
      status = LENET5_ERROR_FORMAT;
    } else {
      status = read_entry(&json, name, found, &header->entries[header->count]);
      header->count += 1;
    }
    if (status != LENET5_OK)
      return status;
  }
  if (!lenet5_json_end(&json))
    return LENET5_ERROR_FORMAT;
  for (int32_t i = 0; i < LENET5_SAVED_COUNT; ++i) {
    if (lenet5_saved_arrays[i].value < LENET5_ARRAY_COUNT && !found[i]) {
      return LENET5_ERROR_PARAMETERS;
    }
  }
  qsort(header->entries, (size_t)header->count, sizeof *header->entries, by_place);
  return LENET5_OK;
}
