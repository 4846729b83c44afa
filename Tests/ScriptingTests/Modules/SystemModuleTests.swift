import Scripting
import Testing

@Suite("Modules of the machine")
struct SystemModuleTests {
  @Test("sys says what the board says")
  func sys_describesTheBoard() throws {
    let wrong = try checkModule(
      "import sys",
      [
        "sys.implementation": "(name='micropython', version=(0, 6, 2))", "sys.platform": "'MaixPy'",
        "sys.version": "'3.4.0'", "sys.version_info": "(3, 4, 0)", "sys.maxsize == 2**63 - 1": "True",
        "sys.byteorder": "'little'", "sys.argv": "[]", "sys.modules['sys'] is sys": "True",
      ])
    #expect(wrong == [])
  }

  @Test("an exception's text goes to a stream")
  func printException_writesToStream() throws {
    let output = try ModuleHost().run(
      """
      import sys, uio
      def f(): raise KeyError('k')
      try:
        f()
      except KeyError as e:
        s = uio.StringIO()
        sys.print_exception(e, s)
        print(repr(s.getvalue()[-14:]))
      try:
        sys.print_exception(1, 2)
      except OSError as e:
        print(e)
      try:
        sys.exit(3)
      except SystemExit as e:
        print(e.args)
      """)
    #expect(output == "'f\\nKeyError: k\\n'\nstream operation not supported\n(3,)\n")
  }

  @Test("gc counts the board's heap, in which modules of ours take no room")
  func gc_countsTheBoardsHeap() throws {
    let output = try ModuleHost().run(
      """
      import gc
      print(gc.collect(), gc.isenabled(), gc.threshold(), gc.threshold(100), gc.threshold())
      gc.disable()
      print(gc.isenabled())
      before = gc.mem_alloc()
      import uio, math, ujson, ure, ustruct, uos, utime, _thread
      print(gc.mem_alloc() - before < 700)
      total = gc.mem_alloc() + gc.mem_free()
      x = bytearray(100000)
      print(gc.mem_alloc() + gc.mem_free() == total, gc.mem_alloc() - before > 100000)
      x = None
      gc.collect()
      print(gc.mem_alloc() - before < 2000)
      """)
    #expect(output == "None True -1 None 96\nFalse\nTrue\nTrue True\nTrue\n")
  }

  @Test("a locked heap makes nothing new")
  func heapLock_refusesAllocations() throws {
    let output = try ModuleHost().run(
      """
      import micropython
      i = 0
      l = [1, 2, 3]
      micropython.heap_lock()
      try:
        print([])
      except MemoryError:
        print('MemoryError')
      for i in l:
        print(i in l)
      micropython.heap_lock()
      micropython.heap_unlock()
      try:
        l = l + l
      except MemoryError:
        print('MemoryError')
      micropython.heap_unlock()
      micropython.heap_unlock()
      print([])
      """)
    #expect(output == "MemoryError\nTrue\nTrue\nTrue\nMemoryError\n[]\n")
  }

  @Test("constants need no import where they are declared, and only there")
  func const_isKnown() throws {
    let output = try ModuleHost().run(
      """
      A = const(5)
      _B = const(-A << 2)
      class C:
        D = const(A + 1)
      def f():
        e = const(0x10)
        return e
      print(A, _B, C.D, f())
      for text in ('x = const("a")', 'x = y = const(1)', 'print(const(1))', 'x = const(1, 2)',
                   'x = const(f)'):
        try: exec(text)
        except NameError as e: print(e)
      from micropython import const
      G = const(7)
      print(G, const(8))
      """)
    #expect(
      output == "5 -20 6 16\n" + String(repeating: "name 'const' isn't defined\n", count: 5) + "7 8\n")
  }

  @Test("what a scheduled function raises is printed, and the script goes on")
  func schedule_survives() throws {
    let output = try ModuleHost().run(
      """
      import micropython
      done = []
      def bad(x):
        done.append(x)
        raise ValueError(x)
      micropython.schedule(bad, 'no')
      while not done: pass
      print('on')
      """)
    #expect(output.hasPrefix("Traceback (most recent call last):"))
    #expect(output.hasSuffix("ValueError: no\non\n"))
  }

  @Test("scheduled functions run between others, not inside of each other")
  func schedule_runsInTurn() throws {
    let output = try ModuleHost().run(
      """
      import micropython
      done = []
      def inner(x):
        done.append('inner')
      def outer(x):
        micropython.schedule(inner, 0)
        for i in range(30000): pass
        done.append('outer')
      micropython.schedule(outer, 0)
      while len(done) != 2: pass
      print(done)
      def many(x):
        try:
          for i in range(9): micropython.schedule(id, i)
        except RuntimeError as e:
          done.append(e)
      micropython.schedule(many, 0)
      while len(done) != 3: pass
      print(done[2])
      print(micropython.const(5), micropython.opt_level(), micropython.opt_level(2), micropython.opt_level())
      """)
    #expect(output == "['outer', 'inner']\nschedule stack full\n5 0 None 2\n")
  }

  @Test("time passes by sleeping, and the calendar begins in 2000")
  func utime_countsTicksAndDays() throws {
    let wrong = try checkModule(
      "import utime, time\nt = utime.ticks_ms()\nu = utime.ticks_us()\nutime.sleep_ms(30)\nutime.sleep_us(500)\nutime.sleep(0.25)",
      [
        "utime is time": "True", "utime.ticks_diff(utime.ticks_ms(), t)": "280",
        "utime.ticks_diff(utime.ticks_us(), u)": "280500", "utime.ticks_diff(1, 2)": "-1",
        "utime.ticks_add(0, -1) == 2**62 - 1": "True", "utime.time()": "700000000",
        "utime.localtime(0)": "(2000, 1, 1, 0, 0, 0, 5, 1)",
        "utime.localtime()": "(2022, 3, 7, 20, 26, 40, 0, 66)",
        "utime.localtime(-1)": "(1999, 12, 31, 23, 59, 59, 4, 365)",
        "utime.mktime((2000, 3, 1, 0, 0, 0, 0, 0))": "5184000",
        "utime.mktime(utime.localtime(123456789))": "123456789",
        "utime.mktime((2000, 14, 1, 0, 0, -1, 0, 0))": "34300799",
        "utime.mktime((1, 2))": "TypeError mktime needs a tuple of length 8 or 9 (2 given)",
        "utime.set_time((2020, 1, 2, 3, 4, 5, 0, 0))": "None",
        "utime.localtime()[:6]": "(2020, 1, 2, 3, 4, 5)",
        "utime.sleep_ms('a')": "TypeError can't convert str to int",
      ])
    #expect(wrong == [])
  }

  @Test("time.clock counts frames")
  func clock_countsFrames() throws {
    let output = try ModuleHost().run(
      """
      import time
      c = time.clock()
      for i in range(4):
        c.tick()
        time.sleep_ms(50)
        print(c.fps())
      c.reset()
      time.sleep_ms(10)
      print(c.avg())
      """)
    #expect(output == "20.0\n20.0\n20.0\n20.0\n10.0\n")
  }

  @Test("sleeping ends when the host wants it")
  func sleep_endsWithTheHost() throws {
    let host = ModuleHost()
    host.pollsLeft = 20
    let output = try host.run("import time\ntime.sleep(1e9)\nprint('no')")
    #expect(output == "stopped\n")
  }

  @Test("locks are taken and given back; threads are not there yet")
  func thread_hasLocks() throws {
    let wrong = try checkModule(
      "import _thread\nl = _thread.allocate_lock()",
      [
        "l.acquire()": "True", "l.acquire(0)": "False", "l.locked()": "True", "l.release()": "None",
        "l.release()": "RuntimeError ", "l.__enter__()": "True", "l.__exit__(1, 2, 3)": "None",
        "_thread.stack_size(5)": "0", "_thread.stack_size()": "5", "_thread.get_ident() != 0": "True",
        "_thread.start_new_thread(print, 5)": "TypeError object 'int' isn't a tuple or list",
      ])
    #expect(wrong == [])
  }
}
