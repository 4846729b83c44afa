import MaixModules
import Scripting
import Testing

@Suite("Maix.utils, config, freq; board")
struct UtilitiesTests {
  @Test("heaps, flash and clocks")
  func utilities_answer() throws {
    let bench = BoardBench()
    bench.flash = [1, 2, 3]
    let output = try bench.run(
      """
      from Maix import utils, freq
      print(utils.gc_heap_size(), utils.heap_free(), utils.flash_read(1, 4), hasattr(utils, 'flash_write'))
      print(utils.gc_heap_size(0x96000), utils.gc_heap_size())
      print(freq.get(), freq.get_cpu(), freq.get_kpu())
      for f in (lambda: freq.set(cpu=700), lambda: freq.set(kpu_div=40),
                lambda: freq.set(pll1=-(1 << 62), kpu_div=-1), lambda: utils.flash_read(0, -1)):
        try: f()
        except Exception as e: print(type(e).__name__, e)
      freq.set(cpu=400, kpu_div=1)
      freq.set(cpu=500)
      print('never')
      """)
    #expect(
      output == """
        524288 2622080 b'\\x02\\x03\\xff\\xff' False
        None 614400
        (400, 400) 400 400
        OSError Unsupported CPU frequency!
        OSError Unsupported KPU frequency!
        OSError Unsupported KPU frequency!
        MemoryError memory allocation failed, allocating 4294967295 bytes
        No change

        reboot now

        """)
    #expect(bench.explanations.count == 2)
  }

  @Test("board_info comes from config.json")
  func boardInfo_fromFile() throws {
    let bench = BoardBench()
    let files = BenchFiles()
    files["/flash/config.json"] = Array(#"{"board_info": {"LED_R": 13, "D": [1, 2]}, "x": 5}"#.utf8)
    bench.files = files
    let output = try bench.run(
      """
      from board import board_info
      from Maix import config
      print(board_info.LED_R, board_info.D, config.get_value('x', 1), config.get_value('y', 7))
      board_info.set('NEW', 3)
      print(board_info.NEW, 'LED_R' in board_info.all())
      try: board_info.BOOT_KEY
      except AttributeError as e: print(e)
      try: board_info.get()
      except NameError as e: print(e)
      """)
    #expect(
      output == """
        13 [1, 2] 5 7
        3 True
        type object 'board_info' has no attribute 'BOOT_KEY'
        name 'key' isn't defined

        """)
  }

  @Test("without a file there is a warning and one key, unless a board was chosen")
  func boardInfo_withoutFile() throws {
    let script = "from board import board_info\nprint(board_info.BOOT_KEY, hasattr(board_info, 'LED_R'))\n"
    #expect(
      try BoardBench().run(script)
        == "[Warning] Not loaded from /flash/config.json to board_info.\n16 False\n")
    var configuration = MaixBoard.Configuration()
    configuration.pinNames = PinNames.named("Bit")
    #expect(try BoardBench().run(script, configuration) == "16 True\n")
    #expect(PinNames.all.count == 7)
    #expect(PinNames.named("nonsense") == nil)
  }

  @Test("a damaged config.json is complained about and counts as none")
  func configuration_damaged() throws {
    let bench = BoardBench()
    let files = BenchFiles()
    files["/flash/config.json"] = Array("nonsense".utf8)
    bench.files = files
    let output = try bench.run("from Maix import config\nprint(config.get_value('x', 1))\n")
    #expect(output.hasSuffix("ValueError: syntax error in JSON\n1\n"))
  }
}
