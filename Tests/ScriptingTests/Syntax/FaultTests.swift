import Scripting
import Testing

@Suite("Mistakes are told in the device's words")
struct FaultTests {
  private func fault(_ text: String) -> SyntaxFault? {
    do throws(SyntaxFault) {
      _ = try Parser.module(try SourceText(text))
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    "(", ")", "a b", "x = ", "if a\n  b", "if a:\nb", "for x y: z", "1 = = 2", "a ? b", "$", "'abc", "'''abc",
    "'\\x4'",
    "'\\u12'", "'a' b'b'", "b'\\777'", "def f(a, 1): pass", "lambda a: int: 3", "class A(:", "import a.",
    "from import a",
    "from a import", "from a import (b, c", "try: a", "try: a\nelse: b", "@a\nx", "return = 1", "del",
    "global 1", "a.1",
    "{a: b, **c}", "{*a}", "print(a", "x = *", "not", "a not b", "while: a", "else: a", "a\\ b",
    "yield = \n=", "R'x'", "B'x'",
    "async = await x", "f(**)", "a[]", "[a for b]", "def f(): return *a",
  ])
  func invalidSyntax(text: String) {
    #expect(fault(text)?.kind == .syntaxError)
    #expect(fault(text)?.message == "invalid syntax")
  }

  @Test(arguments: [
    ("a = 1\n  b", "unexpected indent", 2), (" a", "unexpected indent", 1),
    ("if a:\n    b\n  c", "unindent doesn't match any outer indent level", 3),
  ])
  func indentation(text: String, message: String, line: Int) {
    #expect(fault(text)?.kind == .indentationError)
    #expect(fault(text)?.message == message)
    #expect(fault(text)?.line == line)
  }

  @Test(arguments: [
    ("1 = a", "can't assign to expression"), ("f() = a", "can't assign to expression"),
    ("() = a", "can't assign to expression"),
    ("(a, b) += c", "can't assign to expression"), ("None = 1", "can't assign to expression"),
    ("*a = b", "can't assign to expression"),
    ("for f() in x: y", "can't assign to expression"), ("[x for 1 in y]", "can't assign to expression"),
    ("with a as b(): c", "can't assign to expression"), ("*a, *b = c", "multiple *x in assignment"),
    ("x = *a, b", "*x must be assignment target"), ("[*a]", "*x must be assignment target"),
    ("del f()", "can't delete expression"),
    ("del [a]", "can't delete expression"), ("f(*a, *b)", "can't have multiple *x"),
    ("f(**a, **b)", "can't have multiple **x"),
    ("f(a.b=1)", "LHS of keyword arg must be an id"), ("f(*a, b)", "non-keyword arg after */**"),
    ("f(a=1, b)", "non-keyword arg after keyword arg"),
    ("def f(a=1, b): c", "non-default argument follows default argument"),
    ("def f(a, a): b", "argument name reused"), ("def f(**a, b): c", "invalid syntax"),
    ("def f(*a, *b): c", "invalid syntax"),
    ("{1: 2, 3}", "expecting key:value for dict"), ("{1, 2: 3}", "expecting just a value for set"),
    ("try: a\nexcept: b\nexcept C: d", "default 'except' must be last"),
    ("0x", "invalid syntax for integer with base 16: ''"),
    ("0b12", "invalid syntax for integer with base 2: '12'"),
    ("1if a else b", "invalid syntax for integer with base 10: '1if'"),
    ("1.2.3", "invalid syntax for number"), ("1e", "invalid syntax for number"),
  ])
  func compilerMistakes(text: String, message: String) {
    #expect(fault(text)?.kind == .syntaxError)
    #expect(fault(text)?.message == message)
  }

  @Test("What the parser refuses is told before what the compiler refuses")
  func order() {
    #expect(fault("1 = a\nb c")?.line == 2)
    #expect(fault("'\\N{DIGIT ONE}'")?.kind == .notImplementedError)
    #expect(fault("'\\N{DIGIT ONE}'")?.message == "unicode name escapes")
  }

  @Test("A line that breaks off is shown where it does; the device names the next line")
  func brokenLine() {
    let found = fault("a = \n\n\nb\n")
    #expect(found?.line == 1)
    #expect(found?.column == 4)
    #expect(found?.deviceLine == 4)
    // Past the last line end the device counts one more.
    #expect(fault("if a:")?.line == 1)
    #expect(fault("if a:")?.deviceLine == 2)
  }

  @Test(arguments: [
    ("f'a{b}'", SyntaxHint.formattedString), ("x = rf'a'", .formattedString), ("if (a := 1): b", .walrus),
    ("if a := 1: b", .walrus),
    ("async def f(): a", .async), ("@a\nasync def f(): a", .async), ("await x", .await),
    ("y = await f()", .await),
    ("match x:\n  case 1: a", .match), ("def f(a, /, b): c", .positionalOnly),
    ("x = [*a, b]", .starInDisplay),
    ("{**a, 'b': 1}", .starInDisplay), ("f(*a, *b)", .starsInCall), ("x: int = 1", .variableAnnotation),
    ("x: int", .variableAnnotation),
    ("a.b: int = 1", .variableAnnotation), ("try: a\nexcept* B: c", .exceptStar),
    ("x = a @ b", .matrixMultiplication),
    ("a @= b", .matrixMultiplication), ("@a[0]\ndef f(): b", .decoratorExpression),
    ("with (a as b): c", .parenthesizedWith),
    ("type X = int", .typeAlias), ("print 'a'", .printStatement), ("print a", .printStatement),
    ("try: a\nexcept B, c: d", .exceptComma),
    ("x = 12L", .longInteger), ("x = R'a'", .capitalPrefix),
  ])
  func hints(text: String, hint: SyntaxHint) { #expect(fault(text)?.hint == hint) }

  @Test(
    "Plain mistakes get no hint",
    arguments: ["a b", "f(", "x = = 1", "if a\n  b", "def f(a b): c", "for a b: c", "[1 2]", "'a"])
  func noHint(text: String) { #expect(fault(text)?.hint == nil) }

  @Test("A diagnostic shows the line, a caret and a hint")
  func diagnostic() throws {
    let source = try SourceText("\tx = f'a'\n", name: "main.py")
    #expect(throws: SyntaxFault.self) { try Parser.module(source) }
    let indented = try SourceText("if x:\n\t中 = f'a'\n", name: "main.py")
    do throws(SyntaxFault) {
      _ = try Parser.module(indented)
      Issue.record("no fault")
    } catch {
      #expect(
        Diagnostic(error, in: indented).lines == [
          "main.py:2:7: SyntaxError: invalid syntax", "  \t中 = f'a'", "  \t      ^",
          "hint: newer than the firmware's Python (3.4): f-strings; \"{}\".format(x) does the same",
        ])
      #expect(error.newerThanFirmware == "f-strings")
    }
  }
}
