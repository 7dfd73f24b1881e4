import GraphIR
import Schedule

/// The C that calls a function once, as `main`, with each argument in memory of its own.
///
/// It reads inputs and then shared values from the file `arguments`, and writes outputs and then
/// shared values to the file `results`.
struct SanitizedMain {
  let schedule: Schedule
  let shared: [TensorType]
  let threads: Int

  private func sizes(_ name: String, _ sizes: [Int]) -> String {
    // An array of C has an element at least.
    "static const size_t \(name)[] = {\((sizes + [0]).map(String.init).joined(separator: ", "))};"
  }

  /// The places of the arena's buffers: what is between them is nobody's.
  private var parts: [(offset: Int, byteCount: Int)] {
    schedule.buffers.compactMap { buffer in
      guard case .arena = buffer.place, let offset = buffer.offset else { return nil }
      return (offset, buffer.byteCount)
    }
  }

  var text: String {
    """
    #include "croton.h"
    #include <sanitizer/asan_interface.h>
    #include <stdio.h>
    #include <stdlib.h>

    int32_t croton_run(croton_call *call);

    enum {
      INPUTS = \(schedule.inputs.count),
      SHARED = \(shared.count),
      OUTPUTS = \(schedule.outputs.count),
      PARTS = \(parts.count),
      THREADS = \(threads)
    };
    \(sizes("input_bytes", schedule.inputs.map(\.byteCount)))
    \(sizes("shared_bytes", shared.map(\.byteCount)))
    \(sizes("output_bytes", schedule.outputs.map(\.byteCount)))
    \(sizes("part_offsets", parts.map(\.offset)))
    \(sizes("part_bytes", parts.map(\.byteCount)))
    static const size_t arena_bytes = \(schedule.arenaByteCount);
    static const size_t workspace_bytes = \(schedule.threadWorkspaceByteCount);
    static const size_t needed_workspace_bytes = \(schedule.neededWorkspaceByteCount);

    \(Self.functions)
    """
  }

  private static let functions = #"""
    static void check(int holds, const char *what)
    {
      if (holds) return;
      fprintf(stderr, "%s\n", what);
      exit(3);
    }

    /* So many bytes at a multiple of 64, the last of which is the last that may be touched. */
    static unsigned char *memory(size_t bytes)
    {
      void *start = NULL;
      check(posix_memalign(&start, 64, bytes) == 0, "no memory");
    #ifndef MEMORY_SANITIZER
      /* Numbers that nobody writes are NaN. */
      memset(start, 0xff, bytes);
    #endif
      return start;
    }

    /* An input, at a multiple of 8 that is none of 16: inputs lie where the caller has them. */
    static unsigned char *input_memory(size_t bytes)
    {
      unsigned char *start = memory(bytes + 8);
      ASAN_POISON_MEMORY_REGION(start, 8);
      return start + 8;
    }

    static void read_array(FILE *file, unsigned char *array, size_t bytes)
    {
      check(fread(array, 1, bytes, file) == bytes, "arguments are missing");
    }

    static void write_array(FILE *file, const unsigned char *array, size_t bytes)
    {
      check(fwrite(array, 1, bytes, file) == bytes, "results cannot be written");
    }

    int main(void)
    {
      unsigned char *inputs[INPUTS + 1], *shared[SHARED + 1], *outputs[OUTPUTS + 1];
      FILE *file = fopen("arguments", "rb");
      check(file != NULL, "arguments cannot be read");
      for (int i = 0; i < INPUTS; ++i) {
        inputs[i] = input_memory(input_bytes[i]);
        read_array(file, inputs[i], input_bytes[i]);
      }
      for (int i = 0; i < SHARED; ++i) {
        shared[i] = memory(shared_bytes[i]);
        read_array(file, shared[i], shared_bytes[i]);
      }
      fclose(file);
      for (int i = 0; i < OUTPUTS; ++i) outputs[i] = memory(output_bytes[i]);
      unsigned char *arena = memory(arena_bytes);
      ASAN_POISON_MEMORY_REGION(arena, arena_bytes);
      for (int i = 0; i < PARTS; ++i)
        ASAN_UNPOISON_MEMORY_REGION(arena + part_offsets[i], part_bytes[i]);
      unsigned char *workspace = memory(THREADS * workspace_bytes);
      ASAN_POISON_MEMORY_REGION(workspace, THREADS * workspace_bytes);
      for (size_t i = 0; i < THREADS; ++i)
        ASAN_UNPOISON_MEMORY_REGION(workspace + i * workspace_bytes, needed_workspace_bytes);

      croton_call call = {(const void *const *)inputs, (void *const *)shared,
          (void *const *)outputs, arena, workspace, THREADS, 0, 0, 0.0, NULL};
      int32_t failure = croton_run(&call);
      if (failure != 0)
        fprintf(stderr, "failure %d, on %lld, %g\n", (int)failure, (long long)call.failure_value,
            call.failure_number);
      check(failure == 0, "the call has failed");

      file = fopen("results", "wb");
      check(file != NULL, "results cannot be written");
      for (int i = 0; i < OUTPUTS; ++i) write_array(file, outputs[i], output_bytes[i]);
      for (int i = 0; i < SHARED; ++i) write_array(file, shared[i], shared_bytes[i]);
      check(fclose(file) == 0, "results cannot be written");
      return 0;
    }

    """#
}
