import Scripting
import Testing

/// A machine at a prompt.
struct PromptMachine {
  let host = TestHost()
  let machine: Interpreter

  init() throws { machine = try Interpreter(configuration: ScriptConfiguration(), host: host) }

  @discardableResult func run(_ text: String) -> ScriptOutcome {
    machine.runStatements(source: Array(text.utf8), name: Array("<stdin>".utf8))
  }

  func complete(_ line: String) -> NameCompletion { machine.completion(of: Array(line.utf8)) }

  var output: String { String(decoding: host.output, as: UTF8.self) }
}

private func text(_ text: String) -> NameCompletion { .text(Array(text.utf8)) }
private func names(_ names: String...) -> NameCompletion { .names(names.map { Array($0.utf8) }) }

@Suite("Completion of names at a prompt")
struct NameCompletionTests {
  private let prompt: PromptMachine

  init() throws {
    prompt = try PromptMachine()
    prompt.run(
      """
      import sys
      class Cat:
        age = 1
        def meow(self): pass
        @property
        def bad(self): raise ValueError
        def __getattr__(self, name): raise AttributeError(name)
      class Box: pass
      cat = Cat()
      cat.mouse = Box()
      cat.mouse.tail = [1]
      counter = 1
      """)
  }

  @Test func globals_areCompletedAsFarAsTheyAgree() {
    #expect(prompt.complete("print(coun") == text("ter"))
    #expect(prompt.complete("c") == names("cat", "counter"))
    #expect(prompt.complete("1+co") == text("unter"))
  }

  @Test func attributes_areThoseOfWhatStandsBeforeTheDot() {
    #expect(prompt.complete("cat.m") == names("meow", "mouse"))
    #expect(prompt.complete("cat.mouse.t") == text("ail"))
    #expect(prompt.complete("x = cat.mouse.tail.app") == text("end"))
    #expect(prompt.complete("sys.platf") == text("orm"))
    #expect(prompt.complete("sys.implementation.") == names("__class__", "count", "index", "name", "version"))
    #expect(prompt.complete("Cat.ag") == text("e"))
  }

  @Test(arguments: ["zz", "zz.a", "cat.zz", "cat.zz.a", ".", "[].a", "cat..a", "cat.bad.x", "counter.zz"])
  func unknownNames_areLeft(line: String) { #expect(prompt.complete(line) == .none) }

  @Test func import_isCompletedAtTheBeginning() {
    #expect(prompt.complete("imp") == text("ort "))
    #expect(prompt.complete("  imp") == .none)
    #expect(prompt.complete("import") == text(" "))
    #expect(prompt.complete("x.imp") == .none)
  }

  @Test func builtins_areNotCompletedAsOnTheBoard() { #expect(prompt.complete("prin") == .none) }

  @Test func lineOfWhatever_doesNoHarm() {
    for length in 0...64 {
      _ = prompt.complete(String(repeating: ".", count: length))
      _ = prompt.complete(String(repeating: "cat.", count: length))
    }
    #expect(prompt.run("counter += 1") == .finished)
  }
}

@Suite("Texts at a prompt")
struct PromptTextTests {
  private let prompt: PromptMachine

  init() throws { prompt = try PromptMachine() }

  @Test func values_arePrintedOfPastedLinesButNotOfPrograms() {
    let lines = Array("1+1\nif 1:\n  'a'\ndef f():\n  3\nf()\nNone\n".utf8)
    #expect(prompt.machine.runPasted(source: lines, name: []) == .finished)
    #expect(prompt.output == "2\n'a'\n")
    #expect(prompt.machine.runStatements(source: lines, name: []) == .finished)
    #expect(prompt.output == "2\n'a'\n")
  }

  @Test func path_isSetWithoutATrace() throws {
    try prompt.machine.preparePrompt(path: [Array("/sd".utf8)])
    prompt.run("import sys\nprint(sys.path, sys.argv, '__file__' in globals())")
    #expect(prompt.output == "['/sd'] [] False\n")
  }

  @Test func refusedText_isShownWithItsPlace() throws {
    guard case .raised(let traceback, let diagnostic?) = prompt.run("a = 1\nb = f'x'\n") else {
      Issue.record("it ran")
      return
    }
    #expect(
      String(decoding: traceback, as: UTF8.self)
        == "Traceback (most recent call last):\n  File \"<stdin>\", line 2\nSyntaxError: invalid syntax\n")
    #expect(diagnostic.hint == .formattedString)
    #expect(diagnostic.lines.first == "<stdin>:2:6: SyntaxError: invalid syntax")
  }

  @Test(arguments: [("False", 0), ("True", 1), ("7", 7), ("'x'", 1), ("None", 0)])
  func exit_tellsTheShell(value: String, code: Int) {
    #expect(prompt.run("import sys\nsys.exit(\(value))") == .exited(code: code))
  }

  @Test(arguments: [
    "try:\n  exec('f\"\"')\nexcept SyntaxError:\n  1/0\n", "raise SyntaxError('x')", "1/0",
    "try:\n  exec('f\"\"')\nexcept SyntaxError:\n  pass\nraise SyntaxError('invalid syntax')",
  ])
  func otherExceptions_haveNoPlaceInAText(script: String) {
    guard case .raised(_, let diagnostic) = prompt.run(script) else {
      Issue.record("it ran")
      return
    }
    #expect(diagnostic == nil)
  }
}
