#if DEBUG  // What it looks at is not part of optimised builds.
import TestSupport
import Testing

@testable import MaixModules

@Suite("kpu.classifier")
struct ClassifierTests {
  /// Features are `(pixel - 128) / 10` of four pixels.
  private func bench() throws -> KPUBench {
    let bench = KPUBench()
    bench.files.contents["m.kmodel"] = try TinyModels.levels(width: 2, height: 2)
    for (name, pixels) in [
      ("dark", [28, 28, 28, 28]), ("bright", [228, 228, 228, 228]), ("dim", [48, 48, 48, 48]),
      ("light", [208, 208, 208, 208]),
    ] as [(String, [UInt8])] {
      bench.pictures[name] = try KPUBench.picture(pixels, 2, 2, isGray: true)
    }
    return bench
  }

  private let start = """
    a = kpu.load('m.kmodel')
    kpu.set_outputs(a, 0, 2, 2, 1)

    """

  @Test("classes move to the middle of their samples; distances by hand")
  func learning() throws {
    // dark is -10, dim -8: their middle -9, so dim is 1 away in each of four numbers: distance 2.
    #expect(
      try bench().run(
        start + """
          c = kpu.classifier(a, 2, 3, fea_len=4)
          print(c.add_class_img(picture('dark')), c.add_class_img(picture('dim')), c.add_class_img(picture('bright'), 1))
          print(c.add_sample_img(picture('dim')), c.add_sample_img(picture('light')))
          c.train()
          print(c.predict(picture('dim')), c.predict(picture('bright')))
          c.save('c.bin')
          d = kpu.classifier.load(a, 'c.bin')
          print(d[1:], d[0].predict(picture('light')))
          print(c.rm_class_img(), c.rm_sample_img(), c.rm_sample_img())
          c.__del__()
          """) == """
          0 1 1
          0 1
          (0, 2.0) (1, 2.0)
          (2, 3) (1, 2.0)
          1 1 0
          classifier __del__

          """)
  }

  @Test("what is refused, with the firmware's words or a number")
  func refusals() throws {
    let bench = try bench()
    bench.files.contents["bad.bin"] = [1, 2, 3]
    #expect(
      try bench.run(
        start + """
          c = kpu.classifier(a, 1, 1)
          c.add_class_img(picture('dark'))
          def attempt(f):
            try:
              print(f())
            except Exception as e:
              print(type(e), e)
          attempt(lambda: kpu.classifier(a, 1))
          attempt(lambda: kpu.classifier(5, 1, 1))
          attempt(lambda: kpu.classifier(a, 0, 1))
          attempt(lambda: kpu.classifier(a, 1 << 40, 1))
          attempt(lambda: kpu.classifier.train(5))
          attempt(lambda: kpu.classifier.load(c, 'x'))
          attempt(lambda: kpu.classifier.load(5, 'x'))
          attempt(lambda: kpu.classifier.load(a, 5))
          attempt(lambda: kpu.classifier.load(a, 'x'))
          attempt(lambda: kpu.classifier.load(a, 'bad.bin'))
          attempt(lambda: c.add_class_img(picture('dim')))
          attempt(lambda: c.add_class_img(picture('dim'), 7))
          attempt(lambda: c.predict(picture('dim')))
          attempt(lambda: c.add_sample_img(5))
          """) == """
          <class 'ValueError'> model, class num, sample num
          <class 'ValueError'> model
          <class 'OSError'> [Errno 22] EINVAL
          <class 'OSError'> [Errno 12] ENOMEM
          <class 'ValueError'> must be obj
          <class 'ValueError'> must be class
          <class 'ValueError'> must be model
          <class 'ValueError'> path err
          <class 'OSError'> [Errno 2] ENOENT
          <class 'OSError'> [Errno 22] EINVAL
          <class 'OSError'> [Errno 22] EINVAL
          <class 'OSError'> [Errno 22] EINVAL
          <class 'OSError'> [Errno 22] EINVAL
          <class 'TypeError'> Can't convert int to Image

          """)
  }

  @Test("its finaliser prints only when it is asked to")
  func finaliser() throws {
    let script = start + "import gc\nc = kpu.classifier(a, 1, 1)\nc = None\ngc.collect()\nprint('end')\n"
    #expect(try bench().run(script) == "end\n")
    let bench = try bench()
    bench.configuration.printsFinalisers = true
    #expect(try bench.run(script).hasPrefix("classifier __del__\nend\n"))
  }

  @Test("k-means by hand")
  func centroids() {
    let centroids = Centroids(classes: [[0], [10]], samples: [[1], [2], [9], [6]])
    // Round 1: 1, 2 to 0 (middle 1), 9, 6 to 10 (middle 25/3); nobody changes sides.
    #expect(centroids.points[0] == [1])
    #expect(centroids.points[1] == [25.0 / 3])
    #expect(Centroids(points: []).nearest(to: [1]) == nil)
    #expect(Centroids(classes: [[1]], samples: []).points == [[1]])
  }
}
#endif
