import OpKernels
import TestSupport
import Testing

@Suite("K210 convolution")
struct ConvolutionK210Tests {
  struct Case: Sendable, CustomTestStringConvertible {
    var channels: Int
    var height: Int
    var width: Int
    var kernelSize: Int
    var testDescription: String { "\(channels)x\(height)x\(width), kernel \(kernelSize)" }

    /// The layout that a map of this width has in KPU RAM, at byte 128.
    var map: MapK210 {
      let channelsPerRow = width <= 16 ? 4 : width <= 32 ? 2 : 1
      let rowStride = (width + 63) / 64 * 64
      return MapK210(
        start: 128, channels: channels, height: height, width: width, channelsPerRow: channelsPerRow,
        channelPitch: 64 / channelsPerRow, rowStride: rowStride, channelGroupStride: rowStride * height)
    }

    var planes: PlanesK210 {
      PlanesK210(channels: channels, height: height, width: width, kernelSize: kernelSize)
    }
  }

  static let cases: [Case] = [1, 3].flatMap { kernelSize in
    [1, 2, 15, 16, 17, 33, 63, 64, 65].flatMap { width in
      [
        Case(channels: 1, height: 1, width: width, kernelSize: kernelSize),
        Case(channels: 5, height: 3, width: width, kernelSize: kernelSize),
        Case(channels: 8, height: 2, width: width, kernelSize: kernelSize),
      ]
    }
  }

  @Test("a 2x2 image under a 3x3 kernel, worked by hand")
  func worked() {
    // Ring of 10 around [1 2; 3 4]; the kernel counts its taps 1...9.
    let planes = PlanesK210(channels: 1, height: 2, width: 2, kernelSize: 3)
    let padded: [UInt8] = [10, 10, 10, 10, 10, 1, 2, 10, 10, 3, 4, 10, 10, 10, 10, 10]
    let kernel: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let sums = filled(planes.sumCount, with: Int32(-1)) {
      Reference.convolve(planes: padded.span, geometry: planes, kernel: kernel.span, into: &$0)
    }
    // First: (1+2+3+4+7)*10 + 5*1 + 6*2 + 8*3 + 9*4.
    #expect(Array(sums.prefix(4)) == [247, 277, 337, 367])
  }

  @Test("unpacking and convolving equals the sum per pixel", arguments: cases)
  func equalsNaive(of shape: Case) {
    var random = SplitMix64(seed: UInt64(shape.width * 100 + shape.channels * 10 + shape.kernelSize))
    let ram = random.mixedBytes(shape.map.end)
    let weights = random.mixedBytes(shape.channels * shape.kernelSize * shape.kernelSize)
    let padValue = UInt8.random(in: 0...255, using: &random)
    let planes = shape.planes
    let unpacked = filled(planes.byteCount, with: UInt8(77)) {
      Reference.unpack(ram: ram.span, map: shape.map, planes: planes, padValue: padValue, into: &$0)
    }
    let sums = filled(planes.sumCount, with: Int32(5)) {
      Reference.convolve(planes: unpacked.span, geometry: planes, kernel: weights.span, into: &$0)
    }
    let inputSums = filled(planes.sumCount, with: Int32(5)) {
      Reference.sumInputs(planes: unpacked.span, geometry: planes, into: &$0)
    }
    let expected = expectedSums(shape, ram: ram, weights: weights.map(Int.init), padValue: padValue)
    let count = shape.height * shape.width
    #expect(sums.prefix(count).map(Int.init) == expected.map(\.products))
    #expect(inputSums.prefix(count).map(Int.init) == expected.map(\.inputs))
  }

  @Test("accumulating in place equals it, with 16-bit weights too", arguments: cases)
  func inPlace(of shape: Case) {
    var random = SplitMix64(seed: UInt64(shape.width * 1000 + shape.channels * 10 + shape.kernelSize))
    let ram = random.mixedBytes(shape.map.end)
    let tapCount = shape.kernelSize * shape.kernelSize
    let weights = random.integers(shape.channels * tapCount, in: 65000...UInt16.max)
    let sums = filled(shape.height * shape.width, with: Int64(0)) { sums in
      for channel in 0..<shape.channels {
        let start = shape.map.offset(ofChannel: channel)
        let kernel = weights.span.extracting((channel * tapCount)..<((channel + 1) * tapCount))
        Reference.accumulate(
          plane: ram.span.extracting(start..<(start + shape.map.channelSpan)), width: shape.width,
          height: shape.height, rowStride: shape.map.rowStride, kernel: kernel,
          kernelSize: shape.kernelSize, padValue: 9, into: &sums)
      }
    }
    let unpacked = filled(shape.planes.byteCount, with: UInt8(0)) {
      Reference.unpack(ram: ram.span, map: shape.map, planes: shape.planes, padValue: 9, into: &$0)
    }
    let whole = filled(shape.planes.sumCount, with: Int64(0)) {
      Reference.convolve(planes: unpacked.span, geometry: shape.planes, kernel: weights.span, into: &$0)
    }
    let expected = expectedSums(shape, ram: ram, weights: weights.map(Int.init), padValue: 9)
    #expect(sums.map(Int.init) == expected.map(\.products))
    #expect(whole.prefix(sums.count) == sums[...])
  }

  @Test("the end of a map is one past the last byte that a channel touches")
  func endOfMap() {
    #expect(Case(channels: 5, height: 2, width: 16, kernelSize: 1).map.end == 128 + 2 * 64 + 64 + 16)
    #expect(Case(channels: 4, height: 2, width: 16, kernelSize: 1).map.end == 128 + 48 + 64 + 16)
    var overlapping = Case(channels: 5, height: 1, width: 1, kernelSize: 1).map
    overlapping.channelGroupStride = 0
    #expect(overlapping.end == 128 + 48 + 1)
  }

  private func expectedSums(
    _ shape: Case, ram: [UInt8], weights: [Int], padValue: UInt8
  ) -> [(products: Int, inputs: Int)] {
    var image: [UInt8] = []
    for channel in 0..<shape.channels {
      for row in 0..<shape.height {
        let start = shape.map.offset(ofChannel: channel) + row * shape.map.rowStride
        image += ram[start..<(start + shape.width)]
      }
    }
    return (0..<(shape.height * shape.width)).map { index in
      NaiveK210.sums(
        image: image, channels: shape.channels, height: shape.height, width: shape.width, weights: weights,
        kernelSize: shape.kernelSize, padValue: padValue, row: index / shape.width,
        column: index % shape.width)
    }
  }
}
