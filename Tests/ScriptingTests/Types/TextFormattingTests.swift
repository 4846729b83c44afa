import Scripting
import Testing

/// `%` and `str.format`.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextFormattingTests {
  @Test func percent_ofNumbers() throws {
    try check([
      ("'%d|%5d|%05d|%-5d|' % (1, -2, -3, 4)", "'1|   -2|-0003|4    |'"),
      ("'%x %X %#x %o %#o' % (255, 255, 255, 8, 8)", "'ff FF 0xff 10 0o10'"),
      ("'%i %u' % (1, 2)", "'1 2'"),
      ("'%+d % d' % (3, 3)", "'+3  3'"),
      ("'%d' % 3.99", "'3'"),
      ("'%d' % 10**20", "'100000000000000000000'"),
      ("'%x' % -255", "'-ff'"),
      (
        "'%.2f|%8.3f|%08.2f|%e|%g' % (1.5, 3.25, -1.5, 12345.678, 0.0001)",
        "'1.50|   3.250|-0001.50|1.234568e+04|0.0001'"
      ),
      ("'%f' % 1", "'1.000000'"),
      ("'%d' % 'a'", "TypeError can't convert str to int"),
      ("'%f' % 'a'", "TypeError can't convert str to float"),
      ("'%d' % True", "'1'"),
      ("'%*d|%.*f' % (5, 42, 1, 2.55)", "'   42|2.5'"),
      ("'%c%c' % (65, 'b')", "'Ab'"),
      ("'%c' % 'ab'", "TypeError %%c needs int or char"),
      ("'%c' % 1.5", "TypeError integer needed"),
    ])
  }

  @Test func percent_ofText() throws {
    try check([
      ("'%s %r' % ('a', 'a')", #""a 'a'""#),
      ("'%5s|%-5s|%.2s' % ('a', 'b', 'cde')", "'    a|b    |cd'"),
      ("'%s' % None", "'None'"),
      ("'%s' % [1, 'a']", #""[1, 'a']""#),
      ("'%s %s' % (1,)", "TypeError format string needs more arguments"),
      ("'%s' % (1, 2)", "TypeError format string didn't convert all arguments"),
      ("'x' % 1", "TypeError format string didn't convert all arguments"),
      ("'x' % ()", "'x'"),
      ("'%%' % ()", "'%'"),
      ("'%' % 1", "ValueError incomplete format"),
      ("'%5' % 1", "ValueError incomplete format"),
      ("'%q' % 1", "ValueError unsupported format character 'q' (0x71) at index 1"),
      ("'%s' % ((1, 2),)", "'(1, 2)'"),
      ("'%(a)s %(b)d' % {'a': 'x', 'b': 2}", "'x 2'"),
      ("'%(a' % {'a': 1}", "ValueError incomplete format key"),
      ("'%(a)s' % 1", "TypeError format needs a dict"),
      ("b'%s' % b'x'", "b'x'"),
      ("b'%d' % 3", "b'3'"),
      ("'%s' % b'x'", #""b'x'""#),
      ("'%s' % {'a': 1}", #""{'a': 1}""#),
      ("'é%s' % '中'", #"'\xe9\u4e2d'"#),
    ])
  }

  @Test func format_findsArguments() throws {
    try check([
      ("'{}{}'.format(1, 'x')", "'1x'"),
      ("'{1} {0}'.format('a', 'b')", "'b a'"),
      ("'{a}-{b}'.format(a=1, b='z')", "'1-z'"),
      ("'{} {}'.format(1)", "IndexError tuple index out of range"),
      (
        "'{} {0}'.format(1)",
        "ValueError can't switch from automatic field numbering to manual field specification"
      ),
      (
        "'{0} {}'.format(1)",
        "ValueError can't switch from manual field specification to automatic field numbering"
      ),
      ("'{0.x}'.format(1)", "NotImplementedError attributes not supported yet"),
      ("'{a[0]}'.format(a=[1])", "NotImplementedError attributes not supported yet"),
      ("'{{}}'.format()", "'{}'"),
      ("'{'.format(1)", "ValueError unmatched '{' in format"),
      ("'}'.format(1)", "ValueError single '}' encountered in format string"),
      ("'{!r} {!s}'.format('a', 'a')", #""'a' a""#),
      ("'{!x}'.format(1)", "ValueError unknown conversion specifier x"),
      ("'{!'.format(1)", "ValueError end of format while looking for conversion specifier"),
      ("'{}'.format(True)", "'True'"),
      ("'{:d}'.format(True)", "'1'"),
      ("b'{}'.format(1)", "b'1'"),
    ])
  }

  @Test func format_readsSpecifications() throws {
    try check([
      ("'{:5}|{:<5}|{:>5}|{:^5}|'.format(1, 2, 'a', 'b')", "'    1|2    |    a|  b  |'"),
      ("'{:05d} {:+d} {:#x} {:b} {:o}'.format(-4, 4, 255, 5, 8)", "'-0004 +4 0xff 101 10'"),
      ("'{:,}'.format(1234567)", "'1,234,567'"),
      (
        "'{:.2f} {:8.3f} {:e} {:g} {:%}'.format(1.5, 2.25, 3.0, 4.0, 0.5)",
        "'1.50    2.250 3.000000e+00 4 50.000000%'"
      ),
      ("'{:*^9}'.format('x')", "'****x****'"),
      ("'{:{}}|'.format('a', 4)", "'a   |'"),
      ("'{:{w}.{p}f}'.format(3.14159, w=8, p=2)", "'    3.14'"),
      ("'{:c}'.format(65)", "'A'"),
      ("'{:s}'.format(1)", "ValueError unknown format code 's' for object of type 'int'"),
      ("'{:d}'.format('a')", "ValueError unknown format code 'd' for object of type 'str'"),
      ("'{:q}'.format(1)", "ValueError invalid format specifier"),
      ("'{:=5}'.format('a')", "ValueError '=' alignment not allowed in string format specifier"),
      ("'{:+s}'.format('a')", "ValueError sign not allowed in string format specifier"),
      ("'{:.2}'.format('abc')", "'ab'"),
      ("'{!r:>6}'.format('a')", #""   'a'""#),
      ("'{:>6}'.format(None)", "TypeError can't convert 'NoneType' object to str implicitly"),
      ("'{:5}|'.format(b'ab')", "'ab   |'"),
    ])
  }
}
