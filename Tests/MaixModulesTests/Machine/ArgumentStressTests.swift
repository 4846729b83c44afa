import MaixModules
import Scripting
import Testing

/// Whatever a script passes: no function traps, hangs or keeps a value that the collector does not know.
@Suite("Odd arguments")
struct ArgumentStressTests {
  private static let script = """
    from fpioa_manager import fm
    import machine, Maix, modules, network, socket, touchscreen, video, nes, board, audio, os
    for i in range(40): fm.register(i, 24 + i)
    values = [None, -1, 0, 1, 100, 1 << 61, -(1 << 62), 1 << 70, float('nan'), 'x',
              b'', b'ab', bytearray(8), [1], (1, 2, 3), {}, lambda *args: None, object()]
    # These end the script or wait for as long as they are told.
    left = ('reset', 'WDT', 'measure', 'sleep', '__class__', 'set_repl_uart')
    def attempt(f, *args):
      try: f(*args)
      except Exception: pass
    def attempts(f):
      attempt(f)
      for a in values:
        attempt(f, a)
        for b in values: attempt(f, a, b)
      for a in (0, 1, b'abcd', 'x'):
        for b in values:
          for c in (-1, 2, 1 << 62, b'ab', bytearray(8)): attempt(f, a, b, c)
    def each(owner):
      for name in dir(owner):
        if name in left: continue
        f = getattr(owner, name)
        if owner is Maix.freq and name == 'set': continue
        if callable(f): attempts(f)
    i2s = Maix.I2S(0)
    sound = Maix.Audio(array=bytearray(64))
    timer = machine.Timer(0, 0, callback=print, period=1000, start=False)
    things = [
      machine, machine.UART, machine.UART(1, timeout_char=0), machine.UART.repl_uart(), timer,
      machine.PWM(timer, 500, 50), machine.I2C(0), machine.SPI(1), machine.SDCard,
      Maix, Maix.GPIO(0, 0), Maix.GPIO(33, 3), Maix.GPIO(1).irq(print), Maix.FPIOA(), i2s, sound, Maix.FFT,
      Maix.MIC_ARRAY, Maix.utils, Maix.config, Maix.freq, modules, modules.ws2812(1, 9), modules.onewire(24),
      network, network.WIZNET5K(spi=machine.SPI(1)), socket, socket.socket(), touchscreen, video, nes,
      board.board_info, audio,
    ]
    for thing in things[START:END]: each(thing)
    print('done')
    """

  @Test("no function of ours minds", arguments: [0, 9, 16, 21, 26])
  func functions_survive(start: Int) throws {
    let ends = [0: 9, 9: 16, 16: 21, 21: 26, 26: 99]
    let source = Self.script.replacing("START", with: "\(start)")
      .replacing("END", with: "\(ends[start] ?? 99)")
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(source)
    #expect(output.hasSuffix("done\n"))
  }

  @Test("classes stay when the script forgets their module")
  func classes_stay() throws {
    let output = try BoardBench().run(
      """
      import sys, gc, machine, Maix
      make, line = machine.Timer, machine.UART.repl_uart
      irq = Maix.GPIO(0).irq
      for name in ('machine', 'Maix'): del sys.modules[name]
      del machine, Maix
      gc.collect()
      x = [bytearray(i) for i in range(200)]
      print(line(), irq(print))
      import Maix
      print(Maix.Audio(points=4))
      """)
    #expect(
      output == """
        [MAIXPY]UART5:( baudrate=115200, bits=8, parity=None, stop=1) <IRQ>
        [MAIXPY]audio:(points=4, buffer addr=0)

        """)
  }

  @Test("objects stay while the collector runs at every safe point")
  func objects_stay() throws {
    var script = ScriptConfiguration()
    script.collectionPeriod = 1
    script.pollInterval = 1
    let bench = BoardBench()
    let files = BenchFiles()
    files["/flash/config.json"] = Array(#"{"board_info": {"LED_R": 13}}"#.utf8)
    bench.files = files
    let output = try bench.run(
      """
      import time, machine
      from Maix import GPIO, FFT, config
      from fpioa_manager import fm
      from board import board_info
      calls = []
      def start():
        machine.Timer(0, 1, mode=machine.Timer.MODE_PERIODIC, period=20, arg=['arg'],
                      callback=lambda t: calls.append(t.callback_arg()))
        machine.WDT(timeout=100, callback=lambda w: (w.feed(), calls.append(w.context())),
                    context=['context'])
        fm.register(16, fm.fpioa.GPIOHS0)
        GPIO(GPIO.GPIOHS0, GPIO.IN).irq(lambda pin: calls.append(['pin']))()
      start()
      time.sleep_ms(300)
      for i in range(300): x = [i]
      print(['arg'] in calls, ['context'] in calls, ['pin'] in calls, board_info.LED_R)
      print(config.get_value('board_info', None), len(FFT.run(bytearray(512), 128)))
      """, script: script)
    #expect(output == "True True True 13\n{'LED_R': 13} 128\n")
  }
}
