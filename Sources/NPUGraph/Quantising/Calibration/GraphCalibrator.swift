public import Simulation
import Tensors

/// Runs a network of floats over samples and finds the range of every value.
///
/// Samples are gone through `passCount` times, with `beginNextPass` between.
public struct GraphCalibrator {
  /// How many times the samples have to be gone through.
  public let passCount: Int
  private let graph: Graph
  private let program: GraphProgram
  private var observers: [RangeObserver?]
  /// Sums of each channel's numbers, for values that convolutions read.
  private var channelSums: [Int: [Double]] = [:]
  private var samples = 0
  private var pass = 1
  private var samplesOfFirstPass = 0

  /// Makes a network ready.
  ///
  /// - Parameters:
  ///   - method: how ranges are chosen.
  ///   - sampleCount: how many samples there will be at most.
  /// - Throws: `CalibrationError` when the network does not run, or a parameter of the method has no meaning.
  public init(
    _ graph: Graph, method: CalibrationMethod, sampleCount: Int, options: RunOptions = RunOptions(),
    math: ActivationMath
  ) throws(CalibrationError) {
    self.graph = graph
    passCount = method.passCount
    do throws(SimulationError) {
      program = try GraphProgram(graph, options: options, math: math)
    } catch {
      throw CalibrationError(.notRunnable(error), value: "")
    }
    observers = graph.values.map { _ in nil }
    // Codes keep the range that they have.
    for value in graph.inputs + graph.nodes.flatMap(\.outputs) where graph.values[value].quantization == nil {
      observers[value] = try RangeObserver(
        name: graph.values[value].name, method: method, sampleCount: sampleCount)
    }
    for node in graph.nodes {
      guard case .floatConvolution = node.operation, let value = node.inputs.first else { continue }
      let extents = graph.values[value].shape.extents
      guard extents.count == 4, extents[0] == 1 else { continue }
      channelSums[value] = [Double](repeating: 0, count: extents[1])
    }
  }

  /// Takes in one sample: the numbers of each input in logical order.
  ///
  /// - Throws: `CalibrationError` naming the first value that is not finite, or what does not fit the network.
  public mutating func add(_ inputs: [[Float]]) throws(CalibrationError) {
    guard inputs.count == graph.inputs.count else {
      throw CalibrationError(
        .inputSize(sample: samples, found: inputs.count, expected: graph.inputs.count), value: "")
    }
    for (numbers, value) in zip(inputs, graph.inputs) {
      let (found, expected) = (numbers.count, graph.values[value].shape.elementCount ?? 0)
      guard found == expected else {
        throw CalibrationError(
          .inputSize(sample: samples, found: found, expected: expected), value: graph.values[value].name)
      }
    }
    var failure: CalibrationError?
    do throws(SimulationError) {
      try program.run(graph.bytes(of: inputs)) { value, floats in
        guard failure == nil else { return }
        do throws(CalibrationError) {
          let numbers = floats()
          try observers[value]?.add(numbers)
          if pass == 1 { channelSums[value]?.add(numbers) }
        } catch {
          failure = error
        }
      }
    } catch {
      throw CalibrationError(.notRunnable(error), value: "")
    }
    if let failure { throw failure }
    samples += 1
    if pass == 1 { samplesOfFirstPass += 1 }
  }

  /// Begins the second pass over the same samples.
  public mutating func beginNextPass() {
    samples = 0
    pass += 1
    for value in observers.indices { observers[value]?.beginNextPass() }
  }

  /// The mean of each channel's numbers, by the values that convolutions read; for the correction of biases.
  public var channelMeans: [Int: [Float]] {
    var means: [Int: [Float]] = [:]
    for (value, sums) in channelSums where samplesOfFirstPass > 0 {
      let plane = graph.values[value].shape.extents.dropFirst(2).reduce(1, *)
      means[value] = sums.map { Float($0 / Double(plane) / Double(samplesOfFirstPass)) }
    }
    return means
  }

  /// The range of every value; nil for those that are constant, codes already, or that nothing makes.
  ///
  /// - Throws: `CalibrationError` when there were no samples, or a pass is missing.
  public func ranges() throws(CalibrationError) -> [ValueRange?] {
    var ranges: [ValueRange?] = []
    for observer in observers { ranges.append(try observer?.range()) }
    return ranges
  }
}

extension [Double] {
  /// Adds each channel's numbers; as many channels as there are sums.
  fileprivate mutating func add(_ numbers: [Float]) {
    guard !isEmpty else { return }
    let plane = numbers.count / count
    for channel in indices {
      var sum = 0.0
      for number in numbers[(channel * plane)..<((channel + 1) * plane)] { sum += Double(number) }
      self[channel] += sum
    }
  }
}
