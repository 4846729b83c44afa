import Scripting
import TestSupport
import Testing

@Suite("Any text is safe to parse")
struct ParserPropertyTests {
  @Test("Random programs parse to the trees that they were written from")
  func programs() throws {
    for seed in 0..<400 {
      var program = RandomProgram(seed: UInt64(seed))
      let piece = program.block(3, indent: "")
      do throws(SyntaxFault) {
        let found = try TreePrinter.module(piece.text)
        #expect(found == piece.tree, "seed \(seed)\n\(piece.text)")
      } catch {
        Issue.record("seed \(seed): \(error)\n\(piece.text)")
      }
    }
  }

  @Test("Random bytes end in a tree or a fault inside the text")
  func randomBytes() throws {
    var random = SplitMix64(seed: 1)
    for length in 0..<600 { try check(random.bytes(length)) }
  }

  @Test("Random tokens end so too")
  func randomTokens() throws {
    let words = [
      "if", "else", ":", "\n", "\n  ", "\n\t", "(", ")", "[", "]", "{", "}", "a", "1", "'", "\"\"\"",
      "lambda", "for", "in",
      "*", "**", "=", ",", ".", "def", "class", "try", "except", "yield", "not", "-", "@", "\\", "b'", "0x",
      "1e", "\r", "\0", "#",
      "import", "from", "with", "as", ";", "é", "\u{FEFF}",
    ]
    var random = SplitMix64(seed: 2)
    for _ in 0..<3_000 {
      let text = (0..<Int(random.next() % 30)).map { _ in words[Int(random.next() % UInt64(words.count))] }
      try check(Array(text.joined(separator: " ").utf8))
      try check(Array(text.joined().utf8))
    }
  }

  @Test("Programs with bytes changed, lost or doubled end so too")
  func mutations() throws {
    var random = SplitMix64(seed: 3)
    for seed in 0..<200 {
      var program = RandomProgram(seed: UInt64(seed))
      var bytes = Array(program.block(2, indent: "").text.utf8)
      for _ in 0..<4 where !bytes.isEmpty {
        let index = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: index)
        default: bytes.insert(bytes[index], at: index)
        }
        try check(bytes)
      }
    }
  }

  private static let deep = 100_000

  @Test(
    "Text that nests without end is refused, in the device's words, before the stack is",
    arguments: [
      "(", "[", "{", "{a:", "-", "~", "not ", "a(", "a[", "lambda:", "lambda a=", "a if b else ", "a**",
      "[a for a in [", "*(", "f(*",
      "(yield (", "a[b:", "x=(", "def f(a=(", "@a(", "(lambda:(",
    ])
  func deepNesting(piece: String) throws {
    let source = try SourceText(String(repeating: piece, count: Self.deep))
    do throws(SyntaxFault) {
      _ = try Parser.module(source)
      Issue.record("parsed")
    } catch {
      let isRefused = error.kind == .runtimeError || error.message == "invalid syntax"
      #expect(isRefused)
    }
  }

  @Test("Nesting up to the limit is fine")
  func allowedNesting() throws {
    for (open, close) in [
      ("(", ")"), ("[", "]"), ("f(", ")"), ("-", ""), ("not ", ""), ("a if b else ", ""),
      ("[a for a in (", ")]"),
    ] {
      let count = (Parser.depthLimit - 10) / (open.contains("in") ? 2 : 1)
      let text = String(repeating: open, count: count) + "a" + String(repeating: close, count: count)
      _ = try Parser.module(try SourceText(text))
    }
    let blocks = (0..<80).map { String(repeating: " ", count: $0) + "if a:\n" }.joined()
    _ = try Parser.module(try SourceText(blocks + String(repeating: " ", count: 80) + "a"))
  }

  @Test("What repeats without nesting may be as long as it likes")
  func longChains() throws {
    for (piece, end) in [
      ("a+", "a"), ("a.", "a"), ("a and ", "a"), ("a<", "a"), ("a,", ""), ("a=", "a"), ("a;", ""),
      ("(a)\n", ""), ("a\nif b: c\n", ""),
      ("'a' ", ""), ("\n", "a"), ("x()", "()"),
    ] {
      let text = String(repeating: piece == "x()" ? "()" : piece, count: 20_000) + end
      _ = try Parser.module(try SourceText(piece == "x()" ? "x" + text : text))
    }
  }

  private func check(_ bytes: [UInt8]) throws {
    let source = try SourceText(bytes)
    do throws(SyntaxFault) {
      let tree = try Parser.module(source)
      // Every node must lie in the text, and the printer must find what each refers to.
      #expect(tree.expressions.allSatisfy { Int($0.offset) <= source.bytes.count })
      _ = TreePrinter(tree: tree).root
    } catch {
      #expect(error.line >= 1 && error.line <= source.lineStarts.count)
      #expect(error.deviceLine >= error.line)
      #expect(error.column >= 1)
      #expect(Diagnostic(error, in: source).lines.count >= 1)
    }
    _ = PromptInput.needsMore(bytes)
  }
}
