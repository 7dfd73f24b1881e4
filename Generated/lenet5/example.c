#include "model.h"
#include <stdio.h>

static uint64_t memory[LENET5_CONTEXT_BYTES(1) / 8];
static lenet5_value x[LENET5_BATCH_SIZE * LENET5_EXAMPLE_SIZE];
static lenet5_target y[LENET5_BATCH_SIZE * 1];

int main(void)
{
  lenet5_context *network;
  static int32_t classes[LENET5_BATCH_SIZE];
  if (lenet5_init(&network, memory, sizeof memory, 1, LENET5_SEED) != LENET5_OK)
    return 1;
  for (int step = 0; step < 10; ++step) {
    for (int i = 0; i < LENET5_BATCH_SIZE; ++i) {
      for (int j = 0; j < LENET5_EXAMPLE_SIZE; ++j)
        x[i * LENET5_EXAMPLE_SIZE + j] = (i + j) % 10 == 0 ? 255 : 0;
      for (int j = 0; j < 1; ++j)
        y[i * 1 + j] = i % LENET5_CLASSES;
    }
    float cost;
    const lenet5_status status = lenet5_train_step(network, x, y, &cost);
    if (status != LENET5_OK) {
      fprintf(stderr, "%s\n", lenet5_status_text(status));
      return 1;
    }
    printf("step %d, cost %.9g\n", step + 1, (double)cost);
  }
  if (lenet5_predict(network, x, 1, classes, NULL) != LENET5_OK)
    return 1;
  printf("%g\n", (double)classes[0]);
  return lenet5_save(network, "own.safetensors") == LENET5_OK ? 0 : 1;
}
