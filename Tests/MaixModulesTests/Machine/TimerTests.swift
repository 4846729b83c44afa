import MaixModules
import Testing

@Suite("machine.Timer, PWM and WDT")
struct TimerTests {
  private static let opening = """
    import time
    from machine import Timer, PWM, WDT
    def timer(**named):
      return Timer(Timer.TIMER0, Timer.CHANNEL0, **named)

    """

  @Test("a periodic timer calls while the script sleeps and while it works")
  func periodic_calls() throws {
    let output = try BoardBench().run(
      Self.opening + """
        count = 0
        def tick(t):
          global count
          count += 1
          if count == 1: print(type(t), t.callback_arg())
        t = timer(mode=Timer.MODE_PERIODIC, period=50, callback=tick, arg='x')
        time.sleep_ms(1000)
        print(18 <= count <= 22 or count)
        t.stop()
        now = count
        time.sleep_ms(500)
        print(count == now)
        t.start()
        while count < now + 3: pass
        print('worked')
        """)
    #expect(output == "<class 'Timer'> x\nTrue\nTrue\nworked\n")
  }

  @Test("a one-shot timer calls once, and again after restart")
  func oneShot_callsOnce() throws {
    let output = try BoardBench().run(
      Self.opening + """
        calls = []
        t = timer(period=100, callback=calls.append)
        time.sleep_ms(500)
        print(len(calls), calls[0] is t)
        t.restart()
        time.sleep_ms(50)
        print(len(calls))
        time.sleep_ms(200)
        print(len(calls))
        t.callback(print)
        late = timer(period=2, unit=Timer.UNIT_S, callback=calls.append, start=False)
        time.sleep(3)
        print(len(calls), t.period(), late.period(7, Timer.UNIT_US), late.period())
        """)
    #expect(output == "1 True\n1\n2\n2 100 7 7\n")
  }

  @Test("an exception in a callback is printed, and the script goes on")
  func callback_failing() throws {
    let output = try BoardBench().run(
      Self.opening + """
        def tick(t): 1 // 0
        t = timer(period=10, callback=tick)
        time.sleep_ms(100)
        print('on')
        """)
    #expect(output.contains("Traceback (most recent call last):"))
    #expect(output.hasSuffix("ZeroDivisionError: divide by zero\non\n"))
  }

  @Test("a period shorter than the callback neither hangs nor fills memory")
  func period_tiny() throws {
    let output = try BoardBench().run(
      Self.opening + """
        t = timer(mode=Timer.MODE_PERIODIC, period=1, unit=Timer.UNIT_US, callback=lambda t: [0] * 50)
        time.sleep_ms(300)
        for i in range(30000): pass
        t.deinit()
        print('on')
        """)
    #expect(output == "on\n")
  }

  @Test("settings that it refuses, in the firmware's words")
  func settings_refused() throws {
    let output = try BoardBench().run(
      Self.opening + """
        def attempt(f, *args, **named):
          try: print(f(*args, **named))
          except Exception as e: print(type(e).__name__, e)
        attempt(Timer, 3, 0, callback=print)
        attempt(Timer, 0, 4, callback=print)
        attempt(Timer, 0)
        attempt(timer, mode=3, callback=print)
        attempt(timer)
        attempt(timer, callback=print, priority=8)
        attempt(timer, callback=print, period=11000)
        attempt(timer, callback=print, period=-1)
        attempt(timer, callback=print, div=256)
        attempt(timer, callback=print, unit=4)
        t = timer(callback=print, period=20000, div=1, start=False)
        attempt(t.period, 1, 9)
        attempt(t.init, period=5)
        attempt(t.init, 1, 2)
        p = timer(mode=Timer.MODE_PWM)
        attempt(PWM, p, freq=500, duty=50, pin=48)
        attempt(PWM, p, freq=0, duty=50)
        attempt(PWM, p, freq=500, duty=101)
        attempt(PWM, p)
        attempt(PWM, 5)
        attempt(WDT, 2)
        attempt(WDT, timeout=0)
        """)
    #expect(
      output == """
        ValueError [MAIXPY]Timer:Invalid timer
        ValueError [MAIXPY]Timer:Invalid timer
        TypeError function missing 1 required positional arguments
        ValueError [MAIXPY]Timer:Invalid mode
        ValueError [MAIXPY]Timer:Invalid callback
        ValueError [MAIXPY]Timer:Invalid priority
        ValueError [MAIXPY]Timer:Invalid period or div
        ValueError [MAIXPY]Timer:Invalid period or div
        ValueError [MAIXPY]Timer:Invalid period or div
        ValueError [MAIXPY]Timer:Invalid period or div
        ValueError [MAIXPY]Timer:unit error
        TypeError function missing 2 required positional arguments
        TypeError extra positional arguments given
        ValueError [MAIXPY]PWM:Invalid pin number
        ValueError [MAIXPY]PWM:Invalid freq
        ValueError [MAIXPY]PWM:Invalid duty
        TypeError can't convert NoneType to float
        TypeError can't convert int to Timer
        ValueError WDT(2) does not exist
        ValueError WDT timeout too short

        """)
  }

  @Test("PWM has the frequency that whole periods of the clock give, and is traced")
  func pwm_frequency() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      Self.opening + """
        p = PWM(timer(mode=Timer.MODE_PWM), freq=500, duty=50, pin=17)
        print(p.freq(), p.duty(), p.freq(3e7), p.duty(12.5), p.duty())
        p.disable()
        """)
    // 400 MHz / 3e7 is 13 whole periods: 400 / 13 MHz.
    #expect(output == "500 50 3.076923e+07 12.5 12\n")
    #expect(bench.traces.contains("fpioa pin 17 = TIMER0_TOGGLE1"))
    #expect(bench.traces.contains("pwm TIMER0 CHANNEL0 pin 17 500.0 Hz, duty 50.0 %, on"))
    #expect(bench.traces.last?.hasSuffix("off") == true)
  }

  @Test("a watchdog that is fed lets the script run; one that is not ends it")
  func watchdog_resets() throws {
    let bench = BoardBench()
    let output = try bench.run(
      Self.opening + """
        w = WDT(id=1, timeout=200, context=(1, 2))
        for i in range(5):
          time.sleep_ms(100)
          w.feed()
        print(w.context())
        w.stop()
        time.sleep_ms(500)
        w = WDT(timeout=300)
        try:
          while True: pass
        finally:
          print('never')
        """)
    #expect(output == "(1, 2)\n")
    #expect(bench.explanations == ["WDT0 was not fed for 300 ms: the board resets"])
  }

  @Test("a watchdog's callback comes before the reset, and feeding in it is enough")
  func watchdog_calls() throws {
    let output = try BoardBench().run(
      Self.opening + """
        calls = []
        def late(w):
          calls.append(w.context())
          if len(calls) < 3: w.feed()
        w = WDT(timeout=100, callback=late, context='c')
        time.sleep_ms(250)
        print(calls)
        while True: time.sleep_ms(10)
        """)
    #expect(output == "['c', 'c']\n")
  }
}
