import KModel
import KPUSim
import Simulation
import TestSupport
import Testing

@Suite("feature maps in KPU RAM")
struct FeatureMapTests {
  static let widths = [1, 15, 16, 17, 32, 33, 63, 64, 65, 128]

  @Test("each pixel of an upload goes to the address of the hardware's formula", arguments: widths)
  func upload(width: Int) throws {
    let (channels, height, row) = (5, 3, 20)
    let map = try FeatureMap(row: row, channels: channels, height: height, width: width)
    var random = SplitMix64(seed: UInt64(width))
    // No pixel has the value of untouched bytes.
    let planar = random.bytes(channels * height * width).map { $0 | 1 }
    var ram = [UInt8](repeating: 0, count: KPUDatapath.ramByteCount)
    var span = ram.mutableSpan
    map.upload(planar.span, to: &span)
    for c in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          let address = KPUOracle.address(row: row, height: height, width: width, c: c, y: y, x: x)
          #expect(ram[address] == planar[(c * height + y) * width + x])
          #expect(map.range.contains(address))
        }
      }
    }
    #expect(ram.count { $0 != 0 } == planar.count)
  }

  @Test("a download is the inverse of an upload", arguments: widths)
  func download(width: Int) throws {
    let map = try FeatureMap(row: 7, channels: 6, height: 4, width: width)
    var random = SplitMix64(seed: UInt64(width))
    let planar = random.bytes(map.planarByteCount)
    var ram = random.bytes(KPUDatapath.ramByteCount / 8)
    var result = [UInt8](repeating: 0, count: planar.count)
    var span = ram.mutableSpan
    map.upload(planar.span, to: &span)
    var target = result.mutableSpan
    map.download(from: ram.span, to: &target)
    #expect(result == planar)
  }

  @Test("unpacking puts a ring of padding round every plane", arguments: widths)
  func unpack(width: Int) throws {
    let map = try FeatureMap(row: 0, channels: 3, height: 2, width: width)
    let planar = (0..<map.planarByteCount).map { UInt8(truncatingIfNeeded: $0 % 200) }
    var ram = [UInt8](repeating: 255, count: map.range.upperBound)
    var span = ram.mutableSpan
    map.upload(planar.span, to: &span)
    var planes = [UInt8](repeating: 1, count: 3 * 4 * (width + 2))
    var target = planes.mutableSpan
    map.unpack(from: ram.span, to: &target, ring: 1, padValue: 222)
    var expected: [UInt8] = []
    for c in 0..<3 {
      for y in -1...2 {
        for x in -1...width {
          let isInside = (0..<2).contains(y) && (0..<width).contains(x)
          expected.append(isInside ? planar[(c * 2 + y) * width + x] : 222)
        }
      }
    }
    #expect(planes == expected)
  }

  @Test("unpacking without a ring is a download")
  func unpackWithoutRing() throws {
    let map = try FeatureMap(row: 0, channels: 2, height: 2, width: 3)
    var ram = [UInt8](repeating: 0, count: 128)
    var span = ram.mutableSpan
    map.upload(([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as [UInt8]).span, to: &span)
    var planes = [UInt8](repeating: 0, count: 12)
    var target = planes.mutableSpan
    map.unpack(from: ram.span, to: &target, ring: 0, padValue: 99)
    #expect(planes == Array(1...12))
  }

  @Test(
    "maps of no pixels or outside the RAM",
    arguments: [
      (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0), (0, -1, 1, 1), (32768, 1, 1, 1), (32767, 5, 1, 1),
      (-1, 1, 1, 1), (0, 1, 32769, 1), (0, 1, Int.max, Int.max), (0, 1, 1, 2_097_153),
      (Int(UInt32.max), 1, 1, 1),
    ])
  func outside(row: Int, channels: Int, height: Int, width: Int) {
    #expect(throws: SimulationError.Kind.self) {
      try FeatureMap(row: row, channels: channels, height: height, width: width)
    }
  }

  @Test("the largest maps end exactly at the end of the RAM")
  func largest() throws {
    #expect(try FeatureMap(row: 0, channels: 1, height: 32768, width: 64).range == 0..<2_097_152)
    #expect(try FeatureMap(row: 32767, channels: 4, height: 1, width: 16).range.upperBound == 2_097_152)
  }
}
