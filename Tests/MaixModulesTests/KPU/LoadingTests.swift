#if DEBUG  // What it looks at is not part of optimised builds.
import K210Boards
import TestSupport
import Testing

@testable import MaixModules

@Suite("kpu.load")
struct LoadingTests {
  private func bench() throws -> KPUBench {
    let bench = KPUBench()
    bench.write(try KPUBench.digits("digits-v3.kmodel"), at: 0x30_0000)
    bench.files.contents["/sd/m.kmodel"] = try KPUBench.digits("digits-v3.kmodel")
    bench.files.contents["/sd/v4.kmodel"] = try KPUBench.digits("digits-v4.kmodel")
    return bench
  }

  @Test("from flash and from a file, with what the net says of itself")
  func loads() throws {
    let bench = try bench()
    let size = try KPUBench.digits("digits-v3.kmodel").count
    #expect(
      try bench.run(
        """
        a = kpu.load(0x300000)
        print(a)
        print(a.model_addr(), a.model_size(), a.model_path(), a.net_arg(), type(a))
        b = kpu.load('/sd/m.kmodel', anything=1)
        print(b)
        print(b.model_addr(), b.model_path())
        print(kpu.__name__)
        """) == """
          {"model_addr": 3145728, "model_size": \(size), "model_path": "(null)", "net_args": "(null)"}
          3145728 \(size) None None <class 'kpu_net'>
          {"model_addr": 0, "model_size": \(size), "model_path": "/sd/m.kmodel", "net_args": "(null)"}
          None /sd/m.kmodel
          kpu

          """)
    #expect(bench.host.explanations.isEmpty)
  }

  @Test(
    "what is no address and no path",
    arguments: [
      ("b'/sd/m.kmodel'", "TypeError: [MAIXPY]kpu: only accept int or string"),
      ("True", "TypeError: [MAIXPY]kpu: only accept int or string"),
      ("3145728.0", "TypeError: [MAIXPY]kpu: only accept int or string"),
      ("None", "TypeError: [MAIXPY]kpu: only accept int or string"),
      ("0", "ValueError: [MAIXPY]kpu: model_addr must > 0 "),
      ("-5", "ValueError: [MAIXPY]kpu: model_addr must > 0 "),
      ("'/sd/m.bin'", "ValueError: [MAIXPY]kpu: model format don't match, only supply .kmodel "),
      (
        "0x100000000",
        "ValueError: [MAIXPY]kpu: load error:2001, ERR_PARAM: please check param, load address or kmodel file name"
      ),
    ])
  func arguments(_ argument: String, _ message: String) throws {
    #expect(try bench().run("kpu.load(\(argument))") == message + "\n")
  }

  @Test(
    "files that are no models",
    arguments: [
      (
        [UInt8](repeating: 0xFF, count: 64), "m.kmodel",
        "2002, ERR_KMODEL_VERSION: only support kmodel V3/V4 now"
      ),
      ([UInt8](repeating: 7, count: 64), "m.smodel", "2004, ERR_DECRYPT: check smodel match with your board"),
      (Array("LDMK".utf8) + [5] + [UInt8](repeating: 0, count: 60), "m.kmodel", "2015, ERR_UNKNOWN"),
      ([3, 0, 0, 0, 0], "m.kmodel", "2005, ERR_READ_FILE: read file failed"),
      ([3, 0], "m.emodel", "2005, ERR_READ_FILE: read file failed"),
    ])
  func files(_ bytes: [UInt8], _ name: String, _ message: String) throws {
    let bench = try bench()
    bench.files.contents[name] = bytes
    #expect(try bench.run("kpu.load('\(name)')") == "ValueError: [MAIXPY]kpu: load error:\(message)\n")
    #expect(bench.host.explanations.count == 1)
  }

  @Test("a missing and a cut file, a broken table of layers, damage behind it")
  func damage() throws {
    let bench = try bench()
    let model = try KPUBench.digits("digits-v3.kmodel")
    bench.files.contents["cut.kmodel"] = Array(model.dropLast(100))
    // Body size of the first layer: behind 28 bytes of header and 8 for each output.
    var broken = model
    broken.replaceSubrange(40..<44, with: [0, 0, 0, 0])
    bench.files.contents["broken.kmodel"] = broken
    var negative = model
    negative.replaceSubrange(40..<44, with: [0, 0, 0, 0x80])
    bench.files.contents["negative.kmodel"] = negative
    bench.files.contents["huge.kmodel"] = [3, 0, 0, 0] + [UInt8](repeating: 0x7F, count: 60)
    var dirty = try KPUBench.digits("digits-v4.kmodel")
    dirty[28] = 9
    bench.files.contents["dirty.kmodel"] = dirty
    let names = ["none", "cut", "broken", "negative", "huge", "dirty"]
    #expect(
      try bench.run(
        "for name in \(names.map { "\($0).kmodel" }):\n  try:\n    kpu.load(name)\n  except Exception as e:\n    print(e)\n"
      )
        == """
        [MAIXPY]kpu: load error:2005, ERR_READ_FILE: read file failed
        [MAIXPY]kpu: load error:2005, ERR_READ_FILE: read file failed
        [MAIXPY]kpu: load error:2003, ERR_KMODEL_FORMAT: layer_header.body_size <=0
        [MAIXPY]kpu: load error:2003, ERR_KMODEL_FORMAT: layer_header.body_size <=0
        [MAIXPY]kpu: load error:2003, ERR_KMODEL_FORMAT: layer_header.body_size <=0
        [MAIXPY]kpu: load error:2015, ERR_UNKNOWN

        """)
  }

  @Test("version 4 where nobody chose a firmware, where one without it was, and one with it")
  func versions() throws {
    let script = "print(kpu.load('/sd/v4.kmodel').model_size() > 0)"
    #expect(try bench().run(script) == "True\n")
    let bench = try bench()
    bench.configuration.isFirmwareChosen = true
    #expect(
      try bench.run(script)
        == "ValueError: [MAIXPY]kpu: load error:2002, ERR_KMODEL_VERSION: only support kmodel V3\n")
    #expect(bench.host.explanations.first?.contains("kmodel v4") == true)
    let other = try self.bench()
    other.configuration.isFirmwareChosen = true
    other.configuration.firmware = .minimumV4
    #expect(try other.run(script) == "True\n")
    #expect(
      try other.run("kpu.load(0x100)")
        .hasSuffix("load error:2002, ERR_KMODEL_VERSION: only support kmodel V3/V4 now\n"))
  }

  @Test(
    "words of codes that nothing here brings about",
    arguments: [
      (2010, "ERR_PERMITION"), (2011, "SIPEED_KPU_ERR_IDX_OUTRANGE"), (2012, "SIPEED_KPU_ERR_SIZE_NOTMATCH"),
      (2014, "ERR_NOT_IMPLEMENT"),
    ])
  func words(_ code: Int, _ text: String) {
    #expect(KPUError(rawValue: code)?.text(takesVersion4: false) == text)
  }

  @Test("five models at a time; deinit gives the place back")
  func five() throws {
    #expect(
      try bench().run(
        """
        nets = [kpu.load(0x300000) for i in range(5)]
        try:
          kpu.load(0x300000)
        except ValueError as e:
          print(e)
        print(kpu.deinit(nets[2]), kpu.deinit(nets[2]))
        kpu.load(0x300000)
        """) == """
          [MAIXPY]kpu: load error:2009, ERR_MODELS_FULL: we only support load 5 models in the same time
          True True

          """)
  }

  @Test("no room: the allocator's line, the error, and one line with sums and remedies")
  func memory() throws {
    let bench = try bench()
    // 2,622,080 bytes of the full firmware; what stays is less than the model's file of some kilobytes.
    bench.taken = 2_618_000
    let output = try bench.run("kpu.load(0x300000)")
    let lines = output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines.first?.hasPrefix("E (") == true && lines.first?.hasSuffix(") SYSCALL: Out of memory") == true)
    #expect(lines.last == "ValueError: [MAIXPY]kpu: load error:2006, ERR_NO_MEM: memory not enough")
    let text = try #require(bench.host.explanations.first)
    #expect(bench.host.explanations.count == 1)
    #expect(text.contains("of 2622080 are free"))
    #expect(text.contains("utils.gc_heap_size(262144), which frees 262144"))
    #expect(text.contains("firmware openmv-v4 or minimum-ide or minimum-v4 or minimum"))
  }

  @Test("a model that was not freed is named first among what would help")
  func forgotten() throws {
    let bench = try bench()
    let size = try KPUBench.digits("digits-v3.kmodel").count
    // Room for one of them, its main buffer and the loader's 4 KiB, not for two.
    bench.taken = 2_622_080 - size - 12_000
    let output = try bench.run("a = kpu.load(0x300000)\nkpu.load('/sd/m.kmodel')")
    #expect(output.hasSuffix("load error:2006, ERR_NO_MEM: memory not enough\n"))
    let text = try #require(bench.host.explanations.first)
    #expect(text.hasPrefix("kpu.load of /sd/m.kmodel: it needs "))
    #expect(text.contains("; would help: kpu.deinit() of the 1 loaded before ("))
  }

  @Test("damaged models are refused or run; nothing traps")
  func mutations() throws {
    var random = SplitMix64(seed: 9)
    let sources = [
      try KPUBench.digits("digits-v3.kmodel"), try KPUBench.digits("digits-v4.kmodel"), try TinyModels.sums(),
      try TinyModels.levels(width: 8, height: 8),
    ]
    for round in 0..<60 {
      var bytes = sources[round % sources.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // Mostly in the headers, where sizes and addresses are.
        let place = Int.random(in: 4..<(Bool.random(using: &random) ? 160 : bytes.count), using: &random)
        if place < bytes.count { bytes[place] = [0, 1, 0x7F, 0xFF].randomElement(using: &random) ?? 0 }
      }
      let bench = KPUBench()
      bench.files.contents["m.kmodel"] = bytes
      bench.pictures["p"] = try KPUBench.picture([UInt8](repeating: 77, count: 64), 8, 8, isGray: true)
      let output = try bench.run(
        """
        a = None
        def attempt(f):
          try:
            f()
          except (ValueError, OSError, MemoryError) as e:
            pass
        try:
          a = kpu.load('m.kmodel')
        except ValueError:
          pass
        if a:
          attempt(lambda: kpu.netinfo(a))
          attempt(lambda: kpu.set_outputs(a, 0, 10, 1, 1))
          attempt(lambda: kpu.set_outputs(a, 0, 64, 1, 1))
          attempt(lambda: kpu.forward(a, picture('p'))[:])
          attempt(lambda: kpu.forward(a, [1, 2, 3, 4])[:])
          kpu.init_yolo2(a, 0.5, 0.3, 5, [1] * 10)
          attempt(lambda: kpu.run_yolo2(a, picture('p')))
          attempt(lambda: kpu.set_layers(a, 1))
          attempt(lambda: kpu.forward(a, picture('p'))[:])
          attempt(lambda: kpu.get_output(a, 0)[:])
          attempt(lambda: kpu.fmap(kpu.get_output(a, 0), 0))
        print('end')
        """)
      #expect(output.hasSuffix("end\n"), "round \(round)")
    }
  }

  @Test("deinit of anything else; a freed net answers as a board does")
  func freed() throws {
    let bench = try bench()
    bench.pictures["p"] = try KPUBench.picture([UInt8](repeating: 0, count: 64), 8, 8, isGray: true)
    #expect(try bench.run("kpu.deinit(5)") == "TypeError: [MAIXPY]kpu: kpu_net type error\n")
    let other = try self.bench()
    other.pictures = bench.pictures
    #expect(
      try other.run(
        """
        a = kpu.load(0x300000)
        m = kpu.forward(a, picture('p'))
        kpu.deinit(a)
        def attempt(f):
          try:
            print(f())
          except Exception as e:
            print(type(e), e)
        attempt(lambda: kpu.forward(a, picture('p')))
        attempt(lambda: kpu.forward(a, [1, 2]))
        attempt(lambda: kpu.get_output(a, 0))
        attempt(lambda: kpu.set_outputs(a, 0, 1, 1, 1))
        attempt(lambda: kpu.set_layers(a, 1))
        attempt(lambda: kpu.netinfo(a))
        attempt(lambda: kpu.run_yolo2(a, picture('p')))
        print(len(m[:]))
        """) == """
          <class 'OSError'> ERR_PARAM: please check param, load address or kmodel file name
          <class 'OSError'> ERR_PARAM: please check param, load address or kmodel file name
          None
          [MAIXPY]kpu: set_outputs ctx error, maybe init err:2001
          False
          True
          <class 'ValueError'> get layer num error!
          <class 'ValueError'> [MAIXPY]kpu: region_layer_init err!

          10

          """)
  }

  @Test("finalisers print only when they are asked to")
  func finalisers() throws {
    let script = """
      import gc
      a = kpu.load(0x300000)
      a = None
      try:
        kpu.load(0x10)
      except ValueError:
        pass
      gc.collect()
      print('end')
      """
    #expect(try bench().run(script) == "end\n")
    let bench = try bench()
    bench.configuration.printsFinalisers = true
    #expect(try bench.run(script) == "kpu_net __del__\nkpu_net __del__\nend\n")
    #expect(try self.bench().run("a = kpu.load(0x300000)\na.__del__()\n") == "kpu_net __del__\n")
  }

  @Test("load_flash: swapped words, its arguments, its errors")
  func streaming() throws {
    let bench = try bench()
    let model = try KPUBench.digits("digits-v3.kmodel")
    bench.write(TinyModels.swapped(model), at: 0x40_0000)
    bench.write(TinyModels.swapped(try KPUBench.digits("digits-v4.kmodel")), at: 0x50_0000)
    bench.pictures["p"] = try KPUBench.picture([UInt8](repeating: 9, count: 64), 8, 8, isGray: true)
    #expect(
      try bench.run(
        """
        a = kpu.load_flash(0x400000, 1, 0x8000, 80000000)
        b = kpu.load(0x300000)
        print(a.model_size() == b.model_size(), a.model_addr())
        print(kpu.forward(a, picture('p'))[:] == kpu.forward(b, picture('p'))[:])
        for arguments in ((0x400000, True, 1, 1), ('x', 0, 1, 1), (0, 0, 1, 1), (0x500000, 0, 0x8000, 1),
            (0x300000, 0, 0x8000, 2)):
          try:
            kpu.load_flash(*arguments)
          except ValueError as e:
            print(e)
        """) == """
          SPI freq 80000000 Hz
          True 4194304
          True
          [MAIXPY]kpu: load_flash arg format error: task=kpu.load_flash(flash_addr, is_dual_buf, batch_size, spi_speed)
          [MAIXPY]kpu: load_flash arg format error: task=kpu.load_flash(flash_addr, is_dual_buf, batch_size, spi_speed)
          [MAIXPY]kpu: model_addr must > 0 
          SPI freq 1 Hz
          [MAIXPY]kpu: load_flash error:2002, ERR_KMODEL_VERSION: only support kmodel V3/V4 now
          SPI freq 2 Hz
          [MAIXPY]kpu: load_flash error:2002, ERR_KMODEL_VERSION: only support kmodel V3/V4 now

          """)
    #expect(bench.host.explanations.last?.contains("model_le2be") == true)
    let full = try self.bench()
    full.write(TinyModels.swapped(model), at: 0x40_0000)
    full.taken = 2_622_000
    #expect(
      try full.run("kpu.load_flash(0x400000, 0, 0x8000, 3)")
        .hasSuffix("load_flash error:2006, ERR_NO_MEM: memory not enough\n"))
  }
}
#endif
