import OpKernels
import Simulation
import Tensors

/// Each element over a power of the squares of its neighbours in other channels.
struct LocalResponseStep: GraphStep {
  private let response: LocalResponse
  private let input: Int
  private let output: Int
  private let channels: Int
  private let pixels: Int

  init(_ response: LocalResponse, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.response = response
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let extents = scope.extents(ofInput: 0)
    try scope.require(
      extents.count >= 2 && extents == scope.extents(ofOutput: 0), "shapes", found: "\(Shape(extents))",
      expected: "that of the output, \(scope.values[output].shape)")
    try scope.require(
      (1...4096).contains(response.size), "size", found: "\(response.size)", expected: "1 to 4096")
    channels = extents[1]
    pixels = extents.dropFirst(2).reduce(1, *)
  }

  func run(_ memory: GraphMemory) {
    let source = memory.logicalFloats(input)
    var results = source
    let size = response.size
    for index in source.indices {
      let (channel, pixel) = (index / pixels % channels, index % pixels)
      let batch = index / (channels * pixels) * channels * pixels
      var sum: Float = 0
      // The window reaches one further behind than before when its size is even.
      let reached = max(0, channel - (size - 1) / 2)...min(channels - 1, channel + size / 2)
      for neighbour in reached {
        let value = source[batch + neighbour * pixels + pixel]
        sum += value * value
      }
      let base = response.bias + response.alpha / Float(size) * sum
      results[index] = source[index] / memory.math.exp(response.beta * memory.math.log(base))
    }
    memory.store(floats: results, as: output)
  }
}
