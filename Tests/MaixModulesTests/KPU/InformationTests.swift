#if DEBUG  // What it looks at is not part of optimised builds.
import KModel
import Scripting
import TestSupport
import Testing

@testable import MaixModules

@Suite("kpu.netinfo, memtest, faces")
struct InformationTests {
  @Test("netinfo prints each layer and returns records of them")
  func netinfo() throws {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try TinyModels.sums()
    // A fully connected body: flags, two addresses, three numbers, 8 weights and 2 biases are 64 bytes; it begins
    // at 44 and is filled up to a multiple of 8.
    #expect(
      try bench.run(
        """
        layers = kpu.netinfo(kpu.load('m.kmodel'))
        print(layers)
        l = layers[0]
        print(l.index(), l.type(), l.wi(), l.hi(), l.wo(), l.ho(), l.chi(), l.cho(), l.dw(), l.kernel_type(),
          l.pool_type(), l.para_size(), type(l))
        """) == """
          layer[0]: KL_FULLY_CONNECTED, 68 bytes
          [{"index":0, "type":KL_FULLY_CONNECTED, "wi":0, "hi":0, "wo":0, "ho":0, "chi":0, "cho":0, "dw":0, "kernel_type":0, "pool_type":0, "para_size":68}]
          0 18 0 0 0 0 0 0 0 0 0 68 <class 'kpu_netinfo_find'>

          """)
  }

  @Test("a convolution's record has what the KPU's words say")
  func convolution() throws {
    let bench = KPUBench()
    let bytes = try KPUBench.digits("digits-v3.kmodel")
    bench.files.contents["m.kmodel"] = bytes
    guard case .v3(let model) = try KModel(bytes: bytes),
      case .k210Conv(let layer) = model.layers[0].operation
    else { return }
    let words = layer.argument
    let output = try bench.run("print(kpu.netinfo(kpu.load('m.kmodel'))[0])")
    #expect(
      output.split(separator: "\n").last
        == "{\"index\":0, \"type\":KL_K210_CONV, \"wi\":8, \"hi\":8, \"wo\":\(words.outputWidth), \"ho\":\(words.outputHeight), \"chi\":1, \"cho\":\(words.outputChannels), \"dw\":0, \"kernel_type\":\(words.kernelTypeCode), \"pool_type\":\(words.poolTypeCode), \"para_size\":\(words.weightLoadByteCount)}"
    )
    #expect(
      try bench.run("kpu.netinfo(3)").hasSuffix("TypeError: [MAIXPY]kpu: kpu_net type error\n"))
  }

  @Test("a v4 node's name is nncase's")
  func version4() throws {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try TinyModels.levels(width: 2, height: 2)
    let lines = try bench.run("print(kpu.netinfo(kpu.load('m.kmodel'))[0].para_size())").split(
      separator: "\n")
    let size = try #require(lines.last)
    #expect(lines.first == "layer[0]: dequantize, \(size) bytes")
  }

  @Test("memtest finds the largest block by trying, and says what the system heap has")
  func memtest() throws {
    // 524288 of Python's heap leave less than 506 KiB; the full firmware's system heap is 2622080 bytes.
    let lines = try KPUBench().run("kpu.memtest()").split(separator: "\n")
    let words = lines.first?.split(separator: " ") ?? []
    let kilobytes = try #require(words.dropLast().last.flatMap { Int($0) })
    #expect(lines.first == "###free gc heap memory : \(kilobytes) KB")
    #expect((490...506).contains(kilobytes))
    #expect(lines.last == "###free sys heap memory: 2560 KB")
    // Trying by hand for a largest block of 100000: the last size that fits is less than a KiB below it.
    let found = MaixBoard.bisected(100_000)
    #expect(found <= 100_000 && found > 100_000 - 0x400)
    #expect(MaixBoard.bisected(0) == 0)
  }

  @Test("less is free with a large object alive")
  func memtestSeesObjects() throws {
    let output = try KPUBench().run("kpu.memtest()\nb = bytearray(200 * 1024)\nkpu.memtest()\n")
    let kilobytes = output.split(separator: "\n").filter { $0.hasPrefix("###free gc") }
      .compactMap { $0.split(separator: " ").dropLast().last.flatMap { Int($0) } }
    #expect(kilobytes.count == 2)
    #expect((199...202).contains((kilobytes.first ?? 0) - (kilobytes.last ?? 0)))
  }

  @Test("faces: eight bits each, likeness from 0 to 100, the firmware's errors")
  func faces() throws {
    #expect(
      try KPUBench().run(
        """
        a = kpu.face_encode([1.0, -0.5, 0])
        b = kpu.face_encode((2, -1, 0))
        c = kpu.face_encode([-1, 0.5, 0])
        print(list(a), a == b, type(a))
        print(round(kpu.face_compare(a, b)), round(kpu.face_compare(a, c)), kpu.face_compare(b'', b''))
        print(len(kpu.face_encode([0] * 512)))
        for f in (lambda: kpu.face_encode([0] * 513), lambda: kpu.face_compare(a, b'1'), lambda: kpu.face_compare(a, 1),
            lambda: kpu.face_encode(5)):
          try:
            f()
          except Exception as e:
            print(type(e), [e.args[0]])
        """) == """
          [127, 192, 0] True <class 'bytearray'>
          100 0 0.0
          512
          <class 'ValueError'> ['feature dim <=200\\r\\n']
          <class 'ValueError'> ['compare feature must in same dim!\\r\\n']
          <class 'TypeError'> ['object with buffer protocol required']
          <class 'TypeError'> ["object 'int' isn't a tuple or list"]

          """)
  }

  @Test(
    "functions of other firmware are not there", arguments: ["shape", "softmax", "load_kmodel", "init_yolo3"])
  func missing(_ name: String) throws {
    #expect(
      try KPUBench().run("kpu.\(name)") == "AttributeError: 'module' object has no attribute '\(name)'\n")
  }

  @Test("the catalogue names every function once")
  func catalogue() throws {
    let host = BoardBench()
    let board = MaixBoard(.init(), host: host)
    let vm = try Interpreter(configuration: ScriptConfiguration(), host: host)
    board.install(in: vm)
    _ = vm.run(source: Array("import KPU".utf8), name: Array("m".utf8), arguments: [], path: [])
    let names = board.catalogue.entries.filter { $0.owner == "KPU" }.map(\.name)
    #expect(
      Set(names) == [
        "load", "load_flash", "deinit", "init_yolo2", "run_yolo2", "forward", "get_output", "set_outputs",
        "set_layers", "fmap", "fmap_free", "netinfo", "memtest", "face_encode", "face_compare", "classifier",
      ])
    #expect(names.count == 16)
  }
}
#endif
