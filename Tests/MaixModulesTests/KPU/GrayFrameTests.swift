#if DEBUG  // What it looks at is not part of optimised builds.
import Pictures
import Testing

import MaixModules

@Suite("Grey frames of the camera and the KPU")
struct GrayFrameTests {
  /// The board's grey pixels are the plane that the KPU reads: what is drawn on them is seen.
  @Test("what is drawn on a grey frame reaches the KPU, on a colour frame it does not")
  func drawing() throws {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try KPUBench.digits("digits-v3.kmodel")
    bench.pictures["camera"] = ImageBuffer(
      try Raster(width: 8, height: 8, format: .grayscale), planes: [UInt8](repeating: 0, count: 64),
      isFrameBuffer: true)
    bench.pictures["own"] = ImageBuffer(
      try Raster(width: 8, height: 8, format: .grayscale), planes: [UInt8](repeating: 0, count: 64))
    let output = try bench.run(
      """
      net = kpu.load('m.kmodel')
      for name in ('camera', 'own'):
        img = picture(name)
        before = kpu.forward(net, img)[:]
        img.draw_rectangle(2, 2, 4, 4, color=255, fill=True)
        print(name, kpu.forward(net, img)[:] != before)
      """)
    #expect(output == "camera True\nown False\n")
  }
}
#endif
