#if DEBUG  // What it looks at is not part of optimised builds.
import Testing

@testable import MaixModules

@Suite("Maix.I2S, Audio, FFT")
struct SoundTests {
  @Test("I2S records silence, in its own time")
  func i2s_records() throws {
    let bench = BoardBench()
    let output = try bench.run(
      """
      import time
      from Maix import I2S
      rx = I2S(I2S.DEVICE_0)
      print(rx.channel_config(rx.CHANNEL_0, rx.RECEIVER, align_mode=I2S.STANDARD_MODE))
      print(rx.set_sample_rate(16000))
      start = time.ticks_ms()
      a = rx.record(8000)
      rx.wait_record()
      print(500 <= time.ticks_diff(time.ticks_ms(), start) < 600, len(a.to_bytes()), sum(a.to_bytes()))
      print(a.volume(), a.volume(80), rx.play(a))
      for f in (lambda: I2S(3), lambda: rx.record(), lambda: rx.channel_config(4, 0),
                lambda: rx.set_sample_rate(5000000), lambda: a.volume(101), lambda: rx.record(1 << 50)):
        try: f()
        except Exception as e: print(type(e).__name__, e)
      """)
    #expect(
      output == """
        True
        True
        True 32000 0
        40.0 80.0 None
        ValueError [MAIXPY]I2S3:does not exist
        ValueError [MAIXPY]I2S:please input recording points or time
        ValueError [MAIXPY]I2S:invalid i2s channle
        ValueError [MAIXPY]I2S:invalid sample rate
        ValueError value:[0,100]
        MemoryError memory allocation failed, allocating 0 bytes

        """)
  }

  @Test("a WAV file plays to its end and says what it is")
  func audio_plays() throws {
    let bench = BoardBench()
    let files = BenchFiles()
    bench.files = files
    files["/sd/a.wav"] =
      WaveHeader.bytes(sampleRate: 8000, byteCount: 4096) + [UInt8](repeating: 1, count: 4096)
    let output = try bench.run(
      """
      import audio
      from Maix import I2S
      tx = I2S(I2S.DEVICE_2, sample_points=512)
      p = audio.Audio(path='/sd/a.wav')
      p.volume(50)
      print(p.play_process(tx))
      n = 0
      while p.play(): n += 1
      p.finish()
      import Maix
      print(n, Maix.Audio is audio.Audio)
      try: audio.Audio(path='/sd/none.wav')
      except OSError as e: print(e)
      """)
    // 4096 bytes in pieces of 512 points, four bytes each.
    #expect(
      output == """
        [MAIXPY]: result = 0
        [MAIXPY]: numchannels = 2
        [MAIXPY]: samplerate = 8000
        [MAIXPY]: byterate = 32000
        [MAIXPY]: blockalign = 4
        [MAIXPY]: bitspersample = 16
        [MAIXPY]: datasize = 4096
        [2, 8000, 32000, 4, 16, 4096]
        2 True
        [Errno 2] ENOENT

        """)
  }

  @Test("a recording becomes a WAV file")
  func audio_records() throws {
    let bench = BoardBench()
    let files = BenchFiles()
    bench.files = files
    let output = try bench.run(
      """
      import audio
      a = audio.Audio(path='/sd/b.wav', is_create=True, samplerate=16000)
      a.record(audio.Audio(array=bytearray(b'\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08')))
      a.finish()
      """)
    #expect(output.hasPrefix("[MAIXPY]: numchannels = 2\n[MAIXPY]: samplerate = 16000\n"))
    #expect(files["/sd/b.wav"] == WaveHeader.bytes(sampleRate: 16_000, byteCount: 4) + [1, 2, 5, 6])
  }

  @Test(
    "damaged heads are told by the firmware's numbers",
    arguments: [
      (0, 3), (4, 4), (8, 5), (12, 6), (16, 7), (20, 8), (22, 9), (34, 11), (36, 13),
    ])
  func header_damaged(place: Int, number: Int) throws {
    var bytes = WaveHeader.bytes(sampleRate: 8000, byteCount: 0)
    bytes[place] = 0x77
    #expect(throws: try #require(WaveHeader.Fault(rawValue: number))) {
      try WaveHeader(bytes, fileByteCount: 44)
    }
    for count in 0..<44 {
      #expect(throws: WaveHeader.Fault.self) {
        try WaveHeader(Array(bytes.prefix(count)), fileByteCount: count)
      }
    }
  }

  @Test("the transform of a wave has its peaks at its frequency")
  func transform_ofWave() {
    // 8 · cos(2π · 4 · n / 64): bins 4 and 60 get 8 · 64 / 2 = 256.
    let wave = [
      8, 7.391, 5.657, 3.061, 0, -3.061, -5.657, -7.391, -8, -7.391, -5.657, -3.061, 0, 3.061, 5.657, 7.391,
    ]
    let samples = (0..<64).map { Int((wave[$0 % 16] * 100).rounded()) }
    let plain = FourierTransform(count: 64, shift: 0, isInverse: false).run(samples)
    #expect(abs(plain[4].real - 25_600) < 40 && abs(plain[60].real - 25_600) < 40)
    #expect(plain.enumerated().allSatisfy { $0 == 4 || $0 == 60 || abs($1.real) + abs($1.imaginary) < 40 })
    let halved = FourierTransform(count: 64, shift: 0b11, isInverse: false).run(samples)
    #expect(abs(halved[4].real - 6400) < 10)
    let loud = FourierTransform(count: 64, shift: 0, isInverse: false).run(
      [Int](repeating: 32_767, count: 64))
    #expect(loud[0].real == 32_767)
  }

  @Test("FFT takes the lower halves of words")
  func fft_run() throws {
    let output = try BoardBench().run(
      """
      from Maix import FFT
      data = bytearray(256)
      for i in range(64): data[4 * i] = 3
      r = FFT.run(data, 64)
      print(len(r), r[0], r[1], FFT.amplitude(r)[:2], FFT.freq(64, 6400)[:3])
      print(FFT.run(b'\\x01\\x00\\x00\\x00', 128)[5])
      for f in (lambda: FFT.run(data, 100), lambda: FFT.run(b'abc', 64), lambda: FFT.amplitude(3),
                lambda: FFT.amplitude([1]), lambda: FFT.freq(0)):
        try: f()
        except Exception as e: print(type(e).__name__, e)
      """)
    #expect(
      output == """
        64 (192, 0) (0, 0) [6, 0] [0, 100, 200]
        [MAIXPY]FFT:Zero padding
        (1, 0)
        ValueError [MAIXPY]FFT:invalid points
        ValueError [MAIXPY]FFT:Buffer length must be a multiple of 4
        ValueError [MAIXPY]FFT:obj is not a list
        TypeError object 'int' isn't a tuple or list
        ZeroDivisionError divide by zero

        """)
  }
}
#endif
