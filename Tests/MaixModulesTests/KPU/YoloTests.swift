#if DEBUG  // What it looks at is not part of optimised builds.
import Detection
import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

import MaixModules

@Suite("kpu.run_yolo2")
struct YoloTests {
  /// A grid of 2x2 cells, 5 anchors of one class: picture of 20x6 whose pixels are the output, 128 being 0.
  private func bench(_ change: (inout [UInt8]) -> Void) throws -> KPUBench {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try TinyModels.levels(width: 20, height: 6)
    var pixels = [UInt8](repeating: 128, count: 120)
    // No object anywhere: sigmoid(-12.8).
    for anchor in 0..<5 { for cell in 0..<4 { pixels[anchor * 24 + 16 + cell] = 0 } }
    change(&pixels)
    bench.pictures["p"] = try KPUBench.picture(pixels, 20, 6, isGray: true)
    return bench
  }

  private let start = """
    a = kpu.load('m.kmodel')
    kpu.set_outputs(a, 0, 2, 2, 30)
    kpu.init_yolo2(a, 0.5, 0.3, 5, (1, 1, 1, 1, 2, 2, 1, 1, 1, 1))

    """

  @Test("boxes by hand, in the order of the output, not of their scores")
  func byHand() throws {
    let bench = try bench {
      // Anchor 0 (1x1), cell (1, 1): objectness sigmoid(2) = 0.880797.
      $0[16 + 3] = 148
      // Anchor 2 (2x2), cell (0, 0): objectness sigmoid(12.7) = 0.999997; reaches beyond the left edge.
      $0[48 + 16] = 255
    }
    // Centre (0.75, 0.75) of 20x6 is (15, 4.5), extent 10x3; centre (5, 1.5), extent 20x6 from -5, -1.5.
    #expect(
      try bench.run(
        start + """
          found = kpu.run_yolo2(a, picture('p'))
          for o in found: print(o)
          o = found[0]
          print(o.x(), o.y(), o.w(), o.h(), o.rect(), o.classid(), o.index(), o.objnum(), type(o))
          print(abs(o.value() - 0.880797) < 1e-5)
          print(a.net_arg())
          n = a.net_arg()
          print(n.threshold(), n.nms_value(), n.anchor_number(), n.anchor(), type(n))
          print(a)
          """) == """
          {"x":10, "y":3, "w":10, "h":3, "value":0.880797, "classid":0, "index":0, "objnum":2}
          {"x":0, "y":0, "w":15, "h":4, "value":0.999997, "classid":0, "index":1, "objnum":2}
          10 3 10 3 (10, 3, 10, 3) 0 0 2 <class 'kpu_yolo2_find'>
          True
          {"threshold":0.500000, "nms_value":0.300000, "anchor_number":5, "anchor":"(1.000000, 1.000000, 1.000000, 1.000000, 2.000000, 2.000000, 1.000000, 1.000000, 1.000000, 1.000000)"}
          0.5 0.3 5 (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0) <class 'kpu_yolo2'>
          {"model_addr": 0, "model_size": \(try TinyModels.levels(width: 20, height: 6).count), "model_path": "m.kmodel", "net_args": {"threshold":0.500000, "nms_value":0.300000, "anchor_number":5, "anchor":"(1.000000, 1.000000, 1.000000, 1.000000, 2.000000, 2.000000, 1.000000, 1.000000, 1.000000, 1.000000)"}}

          """)
  }

  @Test("nothing found is None; the output then holds what the region layer made of it")
  func nothing() throws {
    #expect(
      try bench { _ in }.run(
        start + """
          print(kpu.run_yolo2(a, picture('p')))
          m = kpu.get_output(a, 0)
          print(m[0], m[8], m[16] < 0.01, m[20])
          """) == "None\n0.5 0.0 True 1.0\n")
  }

  @Test("ten objects at most, with one line for the user")
  func many() throws {
    let bench = try bench { pixels in
      // All twenty boxes, none of which suppresses another at an overlap of 1.
      for anchor in 0..<5 { for cell in 0..<4 { pixels[anchor * 24 + 16 + cell] = 255 } }
    }
    #expect(
      try bench.run(
        start + """
          kpu.init_yolo2(a, 0.5, 1, 5, [1] * 10)
          f = kpu.run_yolo2(a, picture('p'))
          print(len(f), f[9].objnum(), f[9].index(), f[9].rect())
          """) == "10 10 9 (10, 0, 10, 3)\n")
    #expect(bench.host.explanations.count == 1)
    #expect(bench.host.explanations.first?.contains("20 objects") == true)
  }

  @Test("arguments and states that are refused")
  func refusals() throws {
    let bench = try bench { _ in }
    #expect(
      try bench.run(
        """
        a = kpu.load('m.kmodel')
        def attempt(f):
          try:
            print(f())
          except Exception as e:
            print(type(e), e)
        p = picture('p')
        ten = (1,) * 10
        attempt(lambda: kpu.init_yolo2(5, 0.5, 0.3, 5, ten))
        attempt(lambda: kpu.init_yolo2(a, 1.5, 0.3, 5, ten))
        attempt(lambda: kpu.init_yolo2(a, 0.5, -1, 5, ten))
        attempt(lambda: kpu.init_yolo2(a, 0.5, 0.3, 0, ten))
        attempt(lambda: kpu.init_yolo2(a, 0.5, 0.3, 4, ten))
        attempt(lambda: kpu.init_yolo2(a, 0.5, 0.3, 5, 7))
        attempt(lambda: kpu.init_yolo2(a, 0.5, 0.3, 5, 'abcdefghij'))
        attempt(lambda: kpu.init_yolo2(a, 0.5, 0.3, 1 << 61, ten))
        attempt(lambda: kpu.run_yolo2(5, p))
        attempt(lambda: kpu.run_yolo2(a, 5))
        attempt(lambda: kpu.run_yolo2(a, p))
        print(kpu.init_yolo2(a, 0.5, 0.3, 5, ten, dma=2))
        attempt(lambda: kpu.run_yolo2(a, p))
        kpu.set_outputs(a, 0, 4, 1, 30)
        attempt(lambda: kpu.run_yolo2(a, p))
        kpu.set_outputs(a, 0, 120, 1, 1)
        attempt(lambda: kpu.run_yolo2(a, p))
        """) == """
          <class 'TypeError'> [MAIXPY]kpu: kpu_net type error
          <class 'ValueError'> [MAIXPY]kpu: threshold only support 0 to 1
          <class 'ValueError'> [MAIXPY]kpu: nms_value only support 0 to 1
          <class 'ValueError'> [MAIXPY]kpu: anchor_number should > 0
          <class 'ValueError'> requested length 8 but object has length 10
          <class 'TypeError'> object 'int' isn't a tuple or list
          <class 'TypeError'> object 'str' isn't a tuple or list
          <class 'ValueError'> requested length 4611686018427387904 but object has length 10
          <class 'TypeError'> [MAIXPY]kpu: kpu_net type error
          <class 'TypeError'> Can't convert int to Image
          <class 'ValueError'> [MAIXPY]kpu: run_yolo2 needs init_yolo2 first
          True
          <class 'ValueError'> [MAIXPY]kpu: region_layer_init err!

          None
          <class 'ValueError'> [MAIXPY]kpu: region_layer_init err!


          """)
  }

  @Test("equals the boxes of kiln sim --yolo2", .enabled(if: GoldenData.isExpected("kmodels")))
  func equalsSimulator() throws {
    let text = "1.08,1.19,3.42,4.41,6.63,11.38,9.42,5.11,16.62,10.52"
    let bytes = try GoldenData.kmodel("yolo20_v3")
    let planes = try GoldenData.bytes("kmodels/inputs/u8_3x240x320_photo-dog.bin")
    let runner = try SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count).makeRunner(
      RunOptions())
    let tensor = try runner.run([planes], observe: nil)[0]
    let layer = try RegionLayer(
      anchors: try Anchors(parsing: text), elementCount: tensor.elementCount, gridWidth: 10, gridHeight: 7,
      threshold: 0.5, overlapLimit: 0.2)
    let boxes = try layer.boxes(in: tensor.floats).sorted { $0.boxIndex < $1.boxIndex }
    // A bicycle, a car and a dog.
    try #require(boxes.count == 3)
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = bytes
    bench.pictures["p"] = try KPUBench.picture(planes, 320, 240)
    let output = try bench.run(
      """
      a = kpu.load('m.kmodel')
      kpu.init_yolo2(a, 0.5, 0.2, 5, (\(text)))
      for o in kpu.run_yolo2(a, picture('p')):
        print(o.rect(), o.classid(), int(o.value() * 1000000))
      """)
    let lines = boxes.prefix(10).map { box -> String in
      let (x1, y1) = ((box.centerX - box.width / 2) * 320, (box.centerY - box.height / 2) * 240)
      let (x2, y2) = ((box.centerX + box.width / 2) * 320, (box.centerY + box.height / 2) * 240)
      let (x, y) = (Int(max(0, x1)), Int(max(0, y1)))
      return "(\(x), \(y), \(Int(x2) - x), \(Int(y2) - y)) \(box.classIndex) \(Int(box.score * 1_000_000))\n"
    }
    #expect(output == lines.joined())
  }
}
#endif
