/* Checkpoints in the format safetensors: eight bytes with the length of a header in JSON, which
   gives the type, shape and place of each array in the bytes that follow; all little-endian.

   https://github.com/huggingface/safetensors, "Format" */
#include "header.h"
#include "internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest header that is read, in bytes. */
#define LONGEST_HEADER 4000000

static const unsigned char *memory_of(const lenet5_context *context, int32_t value)
{
  return (const unsigned char *)context + lenet5_places[value].offset;
}

/* A text that grows, or ends in a failure to grow. */
typedef struct {
  char *text;
  size_t length;
  size_t capacity;
  int32_t fails;
} growing_text;

static void append(growing_text *text, const char *from, size_t length)
{
  if (text->fails)
    return;
  if (text->capacity - text->length < length) {
    const size_t capacity = 2 * (text->length + length);
    char *const grown = realloc(text->text, capacity);
    if (grown == NULL) {
      text->fails = 1;
      return;
    }
    text->text = grown;
    text->capacity = capacity;
  }
  memcpy(text->text + text->length, from, length);
  text->length += length;
}

/* The header of the context's checkpoint. Spaces at its end let the arrays begin at a multiple of
   eight bytes. */
static growing_text header_text(const lenet5_context *context)
{
  growing_text text = {NULL, 0, 0, 0};
  for (int32_t i = 0; lenet5_header_pieces[i] == NULL || lenet5_header_pieces[i][0] != 0; ++i) {
    const char *const piece = lenet5_header_pieces[i];
    append(&text, piece, strlen(piece));
  }
  while (!text.fails && text.length % 8 != 0)
    append(&text, " ", 1);
  (void)context;
  return text;
}

static lenet5_status write_checkpoint(FILE *file, const lenet5_context *context)
{
  growing_text header = header_text(context);
  if (header.fails) {
    free(header.text);
    return LENET5_ERROR_NO_MEMORY;
  }
  unsigned char length[8];
  for (int32_t i = 0; i < 8; ++i)
    length[i] = (unsigned char)((uint64_t)header.length >> (8 * i));
  int32_t is_written = fwrite(length, 1, sizeof length, file) == sizeof length
      && fwrite(header.text, 1, header.length, file) == header.length;
  free(header.text);
  for (int32_t i = 0; is_written && i < LENET5_SAVED_COUNT; ++i) {
    const int32_t value = lenet5_saved_arrays[i].value;
    const size_t bytes = lenet5_places[value].bytes;
    is_written = fwrite(memory_of(context, value), 1, bytes, file) == bytes;
  }
  return is_written ? LENET5_OK : LENET5_ERROR_FILE;
}

lenet5_status lenet5_save(const lenet5_context *context, const char *path)
{
  if (context == NULL || path == NULL)
    return LENET5_ERROR_ARGUMENT;
  const size_t length = strlen(path);
  char *const beside = malloc(length + sizeof ".tmp");
  if (beside == NULL)
    return LENET5_ERROR_NO_MEMORY;
  memcpy(beside, path, length);
  memcpy(beside + length, ".tmp", sizeof ".tmp");
  lenet5_status status = LENET5_ERROR_FILE;
  FILE *const file = fopen(beside, "wb");
  if (file != NULL) {
    status = write_checkpoint(file, context);
    if (fclose(file) != 0 && status == LENET5_OK)
      status = LENET5_ERROR_FILE;
    if (status == LENET5_OK && rename(beside, path) != 0)
      status = LENET5_ERROR_FILE;
    if (status != LENET5_OK) {
      const int reason = errno;
      remove(beside);
      errno = reason;
    }
  }
  free(beside);
  return status;
}

/* Reads the header of a file, which the caller frees. */
static lenet5_status read_header(FILE *file, char **text, size_t *length)
{
  unsigned char bytes[8];
  if (fread(bytes, 1, sizeof bytes, file) != sizeof bytes) {
    return ferror(file) ? LENET5_ERROR_FILE : LENET5_ERROR_FORMAT;
  }
  uint64_t count = 0;
  for (int32_t i = 7; i >= 0; --i)
    count = count << 8 | bytes[i];
  if (count > LONGEST_HEADER)
    return LENET5_ERROR_FORMAT;
  /* The memory grows with what is read: the length in the file is not trusted. */
  *length = 0;
  do {
    const size_t rest = (size_t)count - *length;
    const size_t piece = rest < *length + 4096 ? rest : *length + 4096;
    char *const grown = realloc(*text, *length + piece + 1);
    if (grown == NULL)
      return LENET5_ERROR_NO_MEMORY;
    *text = grown;
    if (fread(*text + *length, 1, piece, file) != piece) {
      return ferror(file) ? LENET5_ERROR_FILE : LENET5_ERROR_FORMAT;
    }
    *length += piece;
  } while (*length < count);
  (*text)[*length] = 0;
  return LENET5_OK;
}

/* Whether all numbers of an array are finite. */
static int32_t are_finite(const unsigned char *bytes, size_t count)
{
  for (size_t i = 0; i < count; ++i) {
    uint32_t bits;
    memcpy(&bits, bytes + 4 * i, 4);
    if ((bits & UINT32_C(0x7f800000)) == UINT32_C(0x7f800000))
      return 0;
  }
  return 1;
}

/* Reads the arrays, which follow the header in their order, into memory in the places that they
   have in a context. */
static lenet5_status read_arrays(FILE *file, const lenet5_header *header, unsigned char *values)
{
  int64_t position = 0;
  for (int32_t i = 0; i < header->count; ++i) {
    const lenet5_entry *const entry = &header->entries[i];
    if (entry->begin != position)
      return LENET5_ERROR_FORMAT;
    position = entry->end;
    const int64_t length = entry->end - entry->begin;
    if (entry->saved < 0) {
      /* What another network or a later version has is passed over. */
      for (int64_t left = length; left > 0; --left) {
        if (getc(file) == EOF)
          return LENET5_ERROR_FORMAT;
      }
      continue;
    }
    const int32_t value = lenet5_saved_arrays[entry->saved].value;
    unsigned char *const to = values + lenet5_places[value].offset;
    if (fread(to, 1, (size_t)length, file) != (size_t)length) {
      return ferror(file) ? LENET5_ERROR_FILE : LENET5_ERROR_FORMAT;
    }
    if (value < LENET5_ARRAY_COUNT && !are_finite(to, (size_t)length / 4)) {
      return LENET5_ERROR_PARAMETERS;
    }
  }
  if (getc(file) != EOF)
    return LENET5_ERROR_FORMAT;
  return ferror(file) ? LENET5_ERROR_FILE : LENET5_OK;
}

/* Reads a checkpoint into a copy of the values, and then copies them all. */
static lenet5_status read_checkpoint(FILE *file, lenet5_context *context, lenet5_header *header)
{
  const size_t bytes = 1724736;
  unsigned char *const values = malloc(bytes);
  if (values == NULL)
    return LENET5_ERROR_NO_MEMORY;
  memcpy(values, context, bytes);
  lenet5_status status = read_arrays(file, header, values);
  if (status == LENET5_OK) {
    memcpy(context, values, bytes);
  }
  free(values);
  return status;
}

lenet5_status lenet5_load(lenet5_context *context, const char *path)
{
  if (context == NULL || path == NULL)
    return LENET5_ERROR_ARGUMENT;
  FILE *const file = fopen(path, "rb");
  if (file == NULL)
    return LENET5_ERROR_FILE;
  char *text = NULL;
  size_t length = 0;
  lenet5_header header = {0};
  lenet5_status status = read_header(file, &text, &length);
  if (status == LENET5_OK)
    status = lenet5_read_header(text, length, &header);
  if (status == LENET5_OK)
    status = read_checkpoint(file, context, &header);
  free(header.entries);
  free(text);
  fclose(file);
  return status;
}
