import Croton
let x = Tensor<Float>.placeholder("x", shape: [19, 3, 9, 11])
let w = Tensor<Float>.placeholder("w", shape: [7, 3, 3, 4])
let y = conv2d(x, filters: w)
let f = try compile(name: "conv", inputs: [x, w], outputs: [y])
print(f.generated.source.files[1].text)
var r = try RandomState(seed: 1)
let xs = try r.uniform(low: -1, high: 1, count: 19*3*9*11).map { Float($0) }
let ws = try r.uniform(low: -1, high: 1, count: 7*3*3*4).map { Float($0) }
for threads in [1, 2] {
let g = try compile(name: "conv", inputs: [x, w], outputs: [y], options: CompileOptions(threads: threads))
let out = try g(NDArray(shape: [19,3,9,11], scalars: xs), NDArray(shape: [7,3,3,4], scalars: ws))[y].scalars
var bad = 0
for n in 0..<19 { for k in 0..<7 { for oy in 0..<7 { for ox in 0..<8 {
  var t: Float = 0
  for c in 0..<3 { for a in 0..<3 { for b in 0..<4 { t += xs[((n*3+c)*9+oy+a)*11+ox+b]*ws[((k*3+c)*3+2-a)*4+3-b] } } }
  let o = out[((n*7+k)*7+oy)*8+ox]
  if abs(o-t) > 1e-4 { bad += 1; if bad < 10 { print(n,k,oy,ox,o,t) } }
}}}}
print("bad", bad)
}
