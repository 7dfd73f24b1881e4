import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// C that stands alone, used from Fortran and from Python.
struct StandaloneBindingTests {
  @Test func fortranTrains() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 6), data: .path("\(folder)/digits"))
      let c = try CFolder(trainer, in: "\(folder)/c", bindings: [.fortran])
      try c.write(
        """
        program own
          use mlp_model
          implicit none
          type(c_ptr) :: network
          integer(c_int8_t), allocatable, target :: memory(:)
          integer(c_int8_t) :: x(mlp_example_size, mlp_batch_size)
          integer(c_int32_t) :: y(mlp_batch_size), classes(mlp_batch_size)
          real(c_float) :: probabilities(mlp_outputs, mlp_batch_size), cost
          real(c_double) :: errors
          integer(c_int) :: status
          integer :: i, step
          call mlp_make(network, memory, 1_c_int32_t, mlp_seed, status)
          if (status /= mlp_ok) stop 1
          do i = 1, mlp_batch_size
            x(:, i) = int(20 * i, c_int8_t)
            y(i) = i - 1
          end do
          do step = 1, 3
            status = mlp_train_step(network, x, y, cost)
            if (status /= mlp_ok) stop 2
            print '(f0.4)', cost
          end do
          status = mlp_evaluate(network, x, y, 0_c_int32_t, mlp_batch_size, errors)
          if (status /= mlp_ok) stop 3
          status = mlp_predict(network, x, mlp_batch_size, classes, probabilities)
          if (status /= mlp_ok) stop 4
          print '(l1)', abs(sum(probabilities(:, 1)) - 1) < 1e-5
          print '(l1)', count(classes /= y) == nint(errors)
          if (mlp_set_learning_rate(network, 0.25_c_double) /= mlp_ok) stop 7
          if (abs(mlp_learning_rate(network) - 0.25) > 0) stop 8
          if (mlp_set_learning_rate(network, 0.0_c_double) /= mlp_error_argument) stop 9
          y(1) = 10
          print '(l1)', mlp_train_step(network, x, y, cost) == mlp_error_input
          status = mlp_save(network, "fortran.safetensors" // c_null_char)
          if (status /= mlp_ok) stop 5
          status = mlp_load(network, "fortran.safetensors" // c_null_char)
          if (status /= mlp_ok) stop 6
        end program
        """, to: "own.f90")
      try c.succeed(
        InstalledProgram("gfortran").url.path,
        [
          "-std=f2008", "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wno-compare-reals", "-o",
          "own",
          "model.f90", "own.f90", "libmlp.a", "-lm",
        ])
      let lines = try c.succeed("own").lines
      #expect(lines.count == 6)
      #expect(lines.suffix(3) == ["T", "T", "T"])
      let costs = lines.prefix(3).compactMap(Double.init)
      #expect(costs.count == 3 && costs[2] < costs[0])
    }
  }

  @Test func pythonTrains() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let c = try CFolder(
        trainer, in: "\(folder)/c", prefix: "net", bindings: [.python],
        make: CFolder.strict + ["libnet.so"])
      try c.write(
        """
        import array
        import model

        network = model.Network()
        x = bytes(20 * i for i in range(model.BATCH_SIZE) for _ in range(model.EXAMPLE_SIZE))
        y = array.array("i", range(model.BATCH_SIZE))
        for _ in range(3):
            print(network.train_step(x, y) > 0)
        classes, probabilities = network.predict(x)
        print(abs(sum(probabilities[0]) - 1) < 1e-5)
        print(network.evaluate(x, y) == sum(a != b for a, b in zip(classes, y)))
        print(network.arrays()[3], len(network.values(3)))
        network.learning_rate = 0.25
        print(network.learning_rate)
        network.save("python.safetensors")
        before = list(network.values(3))
        network.values(3)[0] += 1
        network.load("python.safetensors")
        print(list(network.values(3)) == before)
        for call in [
            lambda: network.train_step(x, array.array("i", [10] * 5)),
            lambda: setattr(network, "learning_rate", 0),
            lambda: network.load("nothing"),
            lambda: network.train_step(x[1:], y),
            lambda: network.train_step(x, array.array("f", [0] * 5)),
        ]:
            try:
                call()
            except Exception as error:
                print(type(error).__name__, error)
        """, to: "own.py")
      let python = try InstalledProgram("python3").url.path
      let result = try c.succeed(python, ["own.py"])
      #expect(
        result.lines == [
          "True", "True", "True", "True", "True", "('batchNorm1.bias', (4,)) 4", "0.25",
          "True",
          "NetworkError a label in 'y' is 10; expected 0 to 9",
          "NetworkError an argument is null or out of range",
          "NetworkError the file cannot be opened, read or written",
          "ValueError expected 3920 numbers, got 3919",
          "TypeError expected a contiguous buffer of c_int, got 'f'",
        ])
    }
  }
}
