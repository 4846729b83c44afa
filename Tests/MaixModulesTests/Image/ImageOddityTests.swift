import MaixModules
import Scripting
import Testing

@Suite("Images and odd arguments")
struct ImageOddityTests {
  @Test("no method traps, hangs or takes what it may not", arguments: 1...6)
  func oddArguments(_ seed: Int) throws {
    let found = try BoardBench().run(
      """
      import image
      odd = [0, 1, -1, 2, 3, 5, 255, 256, 1 << 31, -(1 << 31), 1 << 61, -(1 << 61), 1 << 70, 0.5, 2.5, -3.0, 1e30,
        float('nan'), float('inf'), None, True, 'x', 'a.bmp', b'ab', (), (1, 2), (1, 2, 3), (1, 2, 3, 4), [1] * 9,
        [(1, 2, 3)], [[0, 0], [4, 0], [0, 4]], (-1 << 40, 1 << 40, 1 << 61, 1 << 61), range(3)]
      keys = ['color', 'thickness', 'fill', 'scale', 'alpha', 'mask', 'roi', 'x_scale', 'y_scale', 'copy', 'copy_to_fb',
        'size', 'rotation', 'quality', 'rgbtuple', 'mono_space', 'x_spacing', 'invert', 'seed_threshold']
      state = \(seed)
      def pick(items):
        global state
        state = (state * 1103515245 + 12345) & 0x3fffffff
        return items[(state >> 8) % len(items)]
      names = [n for n in dir(image.Image()) if n[0] != '_']
      functions = [n for n in dir(image) if n[0] != '_' and n not in ('ASCII', 'UTF8')]
      good = 0
      called = set()
      for count in range(1500):
        a = image.Image(size=(9, 7))
        if count % 3 == 1: a = a.to_grayscale()
        if count % 7 == 0: a.pix_to_ai()
        if count % 31 == 0: a = a.compressed()
        others = odd + [a]
        args = [pick(others) for i in range(pick([0, 1, 2, 3, 4, 5, 7]))]
        named = {pick(keys): pick(others)} if count % 2 else {}
        name = pick(functions) if count % 5 == 0 else pick(names)
        f = getattr(image if count % 5 == 0 else a, name)
        called.add(name)
        try:
          f(*args, **named)
          good += 1
        except Exception as e:
          pass
        try:
          a[pick(odd)] = pick(odd)
        except Exception as e:
          pass
        repr(a)
      print('end', good > 50, len(called) == len(set(names + functions)))
      """)
    #expect(found.hasSuffix("end True True\n"), "\(found.suffix(300))")
  }

  @Test("nothing that images hold is lost when each safe point collects")
  func collecting() throws {
    var script = ScriptConfiguration()
    script.collectionPeriod = 1
    let found = try BoardBench().run(
      """
      import image
      a = image.Image(size=(8, 4))
      for i in range(30):
        b = a.to_grayscale(copy=True).crop(roi=(0, 0, 4, 4))
        b.pix_to_ai()
        c = b.resize(2, 2)
        a.draw_image(a, 1, 1).draw_string(0, 0, 'x' + str(i))
        d = a[0:3] + (b[0], c[:])
      print(b, len(d))
      """, script: script)
    #expect(found == "{\"w\":4, \"h\":4, \"type\"=\"grayscale\", \"size\":16} 5\n")
  }
}
