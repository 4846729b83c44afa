import ScriptConsole
import Scripting
import Testing

@Suite("Completion of names")
struct CompletionTests {
  private var typist = Typist()

  @Test mutating func tab_asksForTheNameInFrontOfTheCursor() {
    typist.type("pri(x)\u{1B}[D\u{1B}[D\u{1B}[D\t")
    #expect(typist.requests == [.complete(Array("pri".utf8))])
  }

  @Test mutating func text_isPutInAtTheCursor() {
    typist.completion = .text(Array("nt".utf8))
    typist.type("pri+1\u{1B}[D\u{1B}[D\t\r")
    #expect(typist.sources == ["print+1"])
  }

  @Test mutating func names_areListedAndTheLineIsShownAnew() {
    typist.completion = .names(["abc", "abd"].map { Array($0.utf8) })
    _ = typist.look()
    typist.type("ab+1\u{1B}[D\u{1B}[D\t")
    #expect(typist.look() == "ab+1\u{08}\u{08}\r\nabc             abd\r\n>>> ab+1\u{08}\u{08}")
  }

  @Test mutating func nothing_changesNothing() {
    _ = typist.look()
    typist.type("zz\t\t")
    #expect(typist.look() == "zz")
  }

  @Test mutating func tab_listsNamesOnAnEmptyLine() {
    typist.type("\t")
    #expect(typist.requests == [.complete([])])
  }

  @Test mutating func tab_isAnIndentInABlock() {
    typist.completion = .names([[0x61]])
    typist.type("if x:\r\ty\r\u{7F}\u{7F}\r")
    #expect(typist.sources == ["if x:\n        y\n"])
  }

  @Test func tab_isABlankInTextFromAFile() {
    var typist = Typist(ReplSession(banner: [], isTyped: false))
    typist.type("x =\t1\r")
    #expect(typist.sources == ["x = 1"])
  }

  @Test mutating func columns_areThoseOfTheBoard() {
    typist.completion = .names(
      ["a", "fifteen_letters", "sixteen_letters_", "b", "c", String(repeating: "d", count: 70)].map {
        Array($0.utf8)
      })
    _ = typist.look()
    typist.type("\t")
    let shown =
      "\r\na               fifteen_letters                 sixteen_letters_\r\nb               c\r\n"
    #expect(typist.look() == shown + String(repeating: "d", count: 70) + "\r\n>>> ")
  }
}
