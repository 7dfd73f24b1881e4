/* The parameters of the network: their names and places, and what they start from. */
#include "internal.h"
#include "random.h"

#include <string.h>

const lenet5_array lenet5_arrays[LENET5_ARRAY_COUNT] = {
    {"layer0.W", 4, {20, 1, 5, 5}, 500, 1},
    {"layer0.b", 1, {20, 1, 1, 1}, 20, 1},
    {"layer1.W", 4, {50, 20, 5, 5}, 25000, 1},
    {"layer1.b", 1, {50, 1, 1, 1}, 50, 1},
    {"layer2.W", 2, {800, 500, 1, 1}, 400000, 1},
    {"layer2.b", 1, {500, 1, 1, 1}, 500, 1},
    {"layer3.W", 2, {500, 10, 1, 1}, 5000, 1},
    {"layer3.b", 1, {10, 1, 1, 1}, 10, 1},
};

const lenet5_place lenet5_places[LENET5_VALUE_COUNT] = {
    {"F32", 4, 64, 2000},
    {"F32", 4, 2112, 80},
    {"F32", 4, 2240, 100000},
    {"F32", 4, 102272, 200},
    {"F32", 4, 102528, 1600000},
    {"F32", 4, 1702528, 2000},
    {"F32", 4, 1704576, 20000},
    {"F32", 4, 1724608, 40},
    {"F32", 4, 1724672, 4},
};

const lenet5_saved lenet5_saved_arrays[LENET5_SAVED_COUNT] = {
    {"layer0.W", 0, 4, {20, 1, 5, 5}},
    {"layer0.b", 1, 1, {20, 1, 1, 1}},
    {"layer1.W", 2, 4, {50, 20, 5, 5}},
    {"layer1.b", 3, 1, {50, 1, 1, 1}},
    {"layer2.W", 4, 2, {800, 500, 1, 1}},
    {"layer2.b", 5, 1, {500, 1, 1, 1}},
    {"layer3.W", 6, 2, {500, 10, 1, 1}},
    {"layer3.b", 7, 1, {10, 1, 1, 1}},
};

const char *const lenet5_header_pieces[] = {
    "{\"__metadata__\":{\"algorithms\":\"convolution 500x1x28x28 by 20x1x5x5: Winograd F(1x4, 5x5) over 0, 1, ",
    "-1, 2, -2, 0.5, -0.5 and infinity, filter rows directly; convolution 500x20x12x12 by 50x20x5x5: Wino",
    "grad F(4x4, 5x5) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity; sum of 500 over axis 0: 8 chunks at m",
    "ultiples of 16; input gradient 500x20x12x12 by 50x20x5x5: Winograd F(4x4, 5x5) over 0, 1, -1, 2, -2,",
    " 0.5, -0.5 and infinity; filter gradient 500x1x28x28 by 20x1x5x5: Winograd F(1x4, 5x5) over 0, 1, -1",
    ", 2, -2, 0.5, -0.5 and infinity, filter rows directly, 16 portions of images in 8 chunks at multiple",
    "s of 16; sum of 500x20x144 over images: 8 chunks at multiples of 16; filter gradient 500x20x12x12 by",
    " 50x20x5x5: Winograd F(4x4, 5x5) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity, 16 portions of images",
    " in 8 chunks at multiples of 16; sum of 500x50x16 over images: 8 chunks at multiples of 16; sum of 5",
    "00x500 over axis 0: 8 chunks at multiples of 16; sum of 500x10 over axis 0: 8 chunks at multiples of",
    " 16; product 800x500 by 500x500: 8 chunks at multiples of 16; product 500x500 by 500x10: 8 chunks at",
    " multiples of 16\",\"classes\":\"[\\\"0\\\",\\\"1\\\",\\\"2\\\",\\\"3\\\",\\\"4\\\",\\\"5\\\",\\\"6\\\",\\\"7\\\",\\\"8\\\",\\\"9\\\"]\",\"croton_",
    "version\":\"Croton 0.1.0\",\"element\":\"byte\",\"example_shape\":\"[1,28,28]\",\"model\":\"lenet5\",\"split\":\"{\\\"me",
    "thod\\\":{\\\"source\\\":{}},\\\"seed\\\":0}\"},",
    "\"layer0.W\":{\"dtype\":\"F32\",\"shape\":[20,1,5,5],\"data_offsets\":[0,2000]},",
    "\"layer0.b\":{\"dtype\":\"F32\",\"shape\":[20],\"data_offsets\":[2000,2080]},",
    "\"layer1.W\":{\"dtype\":\"F32\",\"shape\":[50,20,5,5],\"data_offsets\":[2080,102080]},",
    "\"layer1.b\":{\"dtype\":\"F32\",\"shape\":[50],\"data_offsets\":[102080,102280]},",
    "\"layer2.W\":{\"dtype\":\"F32\",\"shape\":[800,500],\"data_offsets\":[102280,1702280]},",
    "\"layer2.b\":{\"dtype\":\"F32\",\"shape\":[500],\"data_offsets\":[1702280,1704280]},",
    "\"layer3.W\":{\"dtype\":\"F32\",\"shape\":[500,10],\"data_offsets\":[1704280,1724280]},",
    "\"layer3.b\":{\"dtype\":\"F32\",\"shape\":[10],\"data_offsets\":[1724280,1724320]}}",
    "",
};

static float *numbers(lenet5_context *context, int32_t value)
{
  return (float *)(void *)lenet5_memory(context, value);
}

static void fill(lenet5_context *context, int32_t value, float number)
{
  const size_t count = lenet5_places[value].bytes / sizeof number;
  for (size_t i = 0; i < count; ++i)
    numbers(context, value)[i] = number;
}

/* All values are 0 when this begins. */
void lenet5_start(lenet5_context *context, uint32_t seed)
{
  lenet5_random random;
  lenet5_random_seed(&random, seed);
  /* layer0.W */
  lenet5_random_uniform(&random, numbers(context, 0), 500, -0.2, 0.2);
  /* layer1.W */
  lenet5_random_uniform(&random, numbers(context, 2), 25000, -0.08596023825918792, 0.08596023825918792);
  /* layer2.W */
  lenet5_random_uniform(&random, numbers(context, 4), 400000, -0.06793662204867575, 0.06793662204867575);
  /* learning_rate */
  fill(context, 8, 0.1f);
}
