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

    var planes: PlanesK210 {
      PlanesK210(channels: channels, height: height, width: width, kernelSize: kernelSize)
    }

    /// A dense image `[channel][row][column]` with the ring of `padValue` that the kernel needs.
    func padded(_ image: [UInt8], padValue: UInt8) -> [UInt8] {
      let ring = planes.ring
      return (0..<channels).flatMap { channel in
        (-ring..<(height + ring)).flatMap { row in
          (-ring..<(width + ring)).map { column in
            (0..<height).contains(row) && (0..<width).contains(column)
              ? image[(channel * height + row) * width + column] : padValue
          }
        }
      }
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

  @Test("convolving equals the sum per pixel", arguments: cases)
  func equalsNaive(of shape: Case) {
    var random = SplitMix64(seed: UInt64(shape.width * 100 + shape.channels * 10 + shape.kernelSize))
    let image = random.mixedBytes(shape.channels * shape.height * shape.width)
    let weights = random.mixedBytes(shape.channels * shape.kernelSize * shape.kernelSize)
    let padValue = UInt8.random(in: 0...255, using: &random)
    let padded = shape.padded(image, padValue: padValue)
    let sums = filled(shape.planes.sumCount, with: Int32(5)) {
      Reference.convolve(planes: padded.span, geometry: shape.planes, kernel: weights.span, into: &$0)
    }
    let inputSums = filled(shape.planes.sumCount, with: Int32(5)) {
      Reference.sumInputs(planes: padded.span, geometry: shape.planes, into: &$0)
    }
    let expected = expectedSums(shape, image: image, weights: weights.map(Int.init), padValue: padValue)
    let count = shape.height * shape.width
    #expect(sums.prefix(count).map(Int.init) == expected.map(\.products))
    #expect(inputSums.prefix(count).map(Int.init) == expected.map(\.inputs))
  }

  @Test("16-bit weights need 64-bit sums", arguments: cases)
  func wideWeights(of shape: Case) {
    var random = SplitMix64(seed: UInt64(shape.width * 1000 + shape.channels * 10 + shape.kernelSize))
    let image = random.mixedBytes(shape.channels * shape.height * shape.width)
    let weights = random.integers(
      shape.channels * shape.kernelSize * shape.kernelSize, in: 65000...UInt16.max)
    let padded = shape.padded(image, padValue: 9)
    let sums = filled(shape.planes.sumCount, with: Int64(0)) {
      Reference.convolve(planes: padded.span, geometry: shape.planes, kernel: weights.span, into: &$0)
    }
    let expected = expectedSums(shape, image: image, weights: weights.map(Int.init), padValue: 9)
    #expect(sums.prefix(expected.count).map(Int.init) == expected.map(\.products))
  }

  private func expectedSums(
    _ shape: Case, image: [UInt8], weights: [Int], padValue: UInt8
  ) -> [(products: Int, inputs: Int)] {
    (0..<(shape.height * shape.width)).map { index in
      NaiveK210.sums(
        image: image, channels: shape.channels, height: shape.height, width: shape.width, weights: weights,
        kernelSize: shape.kernelSize, padValue: padValue, row: index / shape.width,
        column: index % shape.width)
    }
  }
}
