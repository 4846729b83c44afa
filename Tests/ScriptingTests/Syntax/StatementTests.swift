import Scripting
import Testing

@Suite("Statements become trees")
struct StatementTests {
  @Test(arguments: [
    ("x", "x"), ("x = y = 1", "(= x y 1)"), ("a, *b = c", "(= (tuple a (star b)) c)"),
    ("[a, (b, c)] = d", "(= (list a (tuple b c)) d)"), ("x.y[0] += 1", "(+= (x.y[0]) 1)"),
    ("x **= yield", "(**= x (yield))"), ("x = yield from y", "(= x (yield-from y))"),
    ("del a, b.c, (d, e)", "(del a (b.c) (tuple d e))"), ("pass; pass;", "(pass) (pass)"),
    ("return", "(return)"), ("return 1, 2,", "(return (tuple 1 2))"), ("raise", "(raise)"),
    ("raise A from b", "(raise A from b)"), ("global a, b", "(global a b)"), ("nonlocal a", "(nonlocal a)"),
    ("assert a, 'b'", "(assert a (str 'b'))"), ("import a.b as c, d", "(import a.b as c d)"),
    ("from a.b import c as d, e,", "(from 0 a.b c as d e)"), ("from ...a import (b)", "(from 3 a b)"),
    ("from . import *", "(from 1  *)"), ("from .... import x", "(from 4  x)"),
  ])
  func simple(text: String, expected: String) throws { #expect(try TreePrinter.module(text) == expected) }

  @Test(arguments: [
    ("if a: b\nelif c:\n  d\nelse: e", "(if a {b} c {d} else {e})"),
    ("while a:\n\tbreak\nelse:\n\tcontinue", "(while a {(break)} else {(continue)})"),
    ("for a, in b, c: d", "(for (tuple a) (tuple b c) {d})"),
    ("for i in x:\n  if i: pass\n  y\nz", "(for i x {(if i {(pass)}) y}) z"),
    (
      "try: a\nexcept B as c: d\nexcept: e\nelse: f\nfinally: g",
      "(try {a} (except B as c {d}) (except {e}) else {f} finally {g})"
    ), ("try: a\nfinally: b", "(try {a} finally {b})"),
    ("with a as b, c: d", "(with a as b c {d})"),
    (
      "@a.b(1)\n@c\ndef f(a, b: int = 2, *c, d, e=3, **g) -> int: pass",
      "(@(a.b(1)) @c def f (a b=2 *c !d !e=3 **g) {(pass)})"
    ), ("def f(*, a): pass", "(def f (!a) {(pass)})"),
    ("class A(B, metaclass=C): x = 1", "(class A (B metaclass=C) {(= x 1)})"),
    ("class A: pass", "(class A () {(pass)})"),
    ("class A():\n  def f(self,):\n    pass\n\n  x", "(class A () {(def f (self) {(pass)}) x})"),
  ])
  func compound(text: String, expected: String) throws { #expect(try TreePrinter.module(text) == expected) }

  @Test("Line ends, byte order mark, comments, tabs and joined lines mean nothing more than they should")
  func layout() throws {
    let expected = "(if a {b c}) d"
    for text in [
      "if a:\n  b\n  c\nd", "\u{FEFF}if a:\r\n  b\r\n  c\r\nd\r\n", "if a:\r  b\r  c\rd",
      "\n# x\nif a: # y\n  b\n # z\n\n  c\n\nd # e",
      "if a:\n\tb\n        c\nd", "if \\\n a:\n  b\n  c\nd\n", "if (a\n):\n    b\n    c\nd",
    ] { #expect(try TreePrinter.module(text) == expected, "\(text)") }
    #expect(try TreePrinter.module("") == "")
    #expect(try TreePrinter.module("\n  # only\n") == "")
  }

  @Test("Nodes know where they begin")
  func positions() throws {
    let source = try SourceText("x\nif a:\n  b = c.d\n")
    let tree = try Parser.module(source)
    guard case .statements(let block) = tree.root, let last = tree[block].last,
      case .if(let branches, _) = tree[last].kind, let branch = tree[branches].first,
      let inner = tree[branch.body].first, case .assign(_, let value) = tree[inner].kind
    else {
      Issue.record("no if")
      return
    }
    #expect(source.line(at: tree[last].offset) == 2)
    #expect(source.line(at: tree[inner].offset) == 3)
    #expect(source.column(at: tree[inner].offset) == 3)
    #expect(source.column(at: tree[value].offset) == 7)
  }

  @Test("A prompt takes one statement, eval one expression")
  func entryPoints() throws {
    #expect(throws: SyntaxFault.self) { try Parser.interactive(try SourceText("a\nb")) }
    let single = try Parser.interactive(try SourceText("for a in b:\n  c\n"))
    #expect(TreePrinter(tree: single).root == "(for a b {c})")
    #expect(TreePrinter(tree: try Parser.expression(try SourceText("a, b\n"))).root == "(tuple a b)")
    for text in ["", "a = 1", "a\nb"] {
      #expect(throws: SyntaxFault.self) { try Parser.expression(try SourceText(text)) }
    }
  }

  @Test(arguments: [
    ("", false), ("x", false), ("(", true), ("'('", false), ("'''a", true), ("'''a'''", false),
    ("x = \\", true),
    ("if x:", true), ("if x:\n  y", true), ("if x:\n  y\n", false), ("iffy", false), ("@a", true),
    ("f(')'", true), ("'\\''", false), ("'", false), ("'(", false), ("\"\"\"'", true), ("a)[", true),
  ])
  func promptAsksForMore(text: String, expected: Bool) {
    #expect(PromptInput.needsMore(Array(text.utf8)) == expected)
  }
}
