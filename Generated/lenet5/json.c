/* Reads JSON in place. */
#include "json.h"

static void skip_blanks(lenet5_json *json)
{
  while (json->at < json->end
      && (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r')) {
    json->at += 1;
  }
}

static int32_t take(lenet5_json *json, char letter)
{
  skip_blanks(json);
  if (json->at == json->end || *json->at != letter)
    return 0;
  json->at += 1;
  return 1;
}

/* Takes a letter, or fails for good. */
static int32_t expect(lenet5_json *json, char letter)
{
  if (json->fails || !take(json, letter))
    json->fails = 1;
  return !json->fails;
}

int32_t lenet5_json_begin(lenet5_json *json, char opening)
{
  json->is_first = 1;
  return expect(json, opening);
}

int32_t lenet5_json_next(lenet5_json *json, char closing)
{
  if (json->fails)
    return 0;
  const int32_t is_first = json->is_first;
  json->is_first = 0;
  if (take(json, closing))
    return 0;
  return is_first || expect(json, ',');
}

/* Four hexadecimal digits, or -1. */
static int32_t read_unit(lenet5_json *json)
{
  int32_t unit = 0;
  for (int32_t i = 0; i < 4; ++i) {
    if (json->at == json->end)
      return -1;
    const char digit = *json->at++;
    unit *= 16;
    if (digit >= '0' && digit <= '9') {
      unit += digit - '0';
    } else if (digit >= 'a' && digit <= 'f') {
      unit += digit - 'a' + 10;
    } else if (digit >= 'A' && digit <= 'F') {
      unit += digit - 'A' + 10;
    } else {
      return -1;
    }
  }
  return unit;
}

/* The character of \u and what follows; -1 where it is none. */
static int32_t read_escaped(lenet5_json *json)
{
  const int32_t unit = read_unit(json);
  if (unit < 0xd800 || unit > 0xdfff)
    return unit;
  if (unit > 0xdbff || json->end - json->at < 6 || json->at[0] != '\\' || json->at[1] != 'u') {
    return -1;
  }
  json->at += 2;
  const int32_t low = read_unit(json);
  if (low < 0xdc00 || low > 0xdfff)
    return -1;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* Writes a character in UTF-8, which takes less room than its escape. */
static char *write_character(char *to, int32_t character)
{
  if (character < 0x80) {
    *to++ = (char)character;
    return to;
  }
  int32_t shift = 18;
  int32_t mark = 0xf0;
  if (character < 0x800) {
    shift = 6;
    mark = 0xc0;
  } else if (character < 0x10000) {
    shift = 12;
    mark = 0xe0;
  }
  *to++ = (char)(unsigned char)(mark | character >> shift);
  for (shift -= 6; shift >= 0; shift -= 6) {
    *to++ = (char)(unsigned char)(0x80 | (character >> shift & 0x3f));
  }
  return to;
}

/* The letter of an escape of two letters; 0 where it is none. */
static char escaped_letter(char letter)
{
  switch (letter) {
  case '"':
    return '"';
  case '\\':
    return '\\';
  case '/':
    return '/';
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  default:
    return 0;
  }
}

int32_t lenet5_json_string(lenet5_json *json, char **string)
{
  if (!expect(json, '"'))
    return 0;
  char *to = json->at;
  *string = to;
  while (json->at < json->end) {
    const unsigned char letter = (unsigned char)*json->at++;
    if (letter == '"') {
      *to = 0;
      return 1;
    }
    if (letter < 0x20)
      break;
    if (letter != '\\') {
      *to++ = (char)letter;
      continue;
    }
    if (json->at == json->end)
      break;
    const char kind = *json->at++;
    const int32_t character = kind == 'u' ? read_escaped(json) : escaped_letter(kind);
    if (character <= 0)
      break;
    to = write_character(to, character);
  }
  json->fails = 1;
  return 0;
}

int32_t lenet5_json_key(lenet5_json *json, char **key)
{
  return lenet5_json_string(json, key) && expect(json, ':');
}

int32_t lenet5_json_number(lenet5_json *json, int64_t *number)
{
  if (json->fails)
    return 0;
  skip_blanks(json);
  int32_t digits = 0;
  *number = 0;
  while (json->at < json->end && *json->at >= '0' && *json->at <= '9' && digits < 18) {
    *number = 10 * *number + (*json->at++ - '0');
    digits += 1;
  }
  if (digits == 0)
    json->fails = 1;
  return !json->fails;
}

int32_t lenet5_json_end(lenet5_json *json)
{
  skip_blanks(json);
  return !json->fails && json->at == json->end;
}
