import Scripting
import TestSupport
import Testing

/// The text of each group, joined with commas; `-` for one without part, "none" for no match.
private func verdict(_ pattern: String, _ subject: String, anchored: Bool = false) throws -> String {
  let bytes = Array(subject.utf8)
  let expression = try RegularExpression(pattern.utf8)
  var steps = 100_000
  let match =
    anchored
    ? try expression.match(bytes.span, steps: &steps) : try expression.search(bytes.span, steps: &steps)
  guard let match else { return "none" }
  return match.groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "-" }.joined(
    separator: ",")
}

private func fault(_ work: () throws -> Void) -> EngineFault? {
  do { try work() } catch { return error as? EngineFault }
  return nil
}

@Suite("RegularExpression")
struct RegularExpressionTests {
  @Test(
    "search_groupsAsTheDevice",
    arguments: [
      ("a+", "baac", "aa"), ("a+?", "baac", "a"), ("(a|b)*c", "ababc", "ababc,b"),
      ("(?:ab)+", "xababa", "abab"),
      ("a??b", "ab", "ab"), (#"\d\D\w\W\s\S"#, "1a_- z", "1a_- z"), ("[a-c-]+", "xa-cx", "a-c"),
      ("[^]", "q", "q"), ("[]", "q", "none"), (#"[\d]+"#, #"1d\"#, #"d\"#), ("(x)?y", "y", "y,-"),
      ("a|ab|c", "abc", "a"), ("^b", "ab", "none"), ("b$", "ab", "b"), (#"\."#, "a.", "."), ("", "abc", ""),
      ("a.c", "a\nc", "a\nc"), ("(a)(b)?(c)", "ac", "ac,a,-,c"),
    ])
  func search(pattern: String, subject: String, expected: String) throws {
    #expect(try verdict(pattern, subject) == expected)
  }

  @Test("match_holdsAtTheStartOnly")
  func anchored() throws {
    #expect(try verdict("b", "ab", anchored: true) == "none")
    #expect(try verdict("a", "ab", anchored: true) == "a")
  }

  @Test(
    "compile_refusesAsTheDevice",
    arguments: ["*", "a|*", "(", ")", "(a", "a)", "[a", "[a-", #"a\"#, "^*", "a**", "(?:", "+", "(?x)"])
  func refusals(pattern: String) {
    #expect(fault { _ = try RegularExpression(pattern.utf8) } == EngineFault(.valueError, "Error in regex"))
  }

  @Test("compile_endsAtAZeroByte")
  func zeroByte() throws {
    #expect(try verdict("a\0(", "xa") == "a")
  }

  @Test("ranges_compareUnsignedBytes")
  func highBytes() throws {
    var steps = 100
    let expression = try RegularExpression([0x5B, 0x61, 0x2D, 0xFF, 0x5D])
    #expect(try expression.match([0xC3].span, steps: &steps) != nil)
  }

  @Test("match_emptyLoopExceedsTheRecursionDepth")
  func emptyLoop() {
    let expected = EngineFault(.runtimeError, "maximum recursion depth exceeded")
    #expect(fault { _ = try verdict("(a*)*b", "c") } == expected)
    #expect(fault { _ = try verdict("a+", String(repeating: "a", count: 1000)) } == expected)
  }

  @Test("match_exponentialWorkEndsAtTheStepLimit")
  func exponential() throws {
    let subject = [UInt8](repeating: 0x61, count: 40)
    let expression = try RegularExpression("(?:a|a)+b".utf8)
    var steps = 10_000
    #expect(fault { _ = try expression.match(subject.span, steps: &steps) } == .stepLimit)
  }

  @Test("split_followsTheLimitAndStopsAtEmptyMatches")
  func split() throws {
    let bytes = Array("a1b22c".utf8)
    var steps = 1000
    func pieces(_ pattern: String, _ limit: Int) throws -> [String] {
      try RegularExpression(pattern.utf8).split(bytes.span, limit: limit, steps: &steps)
        .map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(try pieces("[0-9]+", 0) == ["a", "b", "c"])
    #expect(try pieces("[0-9]+", 1) == ["a", "b22c"])
    #expect(try pieces("x*", 0) == ["a1b22c"])
    #expect(
      fault { _ = try pieces("(1)", 0) } == EngineFault(.notImplementedError, "Splitting with sub-captures"))
  }

  @Test(
    "substitute_fillsGroupsIn",
    arguments: [
      ("(a)(b)?", #"<\1\g<2>>"#, "abxa", 0, "<ab>x<a>"), ("a", "b", "aaa", 2, "bba"),
      ("a", #"\\0"#, "a", 0, "a"),
      ("a", #"\g<name>\"#, "a", 0, "name>"), ("^a", "b", "aaa", 0, "bbb"), ("a", "x\0y", "a", 0, "x"),
    ])
  func substitute(pattern: String, replacement: String, subject: String, limit: Int, expected: String) throws
  {
    var steps = 1000
    let text = try RegularExpression(pattern.utf8).substitute(
      Array(replacement.utf8).span, in: Array(subject.utf8).span, limit: limit, steps: &steps)
    #expect(text == Array(expected.utf8))
  }

  @Test("substitute_withoutMatchIsNil_missingGroupIsAnIndexError")
  func substituteEdges() throws {
    var steps = 1000
    let expression = try RegularExpression("a".utf8)
    #expect(try expression.substitute([0x62].span, in: [0x63].span, steps: &steps) == nil)
    let reference = Array(#"\7"#.utf8)
    #expect(
      fault { _ = try expression.substitute(reference.span, in: [0x61].span, steps: &steps) }
        == EngineFault(.indexError, .number(7)))
  }

  @Test("randomPatterns_neverTrap", arguments: 1...40)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters = Array("ab1[]()^$?*+|\\-.dD:".utf8)
    for _ in 0..<200 {
      let length = Int.random(in: 0...(seed > 35 ? 400 : 24), using: &random)
      let pattern = (0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
      let subject = (0..<12).map { _ in letters[Int.random(in: 0..<4, using: &random)] }
      var steps = 2000
      _ = fault { _ = try RegularExpression(pattern).search(subject.span, steps: &steps) }
    }
  }
}
