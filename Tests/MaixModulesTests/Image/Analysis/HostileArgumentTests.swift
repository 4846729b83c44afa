import MaixModules
import Testing

/// Arguments that a script makes to do harm end in an exception, soon and without much memory.
@Suite("Arguments that would do harm")
struct HostileArgumentTests {
  @Test(
    "windows larger than any work buffer",
    arguments: ["mean(32000)", "gaussian(30000)", "erode(32000)", "median(2000)", "laplacian(30000)"])
  func windows(call: String) throws {
    let output = try BoardBench().run(
      """
      import image
      img = image.Image(size=(4, 32000)).to_grayscale()
      try: img.\(call)
      except MemoryError as e: print('refused')
      """)
    #expect(output == "refused\n")
  }

  @Test("objects that are no integers run nothing")
  func impostors() throws {
    let output = try BoardBench().run(
      """
      import image, lcd, sensor
      class R:
        def __int__(self): print('ran'); return 1
      img = image.Image(size=(16, 16))
      t = [(R(), 255, 0, 1, 0, 1)]
      for f in (lambda: img.gaussian(R()), lambda: img.find_blobs(t), lambda: img.mean(R()),
                lambda: lcd.fill_rectangle(R(), 1, 1, 1, 0), lambda: sensor.set_windowing((R(), 8))):
        try: f()
        except Exception as e: print(type(e))
      """)
    #expect(!output.contains("ran"))
    #expect(output.split(whereSeparator: \.isNewline).count == 5)
  }

  @Test("copies in the frame buffer are one buffer, however many there are")
  func frameBuffer() throws {
    let output = try BoardBench().run(
      """
      import image
      images = [image.Image(copy_to_fb=True) for _ in range(500)]
      images[0].set_pixel(3, 4, (255, 255, 255))
      print(images[499].get_pixel(3, 4))
      """)
    #expect(output == "(255, 255, 255)\n")
  }

  @Test("a grey picture of a long strip is averaged in no time")
  func strip() throws {
    let output = try BoardBench().run(
      """
      import image
      img = image.Image(size=(15, 16000)).to_grayscale()
      print(img.resize(14, 1).width())
      """)
    #expect(output == "14\n")
  }

  @Test("sound takes memory of the board however often it is made anew")
  func sound() throws {
    let output = try BoardBench().run(
      """
      import audio
      kept = []
      try:
        while True:
          a = audio.Audio(points=0)
          a.init(points=100000)
          kept.append(a)
      except MemoryError: print(len(kept))
      """)
    #expect(output == "6\n")
  }
}
