import MaixModules
import Pictures
import Scripting
import Testing

/// Work that a script can make as long as it likes looks at the host while it lasts.
@Suite("Long work on images can be ended")
struct InterruptionTests {
  @Test(
    "the host is asked often, and what it says ends the work",
    arguments: [
      "img.draw_string(0, 0, 'x' * 4000)",
      "img.draw_keypoints([(5, 5, 30)] * 4000)",
      "img.get_regression([(0, 255)] * 40, robust=True)",
      "img.get_regression([(0, 255)] * 40)",
      "noise.find_rects()",
      "noise.find_line_segments()",
      "noise.find_displacement(noise, fix_rotation_scale=True)",
    ])
  func longWork(call: String) throws {
    let image = try Raster(80, 60, .grayscale) { x, y in UInt16((x ^ y) & 255) }
    var state: UInt64 = 3
    let noise = try Raster(90, 80, .grayscale) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt16(state >> 56)
    }
    let images = ["img": image, "noise": noise]
    let host = BoardBench()
    _ = try measured("pass", images, on: host)
    let before = host.pollCount
    #expect(try measured(call, images, on: host) == "")
    #expect(host.pollCount - before >= 5)
    let other = BoardBench()
    other.interruptedPoll = before + 3
    #expect(
      try measured("try: \(call)\nexcept KeyboardInterrupt: print('ended')", images, on: other) == "ended\n")
    // It ended there: one more look at the most.
    #expect(other.pollCount <= before + 6)
  }
}
