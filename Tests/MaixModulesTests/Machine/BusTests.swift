import MaixModules
import Testing

@Suite("machine.I2C, SPI and the board")
struct BusTests {
  private static let opening = """
    from machine import I2C, SPI
    import machine
    def attempt(f, *args, **named):
      try: print(f(*args, **named))
      except Exception as e: print(type(e).__name__, e)

    """

  @Test("nobody is on the I2C bus")
  func i2c_unanswered() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      Self.opening + """
        bus = I2C(I2C.I2C0, freq=100000, scl=28, sda=29)
        print(bus.scan())
        attempt(bus.writeto, 0x34, b'ab')
        attempt(bus.writeto, 0x34, b'')
        attempt(bus.writeto, 0x34, b'ab', False)
        attempt(bus.readfrom, 0x34, 2)
        attempt(bus.readfrom, 0x34, 0)
        attempt(bus.readfrom_into, 0x34, bytearray(3))
        attempt(bus.readfrom_mem, 0x34, 1, 2)
        attempt(bus.readfrom_mem, 0x34, 1, 2, mem_size=0)
        attempt(bus.readfrom_mem_into, 0x34, 1, bytearray(2))
        attempt(bus.writeto_mem, 0x34, 1, 0x20)
        attempt(bus.readfrom_mem, 0x34)
        attempt(I2C(I2C.I2C3, scl=28, sda=29).readfrom, 0x34, 2)
        print(hasattr(bus, 'start'))
        """)
    #expect(
      output == """
        []
        OSError [Errno 5] EIO
        NotImplementedError [MAIXPY]I2C: not support send 0 byte data yet
        NotImplementedError [MAIXPY]I2C: not support stop option yet
        OSError [Errno 5] EIO
        ValueError [MAIXPY]I2C: not support receive 0 byte data yet
        OSError [Errno 5] EIO
        OSError [Errno 5] EIO
        ValueError mem_size error
        OSError [Errno 5] EIO
        OSError [Errno 5] EIO
        TypeError 'memaddr' argument required
        OSError [Errno 19] ENODEV
        False

        """)
    #expect(bench.traces.contains(#"i2c I2C0 write to 52: "ab": no answer"#))
    #expect(bench.traces.contains("fpioa pin 28 = I2C0_SCLK"))
  }

  @Test("I2C settings that it refuses, in the firmware's words")
  func i2c_refused() throws {
    let output = try BoardBench().run(
      Self.opening + """
        attempt(I2C, 7)
        attempt(I2C, 0, mode=3)
        attempt(I2C, 0, addr_size=8)
        attempt(I2C, 0, mode=I2C.MODE_SLAVE, addr=200)
        attempt(I2C, 0, mode=I2C.MODE_SLAVE, addr=20)
        attempt(I2C, 0, scl=48, sda=1)
        attempt(I2C, 0, gscl=23, gsda=24)
        attempt(I2C)
        """)
    #expect(
      output == """
        ValueError [MAIXPY]I2C: I2C(7) doesn't exist
        ValueError [MAIXPY]I2C: mode error!
        ValueError [MAIXPY]I2C: addr size error!
        ValueError [MAIXPY]I2C: addr/addr size error!
        ValueError [MAIXPY]I2C: callback error!
        ValueError [MAIXPY]I2C: pin(scl/sda) error!
        ValueError [MAIXPY]I2C: gpio(scl/sda) error!
        TypeError 'id' argument required

        """)
  }

  @Test("SPI reads ones, and says what it writes")
  func spi_readsOnes() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      Self.opening + """
        bus = SPI(SPI.SPI1, mode=SPI.MODE_MASTER, baudrate=1000000, sck=27, mosi=28, miso=26, cs0=29)
        print(bus.read(3), bus.read(2, write=5, cs=1))
        b = bytearray(2)
        bus.write_readinto(b'hi', b, cs=SPI.CS0)
        print(b)
        bus.write(7)
        attempt(bus.write_readinto, b'hi', bytearray(3))
        attempt(bus.write, b'')
        attempt(bus.read, -1)
        bus.deinit()
        attempt(bus.read, 1)
        """)
    #expect(
      output == """
        b'\\xff\\xff\\xff' b'\\xff\\xff'
        bytearray(b'\\xff\\xff')
        ValueError [MAIXPY]SPI: buffers must be the same length
        ValueError len must > 0
        MemoryError memory allocation failed, allocating 4294967295 bytes
        OSError [MAIXPY]SPI: transfer on deinitialized SPI

        """)
    #expect(bench.traces.contains("fpioa pin 27 = SPI1_SCLK"))
    #expect(bench.traces.contains("fpioa pin 29 = SPI1_SS0"))
    #expect(bench.traces.contains("fpioa pin 26 = SPI1_D1"))
    #expect(bench.traces.contains(#"spi SPI1 cs 0 write and read 2 bytes: "hi""#))
  }

  @Test("SPI settings that it refuses, in the firmware's words")
  func spi_refused() throws {
    let output = try BoardBench().run(
      Self.opening + """
        attempt(SPI)
        attempt(SPI, 3)
        attempt(SPI, 2)
        attempt(SPI, 0, 9)
        attempt(SPI, 0, SPI.MODE_SLAVE)
        attempt(SPI, 0, SPI.MODE_MASTER_2)
        attempt(SPI, 0, 0, 0)
        attempt(SPI, 0, polarity=2)
        attempt(SPI, 0, phase=2)
        attempt(SPI, 0, bits=3)
        attempt(SPI, 0, firstbit=2)
        attempt(SPI, 0, firstbit=SPI.LSB)
        """)
    #expect(
      output == """
        ValueError [MAIXPY]SPI: spi id error( > 0 & !=3 )
        ValueError [MAIXPY]SPI: spi id error( > 0 & !=3 )
        NotImplementedError [MAIXPY]SPI: SPI2 only for slave mode
        ValueError [MAIXPY]SPI: spi mode error
        ValueError [MAIXPY]SPI: slave mode only for SPI2
        NotImplementedError [MAIXPY]SPI: only standard mode supported yet
        ValueError [MAIXPY]SPI: baudrate(freq) value error
        ValueError [MAIXPY]SPI: polarity should be 0 or 1
        ValueError [MAIXPY]SPI: ARG_phase should be 0 or 1
        ValueError [MAIXPY]SPI: bits should be 4~32
        ValueError [MAIXPY]SPI: firstbit should be SPI.LSB or SPI.MSB
        NotImplementedError [MAIXPY]SPI: only support MSB mode now

        """)
  }

  @Test("a reset ends the script, whatever handlers it has")
  func reset_ends() throws {
    let output = try BoardBench().run(
      Self.opening + """
        print(len(machine.unique_id()), machine.reset_cause() == machine.PWRON_RESET)
        print(machine.WDT_RESET, machine.SDCard.remount(), hasattr(machine, 'Pin'))
        try:
          machine.reset()
        except BaseException:
          print('never')
        finally:
          print('never')
        """)
    #expect(output == "32 True\n2 None False\n")
  }
}
