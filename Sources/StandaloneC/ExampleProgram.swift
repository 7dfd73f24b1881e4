/// The program to begin with, which the README shows.
enum ExampleProgram {
  /// A program that trains on examples that it makes itself, or one that predicts where there is no
  /// training.
  static func text(_ network: NetworkValues) -> String {
    let (p, P) = (network.p, network.P)
    let number = network.classes ? "classes" : "numbers"
    let declared =
      network.classes
      ? "  static int32_t classes[\(P)_BATCH_SIZE];\n"
      : "  static float numbers[\(P)_BATCH_SIZE * \(P)_TARGETS];\n"
    let arguments = network.classes ? "classes, NULL" : "numbers"
    let predict = """
        if (\(p)_predict(network, x, 1, \(arguments)) != \(P)_OK)
          return 1;
        printf("%g\\n", (double)\(number)[0]);
        return \(network.hosted ? "\(p)_save(network, \"own.safetensors\") == \(P)_OK ? 0 : 1" : "0");
      }

      """
    return """
      #include "model.h"
      #include <stdio.h>

      \(network.memoryDeclaration)
      static \(p)_value x[\(P)_BATCH_SIZE * \(P)_EXAMPLE_SIZE];
      \(network.trains ? "static \(p)_target y[\(P)_BATCH_SIZE * \(network.targetsOfExample)];\n" : "")
      int main(void)
      {
        \(p)_context *network;
      \(declared)  if (\(p)_init(&network, memory, sizeof memory, 1, \(P)_SEED) != \(P)_OK)
          return 1;
      \(network.trains ? training(network) : "")\(predict)
      """
  }

  private static func training(_ network: NetworkValues) -> String {
    let (p, P) = (network.p, network.P)
    let width = network.targetsOfExample
    let isPart = "(i + j) % 10 == 0"
    let value = network.bytes ? "\(isPart) ? 255 : 0" : "\(isPart) ? 1.0f : 0.0f"
    let target = network.classes ? "i % \(P)_CLASSES" : "(float)(i % 10)"
    return """
        for (int step = 0; step < 10; ++step) {
          for (int i = 0; i < \(P)_BATCH_SIZE; ++i) {
            for (int j = 0; j < \(P)_EXAMPLE_SIZE; ++j)
              x[i * \(P)_EXAMPLE_SIZE + j] = \(value);
            for (int j = 0; j < \(width); ++j)
              y[i * \(width) + j] = \(target);
          }
          float cost;
          const \(p)_status status = \(p)_train_step(network, x, y, &cost);
          if (status != \(P)_OK) {
            fprintf(stderr, "%s\\n", \(p)_status_text(status));
            return 1;
          }
          printf("step %d, cost %.9g\\n", step + 1, (double)cost);
        }

      """
  }
}
