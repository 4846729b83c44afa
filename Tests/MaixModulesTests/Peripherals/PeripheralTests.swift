import K210Boards
import MaixModules
import Testing

@Suite("Hardware that is not there")
struct PeripheralTests {
  private static let opening = """
    def attempt(f, *args, **named):
      try: print(f(*args, **named))
      except Exception as e: print(type(e).__name__, e)

    """

  @Test("radios do not answer, a cable is never plugged in, sockets find no interface")
  func network_absent() throws {
    let bench = BoardBench()
    let output = try bench.run(
      Self.opening + """
        import network, socket, usocket
        from machine import UART, SPI
        attempt(network.ESP8285, 5)
        attempt(network.ESP8285, UART(0))
        attempt(network.ESP32_SPI, 1)
        attempt(network.ESP32_SPI, cs=1)
        attempt(network.ESP32_SPI, cs=30, rdy=31, mosi=32, miso=33, sclk=34)
        attempt(network.WIZNET5K, spi=1)
        nic = network.WIZNET5K(spi=SPI(1), cs=20)
        print(nic.isconnected(), nic.ifconfig()[0], network.route())
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        print(s)
        s.settimeout(3)
        attempt(s.connect, ('1.2.3.4', 80))
        attempt(s.send, b'x')
        attempt(s.recv, 5)
        attempt(s.read, 5)
        attempt(s.settimeout, -1)
        attempt(socket.getaddrinfo, 'example.org', 80)
        print(s.close(), hasattr(s, 'bind'))
        """)
    #expect(
      output == """
        ValueError invalid uart stream
        OSError couldn't init nic esp8285 ,try again please

        ValueError error argument
        ValueError gpiohs cs value error!
        [esp32_spi] use soft spi
        OSError Get version fail
        TypeError [MAIXPY]spi: object type error
        False 0.0.0.0 None
        <usocket.socket fd=0, family=2, type=1>
        OSError no available NIC
        OSError 32
        OSError [Errno 107] ENOTCONN
        OSError 32
        ValueError [MaixPy] timeout parameter error
        OSError no available NIC
        None False

        """)
    #expect(bench.explanations.count == 3)
  }

  @Test("a strip of lights says its colours; nothing answers on other pins")
  func modules_answer() throws {
    let bench = BoardBench()
    bench.isTracing = true
    let output = try bench.run(
      Self.opening + """
        from modules import ws2812, ultrasonic, onewire, htpa, amg88xx
        from fpioa_manager import fm
        strip = ws2812(8, 3)
        print(strip.set_led(1, (255, 16, 0)), strip.set_led(3, (1, 1, 1)), strip.ws_num(), strip.display())
        attempt(strip.set_led, 0, (1, 2))
        attempt(ws2812, 48, 1)
        attempt(ws2812, 8, 1 << 60)
        u = ultrasonic(fm.fpioa.GPIOHS0)
        attempt(u.measure)
        fm.register(20, fm.fpioa.GPIOHS0)
        attempt(u.measure, ultrasonic.UNIT_CM, 1000)
        attempt(ultrasonic, 3)
        w = onewire(fm.fpioa.GPIOHS0)
        print(w.reset(), w.search(4), w.crc8(b'\\x28\\xff\\x64\\x1e'))
        for thermal in (htpa, amg88xx): attempt(thermal, 0)
        """)
    // CRC-8/MAXIM of these bytes, computed by hand with its polynomial 0x31, reflected 0x8C.
    #expect(output.hasPrefix("True False 3 True\nValueError tuple size must be 3\n"))
    #expect(output.contains("ValueError led pin error, should be 0 ~ 47\nOSError [Errno 12] ENOMEM\n"))
    #expect(
      output.contains("ValueError gpio not register pin\nOSError time out\nValueError gpio error\nFalse [] "))
    #expect(
      output.hasSuffix("no attribute 'htpa'\nAttributeError 'module' object has no attribute 'amg88xx'\n"))
    #expect(bench.traces.contains("ws2812 pin 8: #000000 #ff1000 #000000"))
  }

  @Test("CRC-8 of the check string is the catalogue's")
  func crc8_check() throws {
    let output = try BoardBench().run(
      """
      from modules import onewire
      from fpioa_manager import fm
      fm.register(20, fm.fpioa.GPIO1)
      print(hex(onewire(fm.fpioa.GPIO1).crc8(b'123456789')))
      """)
    // CRC-8/MAXIM-DOW: check 0xA1.
    #expect(output == "0xa1\n")
  }

  @Test("touch, video, games and modules that are only named")
  func others_absent() throws {
    let bench = BoardBench()
    let output = try bench.run(
      Self.opening + """
        import touchscreen, video, nes
        touchscreen.init()
        print(touchscreen.read(), touchscreen.STATUS_PRESS, len(touchscreen.calibrate()))
        attempt(touchscreen.init, cal=(1, 2))
        attempt(video.open, '/sd/a.mp4')
        attempt(video.open, '/sd/a.avi')
        attempt(video.open, '/sd/a.avi', record=True)
        attempt(nes.init)
        def load(name): __import__(name)
        for name in ('ulab', 'lvgl', 'lvgl_helper', 'lodepng', 'speech_recognizer'): attempt(load, name)
        """)
    #expect(
      output == """
        (0, 0, 0) 2 7
        ValueError tuple size must be 7
        NotImplementedError [MaixPy] video: format not support
        OSError [Errno 2] ENOENT
        OSError [Errno 19] ENODEV
        AttributeError 'module' object has no attribute 'init'
        ImportError no module named 'ulab'
        ImportError no module named 'lvgl'
        ImportError no module named 'lvgl_helper'
        ImportError no module named 'lodepng'
        ImportError no module named 'speech_recognizer'

        """)
    #expect(bench.explanations.count == 7)
  }

  @Test("os has what MaixPy adds")
  func os_additions() throws {
    let output = try BoardBench().run(
      Self.opening + """
        import os
        attempt(os.umount, '/sd')
        attempt(os.umount, '/else')
        attempt(os.mount, None, '/sd')
        attempt(os.flash_format)
        attempt(os.VfsFat, 1)
        print(os.uname().machine, os.dupterm(None))
        """)
    #expect(
      output == """
        None
        OSError [Errno 22] EINVAL
        None
        OSError [Errno 1] EPERM
        OSError [Errno 19] ENODEV
        Sipeed_M1 with kendryte-k210 None

        """)
  }

  @Test(
    "small firmware has no threads, no network, no games",
    arguments: [
      FirmwareFlavour.minimum, .minimumIDE, .minimumV4,
    ])
  func firmware_small(flavour: FirmwareFlavour) throws {
    var configuration = MaixBoard.Configuration()
    configuration.firmware = flavour
    configuration.isFirmwareChosen = true
    let script = """
      import Maix
      for name in ('_thread', 'network', 'socket', 'touchscreen', 'video', 'nes'):
        try: print(__import__(name))
        except ImportError as e: print(e)
      print(hasattr(Maix, 'MIC_ARRAY'))
      """
    let names = ["_thread", "network", "socket", "touchscreen", "video", "nes"]
    let expected = names.map { "no module named '\($0)'\n" }.joined() + "False\n"
    #expect(try BoardBench().run(script, configuration) == expected)
    configuration.isFirmwareChosen = false
    #expect(try BoardBench().run(script, configuration).hasSuffix("<module 'nes'>\nTrue\n"))
  }
}
