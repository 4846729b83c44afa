import MaixModules
import Scripting
import Testing

@Suite("Maix.GPIO, FPIOA and fpioa_manager")
struct PinTests {
  private static let opening = """
    from fpioa_manager import fm
    from Maix import GPIO, FPIOA
    def attempt(f, *args, **named):
      try: print(f(*args, **named))
      except Exception as e: print(type(e).__name__, e)

    """

  @Test("outputs show what they were set to, inputs follow their pulls")
  func gpio_levels() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      Self.opening + """
        fm.register(12, fm.fpioa.GPIO0)
        fm.register(16, fm.fpioa.GPIOHS1, force=True)
        led = GPIO(GPIO.GPIO0, GPIO.OUT, value=1)
        key = GPIO(GPIO.GPIOHS1, GPIO.IN, GPIO.PULL_UP)
        print(led, key, led.value(), key.value(), key(), key.mode(), led.mode() == GPIO.OUT)
        led.value(0)
        key.mode(GPIO.PULL_DOWN)
        print(led.value(), key.value(), GPIO(GPIO.GPIO0) is led, type(led))
        led(1)
        print(led())
        """)
    #expect(output == "Pin(0) Pin(1) 1 1 1 2 True\n0 0 True <class 'Pin'>\n1\n")
    #expect(bench.traces.contains("gpio GPIO0 pin 12 = 0"))
    #expect(bench.traces.contains("gpio GPIOHS1 pin 16 in, pulled up"))
  }

  @Test("what it refuses, in the firmware's words")
  func gpio_refused() throws {
    let bench = BoardBench()
    let output = try bench.run(
      Self.opening + """
        fm.register(12, fm.fpioa.GPIO0)
        attempt(GPIO, 40)
        attempt(GPIO, GPIO.GPIO0, GPIO.OUT, GPIO.PULL_UP)
        attempt(GPIO, GPIO.GPIO0, GPIO.IN, 7)
        attempt(GPIO, GPIO.GPIO1, GPIO.OUT)
        attempt(GPIO(GPIO.GPIO0, GPIO.IN).mode, 9)
        """)
    #expect(
      output == """
        ValueError invalid pin
        ValueError When this pin is in output mode, it is not allowed to pull up and down.
        ValueError this mode not support.
        ValueError pin not found
        ValueError arg error

        """)
    #expect(bench.explanations.count == 1)
  }

  @Test("the interrupt's object calls the handler with the pin")
  func irq_calls() throws {
    let output = try BoardBench().run(
      Self.opening + """
        import time
        fm.register(16, fm.fpioa.GPIOHS0)
        key = GPIO(GPIO.GPIOHS0, GPIO.IN, GPIO.PULL_UP)
        key.irq(lambda pin: print('called', pin is key), GPIO.IRQ_FALLING)()
        time.sleep_ms(1)
        key.disirq()
        attempt(key.irq, print, GPIO.IRQ_BOTH, True)
        """)
    #expect(output == "called True\nValueError This platform does not support interrupt wakeup\n")
  }

  @Test("a changed input calls the handler for the edges that it wants")
  func input_changes() throws {
    let bench = BoardBench()
    let vm = try Interpreter(configuration: ScriptConfiguration(), host: bench)
    let board = MaixBoard(.init(), host: bench)
    board.install(in: vm)
    func run(_ text: String) -> ScriptOutcome {
      vm.runStatements(source: Array(text.utf8), name: Array("main.py".utf8))
    }
    try vm.preparePrompt(path: [])
    #expect(
      run(
        Self.opening + """
          fm.register(16, fm.fpioa.GPIOHS3)
          key = GPIO(GPIO.GPIOHS3, GPIO.IN, GPIO.PULL_UP)
          key.irq(lambda pin: print('now', pin.value()), GPIO.IRQ_FALLING)

          """) == .finished)
    try board.hardware.setInput(3, to: false, vm)
    try board.hardware.setInput(3, to: true, vm)
    #expect(run("import time\ntime.sleep_ms(1)\n") == .finished)
    #expect(String(decoding: bench.output, as: UTF8.self) == "now 1\n")
  }

  @Test("a function leaves the pin that it had, with a warning")
  func manager_warns() throws {
    let output = try BoardBench().run(
      Self.opening + """
        fm.register(12, fm.fpioa.GPIO0)
        fm.register(12, fm.fpioa.GPIO0)
        fm.register(13, fm.fpioa.GPIO0)
        attempt(fm.register, 14, fm.fpioa.GPIO0, force=False)
        attempt(fm.register, 14, fm.fpioa.GPIO0, False)
        fm.register(15, fm.fpioa.UART1_TX)
        fm.register(17, fm.fpioa.UART1_TX)
        print(fm.get_pin_by_function(fm.fpioa.GPIO0), fm.get_pin_by_function(fm.fpioa.GPIOHS31))
        print(fm.str_function(fm.fpioa.GPIOHS5), fm.str_function(fm.fpioa.GPIO7), fm.str_function(3))
        print(fm.get_gpio_used()[32], len(fm.get_gpio_used()))
        fm.unregister(13)
        print(fm.get_pin_by_function(fm.fpioa.GPIO0), hasattr(fm, 'board_info'))
        """)
    #expect(
      output == """
        [Warning] function is used by fm.fpioa.GPIO0(pin:12)
        Exception [Warning] function is used by fm.fpioa.GPIO0(pin:13)
        Exception [Warning] function is used by fm.fpioa.GPIO0(pin:13)
        [Warning] function is used by unknown(pin:15)
        13 None
        fm.fpioa.GPIOHS5 fm.fpioa.GPIO7 unknown
        ('fm.fpioa.GPIO0', 13) 40
        None False

        """)
  }

  @Test("FPIOA's own checks let pin 48 pass, which then fails")
  func fpioa_limits() throws {
    let output = try BoardBench().run(
      Self.opening + """
        f = FPIOA()
        print(f.get_Pin_num(f.UARTHS_RX), f.get_Pin_num(f.UARTHS_TX), f.set_function(20, f.I2S0_SCLK))
        attempt(f.set_function, 49, 3)
        attempt(f.set_function, 48, 3)
        attempt(f.set_function, 3, 205)
        attempt(f.get_Pin_num, -1)
        print(f.help(1000))
        """)
    #expect(
      output == """
        4 5 True
        ValueError Don't have this Pin
        [Maix]:Opps!Can not set fpioa
        OSError [Errno 5] EIO
        ValueError This function is invalid
        ValueError This function is invalid
        No this funciton Description
        False

        """)
  }

  @Test("functions have the SDK's numbers")
  func functions_numbers() {
    #expect(PinFunction.names.count == PinFunction.count)
    let known = [
      "JTAG_TCLK": 0, "SPI0_D0": 4, "SPI0_SCLK": 17, "UARTHS_RX": 18, "GPIOHS0": 24, "GPIOHS31": 55,
      "GPIO0": 56, "UART1_RX": 64, "UART3_TX": 69, "SPI1_D0": 70, "SPI1_SS0": 78, "SPI1_SCLK": 83,
      "SPI_SLAVE_SCLK": 86, "I2S0_MCLK": 87, "I2S0_OUT_D3": 97, "I2S2_OUT_D3": 119, "RESV0": 120,
      "I2C0_SCLK": 126, "CMOS_VSYNC": 135, "UART1_SIR_IN": 152, "UART2_RS485_EN": 175, "UART3_RS485_EN": 189,
      "TIMER0_TOGGLE1": 190, "TIMER2_TOGGLE4": 201, "CLK_I2C2": 203,
    ]
    for (name, number) in known { #expect(PinFunction.names[number] == name) }
  }
}
