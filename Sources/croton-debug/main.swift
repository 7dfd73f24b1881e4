import Croton
let x = Tensor<Float>.placeholder("x", shape: [3])
let square = try compile(name: "square", inputs: [x], outputs: [x * x])
print(try square(NDArray<Float>([1, 2, 3])).count)
