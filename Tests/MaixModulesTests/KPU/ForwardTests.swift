#if DEBUG  // What it looks at is not part of optimised builds.
import ImageCodecs
import KModel
import KPUSim
import Pictures
import Simulation
import Tensors
import TestSupport
import Testing

@testable import MaixModules

@Suite("kpu.forward and feature maps")
struct ForwardTests {
  private func bench() throws -> KPUBench {
    let bench = KPUBench()
    bench.files.contents["v3.kmodel"] = try KPUBench.digits("digits-v3.kmodel")
    bench.files.contents["v4.kmodel"] = try KPUBench.digits("digits-v4.kmodel")
    bench.files.contents["sums.kmodel"] = try TinyModels.sums()
    bench.files.contents["dequantized.kmodel"] = try TinyModels.dequantized()
    bench.pictures["digit"] = try KPUBench.picture(try digit(), 8, 8, isGray: true)
    return bench
  }

  /// A test picture's grey values.
  private func digit() throws -> [UInt8] {
    Array(
      try ImageDecoder().decode(try KPUBench.digits("test/7/000.png")).picture.converted(to: .gray8).pixels)
  }

  /// What the simulator says of a sample on the digit, in f32.
  private func expected(_ name: String) throws -> [UInt8] {
    let bytes = try KPUBench.digits(name)
    let runner = try SimulatedKModel(try KModel(bytes: bytes), fileByteCount: bytes.count).makeRunner(
      RunOptions())
    return try runner.run([try digit()], observe: nil)[0].bytes
  }

  private func list(_ bytes: [UInt8]) -> String { "\(bytes)" }

  @Test("equals the simulator byte for byte, v3 and v4", arguments: ["v3", "v4"])
  func equalsSimulator(_ version: String) throws {
    let bench = try bench()
    let output = try bench.run(
      """
      a = kpu.load('\(version).kmodel')
      if '\(version)' == 'v4': print(kpu.set_outputs(a, 0, 1, 1, 10))
      m = kpu.forward(a, picture('digit'))
      print(list(bytes(m)))
      scores = m[:]
      print(scores.index(max(scores)), m.typecode(), m.size(), m.w(), m.h(), m.ch())
      """)
    let bytes = list(try expected("digits-\(version).kmodel"))
    #expect(
      output == (version == "v4" ? "True\n\(bytes)\n7 f 40 1 1 10\n" : "\(bytes)\n7 f 40 40 1 1\n"))
  }

  @Test("the golden inputs give the golden outputs", .enabled(if: GoldenData.isExpected("kmodels")))
  func golden() throws {
    for name in ["yolo20_v3", "facedetect_v3"] {
      let bench = KPUBench()
      bench.files.contents["m.kmodel"] = try GoldenData.kmodel(name)
      let planes = try GoldenData.bytes("kmodels/inputs/u8_3x240x320_rand.bin")
      bench.pictures["p"] = try KPUBench.picture(planes, 320, 240)
      _ = try bench.run(
        "f = open('out', 'wb')\nf.write(kpu.forward(kpu.load('m.kmodel'), picture('p')))\nf.close()")
      #expect(bench.files.contents["out"] == (try GoldenData.bytes("kmodels/outputs/\(name)/rand.out0.bin")))
    }
  }

  @Test("reads the planes, not the pixels; says what does not suit, then raises")
  func pictures() throws {
    let bench = try bench()
    bench.pictures["none"] = try KPUBench.picture(nil, 8, 8, isGray: true)
    bench.pictures["small"] = try KPUBench.picture([0, 0, 0, 0], 2, 2, isGray: true)
    bench.pictures["color"] = try KPUBench.picture([UInt8](repeating: 0, count: 192), 8, 8)
    bench.pictures["binary"] = ImageBuffer(
      try Raster(width: 8, height: 8, format: .binary), planes: [UInt8](repeating: 0, count: 64))
    let white = try KPUBench.picture(try digit(), 8, 8, isGray: true)
    white.raster.bytes = [UInt8](repeating: 255, count: 64)
    bench.pictures["white"] = white
    #expect(
      try bench.run(
        """
        a = kpu.load('v3.kmodel')
        print(kpu.forward(a, picture('white'))[:] == kpu.forward(a, picture('digit'))[:])
        for name in ('none', 'small', 'color', 'binary'):
          try:
            kpu.forward(a, picture(name))
          except ValueError as e:
            print([e.args[0]])
        """) == """
          True
          [MAIXPY]kpu: pix_ai is NULL!
          ['[MAIXPY]kpu: check img format err!\\r\\n']
          [MAIXPY]kpu: img w=2,h=2, but model w=8,h=8
          ['[MAIXPY]kpu: check img format err!\\r\\n']
          [MAIXPY]kpu: RGB img, but model channel=1
          ['[MAIXPY]kpu: check img format err!\\r\\n']
          [MAIXPY]kpu: img bpp not support yet!
          ['[MAIXPY]kpu: check img format err!\\r\\n']

          """)
    #expect(bench.host.explanations.map { $0.contains("pix_to_ai()") } == [true, true])
  }

  @Test("a gray picture for a model of three planes", .enabled(if: GoldenData.isExpected("kmodels")))
  func grayForColor() throws {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try GoldenData.kmodel("yolo20_v3")
    bench.pictures["p"] = try KPUBench.picture([UInt8](repeating: 0, count: 76800), 320, 240, isGray: true)
    #expect(
      try bench.run(
        "try:\n  kpu.forward(kpu.load('m.kmodel'), picture('p'))\nexcept ValueError: print('error')")
        == "[MAIXPY]kpu: grayscale img, but model channel=3\nerror\n")
  }

  @Test("lists of numbers: results by hand, and what is no input")
  func lists() throws {
    let bench = try bench()
    #expect(
      try bench.run(
        """
        a = kpu.load('sums.kmodel')
        m = kpu.forward(a, [1, 2.5, 10, 4])
        print(m[:], m[0], m[-1], kpu.forward(a, [1]).size())
        print(kpu.forward(5, [1]), kpu.forward(kpu_net=a, img=[1, 1, 1, 1], out_index=0, dma=3) if 0 else '')
        d = kpu.load('dequantized.kmodel')
        for f in (lambda: kpu.forward(a, (1, 2)), lambda: kpu.forward(a, []), lambda: kpu.forward(a, None),
            lambda: kpu.forward(a, picture('digit')), lambda: kpu.forward(d, [1, 2]),
            lambda: kpu.forward(a, [1, 2, 3, 4], 1), lambda: kpu.forward(a, ['x']), lambda: kpu.forward(a, [1], 0, -1, 2),
            lambda: kpu.forward(a), lambda: kpu.forward(a, [1], out_index=None)):
          try:
            f()
          except Exception as e:
            print(type(e), [e.args[0]])
        """) == """
          (4.5, 6.0) 4.5 6.0 8
          None \("")
          <class 'ValueError'> ['input not support']
          <class 'ValueError'> ['[MAIXPY]kpu: check input list format err!\\r\\n']
          <class 'ValueError'> ['input not support']
          <class 'ValueError'> ['[MAIXPY]kpu: first layer not conv layer!\\r\\n']
          <class 'OSError'> ['ERR_GET_CONV_LAYER: first layer should be conv layer']
          <class 'OSError'> ['sipeed_kpu_get_output err']
          <class 'TypeError'> ["can't convert str to float"]
          <class 'TypeError'> ['extra positional arguments given']
          <class 'ValueError'> ['input not support']
          <class 'TypeError'> ["can't convert NoneType to int"]

          """)
    #expect(bench.host.explanations.contains { $0.contains("the list has 1") })
  }

  @Test("a list that the system heap has no room for")
  func listRoom() throws {
    let bench = try bench()
    bench.taken = 2_617_500
    #expect(
      try bench.run(
        "a = kpu.load('sums.kmodel')\ntry:\n  kpu.forward(a, [0] * 2000)\nexcept ValueError as e:\n  print([e.args[0]])"
      )
        == "['[MAIXPY]kpu: alloc list mem err!\\r\\n']\n")
  }

  @Test("v4 needs set_outputs, whose mistakes are printed or raised")
  func outputs() throws {
    let bench = try bench()
    #expect(
      try bench.run(
        """
        a = kpu.load('v4.kmodel')
        def attempt(f):
          try:
            print(f())
          except Exception as e:
            print(type(e), e)
        attempt(lambda: kpu.forward(a, picture('digit')))
        attempt(lambda: kpu.get_output(a, 0))
        attempt(lambda: kpu.set_outputs(a, 1, 1, 1, 10))
        attempt(lambda: kpu.set_outputs(a, 0, 1, 1, 9))
        attempt(lambda: kpu.set_outputs(a, 0, 1.0, 1, 10))
        attempt(lambda: kpu.set_outputs(a, 0, 1, 1))
        attempt(lambda: kpu.set_outputs(7, 0, 1, 1, 10))
        attempt(lambda: kpu.set_outputs(a, 0, 5, 2, 1))
        m = kpu.forward(a, picture('digit'))
        print(m.w(), m.h(), m.ch(), kpu.get_output(a, 0)[:] == m[:])
        attempt(lambda: kpu.get_output(a, 1))
        attempt(lambda: kpu.get_output(a, 1.0))
        attempt(lambda: kpu.get_output(kpu.load('v3.kmodel'), 3))
        """) == """
          <class 'OSError'> ERR_OUTPUTS_SET: need kpu.set_outputs() to set shape
          <class 'OSError'> get_outputs_shape err
          [MAIXPY]kpu: set_outputs arg value error:kmodel output idx 1 out of range
          False
          [MAIXPY]kpu: set_outputs arg value error: w,c,ch size not match output size
          False
          <class 'ValueError'> [MAIXPY]kpu: set_outputs arg format error: set_outputs(task, int idx, int w, int h, int ch)
          <class 'ValueError'> [MAIXPY]kpu: set_outputs arg format error: set_outputs(task, int idx, int w, int h, int ch)
          <class 'ValueError'> [MAIXPY]kpu: set_outputs arg format error: set_outputs(task, int idx, int w, int h, int ch)
          True
          5 2 1 True
          <class 'OSError'> get_output err
          <class 'ValueError'> [MAIXPY]kpu: get_output arg format error: get_output(task, int idx)
          <class 'OSError'> 2011

          """)
  }

  @Test("a model with a layer that nothing runs")
  func dirty() throws {
    let bench = try bench()
    var model = try #require(try KModel(bytes: try TinyModels.sums()).v3)
    model.mainMemoryByteCount = 4096
    model.layers.append(SampleModelsV3.model(.maxPool2D).layers[0])
    bench.files.contents["dirty.kmodel"] = try model.encoded()
    #expect(
      try bench.run("kpu.forward(kpu.load('dirty.kmodel'), [1, 2, 3, 4])")
        == "OSError: ERR_RUN_MODEL: maybe model dirty\n")
    #expect(bench.host.explanations.first?.contains("max pool2d") == true)
  }

  @Test("items of a map: indices, slices, assignments and their errors")
  func items() throws {
    #expect(
      try bench().run(
        """
        a = kpu.load('sums.kmodel')
        m = kpu.forward(a, [1, 2, 3, 4])
        print(m[0:1], m[5:], m[-1:], m[1:0])
        m[0] = 7
        m[1:] = [0.5]
        print(m[:])
        m[:] = 2
        print(m[:], list(bytes(m)))
        print(kpu.get_output(a, 0)[:])
        for f in (lambda: m[2], lambda: m[-3], lambda: m['x'], lambda: m[::2], lambda: len(m), lambda: iter(m)):
          try:
            print(f())
          except Exception as e:
            print(type(e), e)
        try:
          m[:] = [1]
        except OSError as e:
          print(e)
        try:
          m[::-1] = 1
        except OSError as e:
          print(e)
        n = kpu.forward(a, [5, 5, 5, 5])
        print(m[:], kpu.fmap_free(m), type(m))
        """) == """
          (4.0,) () (-1.0,) ()
          (7.0, 0.5)
          (2.0, 2.0) [0, 0, 0, 64, 0, 0, 0, 64]
          (2.0, 2.0)
          <class 'IndexError'> kpu_fmap index out of range
          <class 'IndexError'> kpu_fmap index out of range
          <class 'TypeError'> kpu_fmap indices must be integers, not str
          <class 'OSError'> only slices with step=1 (aka None) are supported
          <class 'TypeError'> object of type 'kpu_fmap' has no len()
          <class 'TypeError'> 'kpu_fmap' object isn't iterable
          cannot grow or shrink image
          only slices with step=1 (aka None) are supported
          (11.0, 0.0) None <class 'kpu_fmap'>

          """)
  }

  @Test("set_layers shows a convolution's map, whose channels are pictures that follow it")
  func layers() throws {
    let bench = try bench()
    let model = try #require(try KModel(bytes: try KPUBench.digits("digits-v3.kmodel")).v3)
    let layer = try #require(model.layers[0].operation.convolution)
    let words = layer.argument
    let (width, height, channels) = (words.outputWidth, words.outputHeight, words.outputChannels)
    // The first layer alone, as the simulator reports it.
    let runner = try SimulatedKModel(.v3(model), fileByteCount: 1).makeRunner(RunOptions())
    var first: [UInt8] = []
    _ = try runner.run([try digit()]) { if $0.index == 0 { first = $0.bytes } }
    bench.pictures["black"] = try KPUBench.picture([UInt8](repeating: 0, count: 64), 8, 8, isGray: true)
    var black: [UInt8] = []
    _ = try runner.run([[UInt8](repeating: 0, count: 64)]) { if $0.index == 0 { black = $0.bytes } }
    #expect(first != black)
    let plane = width * height
    let output = try bench.run(
      """
      a = kpu.load('v3.kmodel')
      print(kpu.set_layers(a, 99), kpu.set_layers(a, 1))
      m = kpu.forward(a, picture('digit'))
      print(m.w(), m.h(), m.ch(), m.index(), m.size(), m.typecode())
      print(list(m[:]))
      i = kpu.fmap(m, 1)
      before = bytes(m)[\(plane):\(2 * plane)]
      print(type(i), pixels(i) == before)
      kpu.forward(a, picture('black'))
      print(pixels(i) == before, pixels(i) == bytes(m)[\(plane):\(2 * plane)])
      kpu.forward(a, picture('digit'))
      for c in (-1, m.ch()):
        try:
          kpu.fmap(m, c)
        except ValueError as e:
          print([e.args[0]])
      m[0] = 300
      print(m[0])
      print(kpu.set_layers(a, 0))
      m = kpu.forward(a, picture('digit'))
      print(m.typecode(), m.index())
      try:
        kpu.fmap(m, 0)
      except ValueError as e:
        print([e.args[0]])
      """)
    #expect(
      output == """
        err: set layers_length to 99, but max \(model.layers.count)
        False True
        \(width) \(height) \(channels) 0 \(plane * channels) B
        \(list(first))
        <class 'Image'> True
        \(black[plane..<(2 * plane)] == first[plane..<(2 * plane)] ? "True" : "False") True
        ['[MAIXPY]kpu: ch err,input 0~\(channels)\\r\\n']
        ['[MAIXPY]kpu: ch err,input 0~\(channels)\\r\\n']
        44
        True
        f \(model.layers.count - 1)
        ["[MAIXPY]kpu: can't convet float fmap yet\\r\\n"]

        """)
  }

  @Test("a channel's picture shows what the map holds now")
  func channelFollows() throws {
    let output = NetworkOutput(byteCount: 8, address: 0)
    output.replace([1, 2, 3, 4, 5, 6, 7, 8])
    let buffer = ImageBuffer(try Raster(width: 2, height: 2, format: .grayscale, bytes: [5, 6, 7, 8]))
    output.show(in: buffer, from: 4)
    output.replace([0, 0, 0, 0, 9, 8, 7, 6])
    #expect(buffer.raster.bytes == [9, 8, 7, 6])
    output.store([1], at: 7)
    #expect(buffer.raster.bytes == [9, 8, 7, 1])
  }

  @Test("how a map prints")
  func printing() throws {
    let output = try bench().run("print(kpu.forward(kpu.load('sums.kmodel'), [1, 2, 3, 4]))")
    #expect(output.hasPrefix("{\"fmap\": \"data\"=0x80"))
    #expect(
      output.hasSuffix(", \"size\"=8, \"index\": 0, \"w\": 8, \"h\": 1, \"ch\": 1, \"typecode\": f}\n"))
  }
}

extension KModel {
  /// The model, if it is of this version.
  fileprivate var v3: KModelV3? {
    guard case .v3(let model) = self else { return nil }
    return model
  }
}

extension OperationV3 {
  /// The layer, if the KPU runs it.
  fileprivate var convolution: OperationV3.Convolution? {
    guard case .k210Conv(let layer) = self else { return nil }
    return layer
  }
}
#endif
