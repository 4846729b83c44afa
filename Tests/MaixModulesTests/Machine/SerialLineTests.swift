#if DEBUG  // What it looks at is not part of optimised builds.
import Testing

@testable import MaixModules

@Suite("machine.UART")
struct SerialLineTests {
  @Test("writes go to the trace, and nothing comes in")
  func write_isTraced() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      """
      from machine import UART
      u = UART(UART.UART1, 9600, 8, UART.PARITY_EVEN, 2, read_buf_len=64)
      print(u)
      print(u.write('hello'), u.write(b'\\x00\\xff'), u.any(), u.read(), u.readline(), u.readchar())
      u.deinit()
      print(u.read(3), u.write('x'))
      """)
    #expect(
      output == """
        [MAIXPY]UART1:( baudrate=9600, bits=8, parity=even, stop=2)
        5 2 0 None None -1
        b'' 0

        """)
    #expect(bench.traces.contains(#"uart UART1 write 5 bytes: "hello""#))
    #expect(bench.traces.contains("uart UART1 write 2 bytes: 00 ff"))
  }

  @Test("read waits timeout_char, not timeout")
  func read_waits() throws {
    let output = try BoardBench().run(
      """
      import time
      from machine import UART
      u = UART(UART.UART2, 115200, timeout=60000, timeout_char=500)
      start = time.ticks_ms()
      print(u.read(1))
      print(500 <= time.ticks_diff(time.ticks_ms(), start) < 600)
      """)
    #expect(output == "None\nTrue\n")
  }

  @Test("settings that it refuses, in the firmware's words")
  func settings_refused() throws {
    let output = try BoardBench().run(
      """
      from machine import UART
      def attempt(*args, **named):
        try: print(UART(*args, **named))
        except Exception as e: print(type(e).__name__, e)
      attempt(3)
      attempt(-1)
      attempt(5)
      attempt(0, -1)
      attempt(0, 115200, 9)
      attempt(0, 115200, 8, 3)
      attempt(0, 115200, 8, None, 3)
      attempt(4, 115200, 7)
      attempt()
      attempt(0, 1, 8, None, 1, 1000)
      attempt(0, nonsense=1)
      attempt(0, read_buf_len=1 << 40)
      attempt(0, 115200, 8, None, 1.5)
      """)
    #expect(
      output == """
        ValueError [MAIXPY]UARTtrue:does not exist
        ValueError [MAIXPY]UARTtrue:does not exist
        ValueError [MAIXPY]UARTtrue:does not exist
        ValueError [MAIXPY]UART:invalid baudrate
        ValueError [MAIXPY]UART:invalid data bits
        ValueError [MAIXPY]UART:invalid parity
        ValueError [MAIXPY]UART:invalid stop bits
        ValueError [MAIXPY]UART:invalid param
        TypeError function missing 1 required positional arguments
        TypeError extra positional arguments given
        TypeError extra keyword arguments given
        MemoryError memory allocation failed, allocating 0 bytes
        [MAIXPY]UART1:( baudrate=115200, bits=8, parity=None, stop=1.5)

        """)
  }

  @Test("the prompt's line is the console")
  func replUART_writesToConsole() throws {
    let output = try BoardBench().run(
      """
      from machine import UART
      u = UART.repl_uart()
      u.write('abc\\n')
      print(u, u is UART.repl_uart())
      """)
    #expect(output == "abc\n[MAIXPY]UART5:( baudrate=115200, bits=8, parity=None, stop=1) True\n")
  }

  @Test("a wire from TX to RX brings back what was written")
  func wire_echoes() throws {
    var configuration = MaixBoard.Configuration()
    configuration.wiredUARTs = [0]
    let output = try BoardBench().run(
      """
      from machine import UART
      u = UART(UART.UART1, read_buf_len=8)
      u.write('one\\ntwo\\nthree\\n')
      print(u.any(), u.readline(), u.readchar(), u.read(), UART(UART.UART2).read())
      b = bytearray(4)
      u.write(b'\\x01\\x02')
      print(u.readinto(b), b)
      """, configuration)
    #expect(output == "8 b'one\\n' 116 b'wo\\n' None\n2 bytearray(b'\\x01\\x02\\x00\\x00')\n")
  }

  @Test("what came in is read once, and no more than the buffer holds")
  func line_keepsBytes() {
    let line = SerialLine(number: 0)
    line.receive(Array("abcdef".utf8), room: 4)
    #expect(line.take(3) == Array("abc".utf8))
    #expect(line.take(3) == Array("d".utf8))
    #expect(line.incoming.isEmpty)
  }
}
#endif
