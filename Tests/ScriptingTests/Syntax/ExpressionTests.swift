import Scripting
import Testing

@Suite("Expressions become trees")
struct ExpressionTests {
  @Test(arguments: [
    ("1 + 2 * 3 - 4", "(1 + (2 * 3) - 4)"), ("a | b ^ c & d << e", "(a | (b ^ (c & (d << e))))"),
    ("a * b + c * d", "((a * b) + (c * d))"), ("a * b + c | d", "(((a * b) + c) | d)"),
    ("-a ** -b ** c", "(minus (a ** (minus (b ** c))))"), ("~+x", "(invert (plus x))"),
    ("a < b <= c is not d not in e", "(a < b <= c is not d not in e)"), ("a is b in c", "(a is b in c)"),
    ("not a and b or c", "(or (and (not a) b) c)"), ("not a == b", "(not (a == b))"),
    ("a if b else c if d else e", "(if b a (if d c e))"), ("lambda: 0", "(lambda () 0)"),
    ("lambda a, *b, c=1, **d: a", "(lambda (a *b !c=1 **d) a)"), ("a // b % c / d", "(a // b % c / d)"),
  ])
  func operators(text: String, expected: String) throws { #expect(try TreePrinter.module(text) == expected) }

  @Test(arguments: [
    ("()", "(tuple)"), ("(a)", "a"), ("(a,)", "(tuple a)"), ("a, b,", "(tuple a b)"), ("[]", "(list)"),
    ("[a, b]", "(list a b)"), ("{}", "(dict)"), ("{a: b, c: d,}", "(dict a b c d)"), ("{a, b}", "(set a b)"),
    ("...", "..."), ("(yield)", "(yield)"), ("(yield a, b)", "(yield (tuple a b))"),
    ("[a for b in c if d for e, in f]", "(list-for a for b c if d for (tuple e) f)"),
    ("(a for b in c)", "(generator-for a for b c)"), ("{a for b in c}", "(set-for a for b c)"),
    ("{a: b for c in d}", "(dictionary-for a b for c d)"),
    ("[a for b in c if lambda: d if e]", "(list-for a for b c if (lambda () d) if e)"),
    ("a.b(c)[d].e", "(a.b(c)[d].e)"), ("f(a, b=c, *d, **e)", "(f(a b=c *d **e))"),
    ("f(a for b in c)", "(f((generator-for a for b c)))"), ("f(*a, b=c,)", "(f(*a b=c))"), ("f(\n)", "(f())"),
    ("a[:]", "(a[(slice - - -)])"), ("a[b:]", "(a[(slice b - -)])"), ("a[:b:c]", "(a[(slice - b c)])"),
    ("a[::b]", "(a[(slice - - b)])"), ("a[b::]", "(a[(slice b - -)])"),
    ("a[b:c, d]", "(a[(tuple (slice b c -) d)])"),
    ("a[b,]", "(a[(tuple b)])"), ("__debug__", "True"),
  ])
  func bracketsAndTrailers(text: String, expected: String) throws {
    #expect(try TreePrinter.module(text) == expected)
  }

  @Test(arguments: [
    ("0", "0"), ("007", "7"), ("1_000", "1000"), ("0xFf", "255"), ("0o17", "15"), ("0b101", "5"),
    ("4611686018427387903", "4611686018427387903"), ("4611686018427387904", "(big10 4611686018427387904)"),
    ("0xFFFFFFFFFFFFFFFFFFFF", "(big16 FFFFFFFFFFFFFFFFFFFF)"), ("1.", "(float 1.)"),
    (".5e-3", "(float .5e-3)"),
    ("1E5", "(float 1E5)"), ("2j", "(imaginary 2)"), ("1.5J", "(imaginary 1.5)"), ("1 .real", "(1.real)"),
  ])
  func numbers(text: String, expected: String) throws { #expect(try TreePrinter.module(text) == expected) }

  @Test(arguments: [
    ("'a' \"b\" '''c'''", "(str 'abc')"), ("r'\\n'", "(str '\\n')"), ("b'\\x41\\101'", "(bytes 'AA')"),
    ("'\\x41\\u0042\\U00000043\\104'", "(str 'ABCD')"), ("'\\xe9'", "(str c3 a9)"),
    ("b'\\xe9'", "(bytes e9)"),
    ("b'中'", "(bytes e4 b8 ad)"), ("'\\a\\b\\t\\n\\v\\f\\r'", "(str 7 8 9 a b c d)"),
    ("'\\q'", "(str '\\q')"),
    ("b'\\u0041'", "(bytes '\\u0041')"), ("'a\\\nb'", "(str 'ab')"), ("'''a\nb'''", "(str 61 a 62)"),
    ("''", "(str '')"), ("rb'\\x' br'y'", "(bytes '\\xy')"), ("u'x'", "(str 'x')"),
    ("'''a\"b''c'''", "(str 'a\"b''c')"),
    ("('a'\n'b')", "(str 'ab')"), ("r'\\''", "(str '\\'')"), ("é = 1", "(= é 1)"),
  ])
  func strings(text: String, expected: String) throws { #expect(try TreePrinter.module(text) == expected) }
}
