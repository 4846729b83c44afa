import MaixModules
import Scripting
import Testing

/// Every method of images, by a table of what its arguments are: what does not fit is refused as a board refuses it.
@Suite("Arguments of every image method")
struct ImageArgumentTests {
  /// `i` an integer, `j` one that may stand for a tuple of them, `f` a number, `r` a rectangle, `l` a list of limits, `m` an image, `c` a colour, `s` a text, and what must
  /// not be an image either: `n`, nine numbers; `q`, key points.
  private static let table = """
    table = {
      'get_pixel': 'jii', 'set_pixel': 'jic', 'copy': 'rff', 'crop': 'rff', 'cut': 'iiii', 'resize': 'ii',
      'to_grayscale': 'i', 'to_rgb565': 'i', 'to_rainbow': 'i', 'conv3': 'n', 'compress': 'i', 'compressed': 'i',
      'save': 'sri', 'stretch': 'ii', 'strech_char': 'i', 'draw_line': 'jiiici', 'draw_rectangle': 'jiiicii', 'draw_cross': 'jicii',
      'draw_arrow': 'jiiicii', 'draw_string': 'jiscfiii', 'draw_circle': 'jiicii', 'draw_ellipse': 'jiiiicii',
      'draw_keypoints': 'qciii', 'draw_image': 'mjiffi', 'flood_fill': 'jiffcff', 'binary': 'liimii',
      'negate': '', 'gamma_corr': 'fff', 'histeq': 'ifm', 'add': 'mm', 'sub': 'mim', 'mul': 'mim', 'div': 'miim', 'min': 'mm',
      'max': 'mm', 'difference': 'mm', 'blend': 'mim', 'replace': 'miiim', 'assign': 'miiim', 'set': 'miiim',
      'erode': 'iim', 'dilate': 'iim', 'open': 'iim', 'close': 'iim', 'top_hat': 'iim', 'black_hat': 'iim',
      'mean': 'iiiim', 'median': 'ifiiim', 'mode': 'iiiim', 'midpoint': 'ifiiim', 'bilateral': 'iffiiim',
      'morph': 'inffiiim', 'gaussian': 'iiffiiim', 'blur': 'iiffiiim', 'gaussian_blur': 'iiffiiim',
      'laplacian': 'iiffiiim', 'mean_pool': 'ii', 'mean_pooled': 'ii', 'midpoint_pool': 'iif',
      'midpoint_pooled': 'iif', 'lens_corr': 'ff', 'linpolar': 'i', 'logpolar': 'i', 'rotation_corr': 'fffffff',
      'get_hist': 'lir', 'get_histogram': 'lir', 'histogram': 'lir', 'get_stats': 'lir', 'get_statistics': 'lir',
      'statistics': 'lir', 'get_similarity': 'm', 'find_blobs': 'liriiiiii', 'get_regression': 'liriiiii',
      'find_edges': 'ir', 'find_lines': 'riiiii', 'find_circles': 'riiiiiiiii', 'find_template': 'mfrii',
      'find_qrcodes': 'r', 'find_rects': 'ri', 'find_line_segments': 'rii', 'find_displacement': 'mrrii',
    }
    for n in ('and', 'nand', 'or', 'nor', 'xor', 'xnor'):
      table[n] = table['b_' + n] = 'mm'
    plain = ('width', 'height', 'size', 'format', 'to_bytes', 'clear', 'invert', 'pix_to_ai', 'ai_to_pix')
    lacking = ('compress_for_ide', 'compressed_for_ide', 'find_apriltags', 'find_datamatrices', 'find_barcodes',
      'find_features', 'find_lbp', 'find_keypoints', 'find_hog', 'find_eye', 'selective_search', 'cartoon',
      'remove_shadows', 'chrominvar', 'illuminvar')
    """

  private static let tools = """
    import image
    ran = []
    class Impostor:
      def __int__(self): ran.append(1); return 1
      def __float__(self): ran.append(1); return 1.0
      def __index__(self): ran.append(1); return 1
      def __getitem__(self, i): ran.append(1); return 1
      def __len__(self): ran.append(1); return 4
    def make(): return image.Image(size=(9, 7)).to_grayscale()
    other = make()
    good = {'i': 1, 'j': 1, 'f': 0.5, 'r': (0, 0, 9, 7), 'l': [(0, 255)], 'm': other, 'c': 3, 's': 'a', 'n': [1] * 9,
      'q': [(1, 2, 3)]}
    nan, endless = float('nan'), float('inf')
    wrong = {
      'i': (None, 'x', b'ab', [], (1, 2), {}, 1.5, nan, Impostor(), other),
      'j': (None, 'x', b'ab', {}, 1.5, nan, Impostor(), other),
      'f': (None, 'x', b'ab', [], (1, 2), {}, Impostor(), other),
      'r': (None, 5, 1.5, 'abcd', {}, Impostor(), other, (1, 2, 3, None), [1, 2, 3, 'x'], (1, 2, 3, Impostor())),
      'l': (None, 5, 1.5, 'abcd', {}, Impostor(), other, [5], [('x', 2)], [(1, Impostor())]),
      'm': (None, [None] * 3, nan, {}, Impostor(), len),
      'c': (None, 'x', 1.5, nan, Impostor(), other, (1, 2, None), (1, 2, Impostor())),
      's': (None, 5, 1.5, [], Impostor(), other),
      'n': (None, 5, 'x', Impostor(), other, ['x'] * 9, [None] * 9, [Impostor()] * 9),
      'q': (None, 5, 'x', Impostor(), other, [5], [None], [('x', 1, 2)], [(1, 2, Impostor())]),
    }
    # Any of these may be as good as another number; what a board does not hold is no TypeError.
    odd = {
      'i': (0, -1, 255, 1 << 31, -(1 << 31), 1 << 61, -(1 << 61), 1 << 70, True),
      'j': (0, -1, 1 << 31, 1 << 61, -(1 << 61), 1 << 70, (), (1,), (1, 2, 3, 4), [1 << 61] * 2),
      'f': (0, -1, 0.0, -0.5, 1e30, -1e30, nan, endless, -endless, 1 << 61, 1 << 70),
      'r': ((0, 0, 0, 0), (-5, -5, 9, 9), (1 << 61,) * 4, (-(1 << 61),) * 4, (1, 2), (), [1 << 70] * 4, (8, 6, 1, 1)),
      'l': ([], [()], [(1,)], [(1 << 61, -(1 << 61))], [(300, -300)] * 9, [tuple(range(9))], [(1 << 70, 1)]),
      'm': (image.Image(size=(3, 2)), image.Image(size=(9, 7)).compressed(), 5, -1, 1 << 61, 1 << 70, (1, 2, 3), (), 'none'),
      'c': (0, -1, 1 << 61, 1 << 70, (300, -1, 1 << 61), (), (1, 2)),
      's': ('', 'x' * 300, '\\n\\r\\x00\\xff', b'\\xff\\x00', 'a.bmp', 'a.jpg', '.ppm'),
      'n': ([], [1 << 61] * 9, [1 << 70] * 9, [1, 2, 3]),
      'q': ([], [()], [(1 << 61, -(1 << 61), 1 << 61)], [(1, 2)], [(1 << 70, 1, 1)]),
    }
    """

  private func run(_ script: String) throws -> String {
    try BoardBench().run("\(Self.tools)\n\(Self.table)\n\(script)")
  }

  @Test("the table has every method")
  func complete() throws {
    let found = try run(
      """
      names = set(n for n in dir(make()) if n[0] != '_')
      # Its bytes must be as many as its numbers say.
      others = set(('draw_font',))
      print(sorted(names - set(table) - set(plain) - set(lacking) - others))
      print(sorted((set(table) | set(plain) | set(lacking)) - names))
      """)
    #expect(found == "[]\n[]\n")
  }

  @Test("a value of the wrong type is a TypeError, and nothing of the script runs for it")
  func wrongTypes() throws {
    let found = try run(
      """
      checked = 0
      for name, letters in sorted(table.items()):
        for place, letter in enumerate(letters):
          for value in wrong[letter]:
            args = [good[l] for l in letters[:place]] + [value]
            # Those that must be there behind it.
            if place < 4: args += [good[l] for l in letters[place + 1:5]]
            try:
              getattr(make(), name)(*args)
              print(name, place, letter, repr(value)[:40], 'accepted')
            except TypeError: checked += 1
            except Exception as e: print(name, place, letter, repr(value)[:40], type(e), e)
      for name in plain:
        try: getattr(make(), name)(1, 2)
        except TypeError: checked += 1
      print(checked > 1500, ran)
      """)
    #expect(found == "True []\n", "\(found.prefix(3000))")
  }

  @Test("odd values end in a result or in an exception that boards raise", arguments: 0..<3)
  func oddValues(kind: Int) throws {
    let found = try run(
      """
      known = (TypeError, ValueError, OSError, MemoryError, OverflowError)
      results = failures = 0
      for name, letters in sorted(table.items()):
        for place, letter in enumerate(letters):
          for value in odd[letter]:
            args = [good[l] for l in letters[:place]] + [value] + [good[l] for l in letters[place + 1:5]]
            a = make() if \(kind) == 0 else image.Image(size=(9, 7))
            if \(kind) == 2: a = a.binary([(0, 50, -20, 20, -20, 20)], to_bitmap=True, copy=True)
            try:
              getattr(a, name)(*args)
              results += 1
            except known: failures += 1
            except Exception as e: print(name, place, repr(value)[:40], type(e), e)
      for name in lacking:
        try: getattr(make(), name)(nan, 1 << 70)
        except AttributeError: failures += 1
      print(results > 500, failures > 500, ran)
      """)
    #expect(found.hasSuffix("True True []\n"), "\(found.prefix(3000))")
    #expect(!found.contains("<class"), "\(found.prefix(3000))")
  }
}
