import KModel
import KPUSim
import OpKernels
import Simulation
import TestSupport
import Testing

@Suite("KPU datapath")
struct KPUDatapathTests {
  @Test("1x1: each output channel is a weighted sum of the input channels")
  func pointwise() throws {
    let argument = KPULayerArgument.layer(channels: 3, to: 2, height: 1, width: 2)
    let output = try KPUBench.run(
      [1, 2, 10, 20, 5, 6], argument, .plain(weights: [1, 2, 3, 0, 1, 4], outputChannels: 2))
    // 1·1 + 2·10 + 3·5, 1·2 + 2·20 + 3·6, then 10 + 4·5, 20 + 4·6.
    #expect(output == [36, 60, 30, 44])
  }

  @Test("3x3: the ring around the image reads as the padding value")
  func window() throws {
    let argument = KPULayerArgument.layer(height: 2, width: 2, .threeByThree, padValue: 7)
    // Only the tap above and the tap to the right count.
    let output = try KPUBench.run(
      [1, 2, 3, 4], argument, .plain(weights: [0, 1, 0, 0, 0, 10, 0, 0, 0], outputChannels: 1))
    #expect(output == [27, 77, 41, 72])
  }

  @Test("depthwise: every channel has its own window and no other")
  func depthwise() throws {
    let argument = KPULayerArgument.layer(
      channels: 2, to: 2, height: 1, width: 3, .threeByThree, isDepthwise: true)
    let output = try KPUBench.run(
      [1, 2, 3, 10, 20, 30], argument,
      .plain(weights: [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0], outputChannels: 2))
    #expect(output == [3, 6, 5, 40, 60, 0])
  }

  @Test("depthwise 1x1: one weight per channel")
  func depthwisePointwise() throws {
    let argument = KPULayerArgument.layer(channels: 2, to: 2, height: 1, width: 2, isDepthwise: true)
    let output = try KPUBench.run(
      [1, 2, 3, 4], argument, .plain(weights: [10, 20], outputChannels: 2))
    #expect(output == [10, 20, 60, 80])
  }

  @Test("the terms of quantisation: sums of inputs and weights are multiplied, then shifted, once each")
  func quantisation() throws {
    var argument = KPULayerArgument.layer(channels: 2, height: 1, width: 2)
    argument.inputSumFactor = -3
    argument.inputSumShift = 1
    argument.weightSumFactor = 5
    argument.weightSumShift = 2
    argument.constantPerChannel = 20
    let output = try KPUBench.run([4, 7, 5, 9], argument, .plain(weights: [6, 9], outputChannels: 1))
    // Sx = 9, 16: -27 >> 1 = -14, -48 >> 1 = -24. Sw = 15: 75 >> 2 = 18. 20 for each of two channels.
    // 24 + 45 and 42 + 81 are the products.
    #expect(output == [113, 157])
  }

  @Test("depthwise: the constant counts once, and padding pixels count in the sum of inputs")
  func depthwiseQuantisation() throws {
    var argument = KPULayerArgument.layer(
      channels: 2, to: 2, height: 1, width: 1, .threeByThree, isDepthwise: true, padValue: 2)
    argument.inputSumFactor = 1
    argument.constantPerChannel = 50
    let output = try KPUBench.run(
      [1, 3], argument, .plain(weights: Array(repeating: 0, count: 18), outputChannels: 2))
    #expect(output == [67, 69])
  }

  @Test("weights of 16 bits are little endian and unsigned")
  func wideWeights() throws {
    let argument = KPULayerArgument.layer(channels: 2, height: 1, width: 1, bytesPerWeight: 2)
    let parameters = KPUParameters.plain(
      weights: littleEndian(weights: [0xFFFF, 0x0102]), outputChannels: 1,
      batchNorm: BatchNormEntry(shift: 15))
    #expect(
      try KPUBench.run([100, 50], argument, parameters, weightWidth: .sixteenBit)
        == [UInt8((100 * 0xFFFF + 50 * 0x0102) >> 15)])
  }

  @Test("batch norm multiplies, shifts towards minus infinity, then adds")
  func batchNorm() throws {
    let argument = KPULayerArgument.layer(height: 1, width: 2)
    let parameters = KPUParameters.plain(
      weights: [1], outputChannels: 1, batchNorm: BatchNormEntry(multiplier: -3, addend: 30, shift: 2))
    // 5 · -3 = -15, >> 2 = -4; 6 · -3 = -18, >> 2 = -5.
    #expect(try KPUBench.run([5, 6], argument, parameters) == [26, 25])
  }

  @Test("ties: half up goes away from zero, half even goes to the even neighbour")
  func ties() throws {
    let argument = KPULayerArgument.layer(height: 1, width: 6)
    let parameters = KPUParameters(
      weights: [1], batchNorm: [BatchNormEntry()],
      segments: [SegmentEntry(start: -1, multiplier: 1, shift: 2, bias: 10)])
    // Distances 2, 3, 4, 5, 6, 10 in quarters: 0.5, 0.75, 1, 1.25, 1.5, 2.5.
    let input: [UInt8] = [1, 2, 3, 4, 5, 9]
    #expect(
      try KPUBench.run(input, argument, parameters, rounding: .halfUp) == [11, 11, 11, 11, 12, 13])
    #expect(
      try KPUBench.run(input, argument, parameters, rounding: .halfEven) == [10, 11, 11, 11, 12, 12])
  }

  @Test("below zero both rules have the quirks of their emulators")
  func negativeRounding() throws {
    let argument = KPULayerArgument.layer(height: 1, width: 4)
    let parameters = KPUParameters(
      weights: [1], batchNorm: [BatchNormEntry()],
      segments: [SegmentEntry(start: -1, multiplier: -1, shift: 2, bias: 10)])
    // Distances -2, -3, -4, -5 in quarters. Half up: -1 odd, (-1 >> 1) - 1; -2; -2; -3 odd, -2 - 1.
    let input: [UInt8] = [1, 2, 3, 4]
    #expect(try KPUBench.run(input, argument, parameters, rounding: .halfUp) == [8, 9, 9, 7])
    // Half even: floor -1 and half: odd, one further; -1 and a quarter: stays; -1; -2 and 3/4: one further.
    #expect(try KPUBench.run(input, argument, parameters, rounding: .halfEven) == [8, 9, 9, 7])
  }

  @Test("a segment includes its own start only by the half-up rule")
  func segmentStart() throws {
    let argument = KPULayerArgument.layer(height: 1, width: 3)
    let parameters = KPUParameters(
      weights: [1], batchNorm: [BatchNormEntry()],
      segments: [
        SegmentEntry(start: -1 << 35, multiplier: 0, bias: 1), SegmentEntry(start: 5, multiplier: 0, bias: 2),
        SegmentEntry(start: 5, multiplier: 0, bias: 3),
      ])
    #expect(try KPUBench.run([4, 5, 6], argument, parameters, rounding: .halfUp) == [1, 3, 3])
    #expect(try KPUBench.run([4, 5, 6], argument, parameters, rounding: .halfEven) == [1, 1, 3])
  }

  @Test("segments out of order: the highest index whose start is below wins")
  func unsortedSegments() throws {
    let argument = KPULayerArgument.layer(height: 1, width: 3)
    let parameters = KPUParameters(
      weights: [1], batchNorm: [BatchNormEntry()],
      segments: [
        SegmentEntry(start: -1 << 35, multiplier: 0, bias: 1), SegmentEntry(start: 8, multiplier: 0, bias: 2),
        SegmentEntry(start: 3, multiplier: 0, bias: 3),
      ])
    #expect(try KPUBench.run([2, 5, 9], argument, parameters) == [1, 3, 3])
  }

  private static let pooledFives: [(KPUPoolType, [UInt8])] = [
    (.bypass, Array(1...25)),
    (.max2Stride2, [7, 9, 17, 19]),
    (.mean2Stride2, [4, 6, 14, 16]),
    (.max4Stride4, [19]),
    (.mean4Stride4, [10]),
    (.leftTop2Stride2, [1, 3, 11, 13]),
    (.rightTop2Stride2, [2, 4, 12, 14]),
    (.leftTop4Stride4, [1]),
    (
      .mean2Stride1,
      [4, 5, 6, 7, 7, 9, 10, 11, 12, 12, 14, 15, 16, 17, 17, 19, 20, 21, 22, 22, 21, 22, 23, 24, 25]
    ),
    (
      .max2Stride1,
      [
        7, 8, 9, 10, 10, 12, 13, 14, 15, 15, 17, 18, 19, 20, 20, 22, 23, 24, 25, 25, 22, 23, 24, 25, 25,
      ]
    ),
  ]

  @Test("pooling of 5x5 drops incomplete windows, or closes the edge at stride 1", arguments: pooledFives)
  func pooling(pool: KPUPoolType, expected: [UInt8]) throws {
    let argument = KPULayerArgument.layer(height: 5, width: 5, pool: pool)
    #expect(
      try KPUBench.run(Array(1...25), argument, .plain(weights: [1], outputChannels: 1)) == expected)
  }

  @Test("the output may lie on the input", arguments: [0, 1, 3])
  func overlap(destination: Int) throws {
    var random = SplitMix64(seed: 5)
    let input = random.bytes(4 * 6 * 10)
    let weights = random.bytes(4 * 4 * 9)
    let parameters = KPUParameters.plain(
      weights: weights, outputChannels: 4, batchNorm: BatchNormEntry(multiplier: 1, shift: 9))
    let apart = KPULayerArgument.layer(channels: 4, to: 4, height: 6, width: 10, .threeByThree)
    let onTop = KPULayerArgument.layer(
      channels: 4, to: 4, height: 6, width: 10, .threeByThree, at: destination)
    #expect(try KPUBench.run(input, onTop, parameters) == KPUBench.run(input, apart, parameters))
  }

  @Test("bytes of the rows behind the pixels, and all other rows, stay as they were")
  func untouched() throws {
    let argument = KPULayerArgument.layer(channels: 1, to: 3, height: 2, width: 5)
    var bench = KPUBench(filledWith: 0xEE)
    bench.load(Array(repeating: 1, count: 10), for: argument)
    let before = bench.ram
    try bench.run(argument, .plain(weights: [1, 2, 3], outputChannels: 3))
    let changed = zip(before, bench.ram).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset)
    let expected = (0..<2).flatMap { y in
      (0..<3).flatMap { c in (0..<5).map { x in 64_000 + y * 64 + c * 16 + x } }
    }
    #expect(changed == expected)
  }

  @Test("a large layer leaves nothing behind that a small one after it could see")
  func reuse() throws {
    var bench = KPUBench()
    let large = KPULayerArgument.layer(channels: 8, to: 2, height: 9, width: 40, .threeByThree, padValue: 9)
    bench.load(Array(repeating: 200, count: 8 * 9 * 40), for: large)
    try bench.run(large, .plain(weights: Array(repeating: 255, count: 144), outputChannels: 2))
    var small = KPULayerArgument.layer(channels: 1, height: 3, width: 3, .threeByThree, padValue: 1)
    small.inputSumFactor = 1
    let parameters = KPUParameters.plain(weights: Array(repeating: 1, count: 9), outputChannels: 1)
    bench.load(Array(repeating: 2, count: 9), for: small)
    try bench.run(small, parameters)
    #expect(
      try bench.result(of: small) == KPUBench.run(Array(repeating: 2, count: 9), small, parameters))
  }
}
