import Scripting
import Testing

/// How scripts end, and what a prompt does with what is typed.
struct OutcomeTests {
  @Test(arguments: [
    ("", 0), ("0", 0), ("3", 3), ("256", 0), ("-1", 255), ("None", 0), ("'text'", 1), ("2.5", 1), ("True", 1),
  ])
  func exit_givesTheShellACode(argument: String, code: Int) throws {
    let run = try MachineRun(
      "import sys\ntry: sys.exit(\(argument))\nexcept Exception: print('caught')\nfinally: print('last')")
    #expect(run.output == "last\n")
    #expect(run.outcome == .exited(code: code))
  }

  @Test func exit_canBeCaughtAsWhatItIs() throws {
    let run = try MachineRun("import sys\ntry: sys.exit(3)\nexcept SystemExit as e: print(repr(e), e.args)")
    #expect(run.outcome == .finished && run.output == "SystemExit(3,) (3,)\n")
  }

  @Test func interrupt_isKeyboardInterrupt() throws {
    let run = try MachineRun("while 1: pass", host: MachineHost((poll: 3, .keyboardInterrupt), once: true))
    #expect(
      run.traceback
        == "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nKeyboardInterrupt: \n"
    )
  }

  @Test func interrupt_isNoException_butCanBeCaught() throws {
    let script = """
      try:
        try:
          while 1: pass
        except Exception: print('no')
      except KeyboardInterrupt: print('yes')
      print('on')
      """
    let run = try MachineRun(script, host: MachineHost((poll: 3, .keyboardInterrupt), once: true))
    #expect(run.outcome == .finished && run.output == "yes\non\n")
  }

  @Test func interrupt_endsSleeping() throws {
    let script =
      "import utime\ntry: utime.sleep(1000)\nexcept KeyboardInterrupt: print(utime.ticks_ms() < 900000)"
    #expect(
      try MachineRun(script, host: MachineHost((poll: 3, .keyboardInterrupt), once: true)).output == "True\n")
  }

  @Test func endOfInput_isEOFError() throws {
    #expect(try MachineRun("try: input('> ')\nexcept EOFError: print('end')").output.hasSuffix("end\n"))
  }

  @Test func prompt_printsValuesAndKeepsNames() throws {
    let host = MachineHost()
    let interpreter = try Interpreter(configuration: ScriptConfiguration(), host: host)
    let name = Array("<stdin>".utf8)
    func type(_ text: String) -> ScriptOutcome {
      interpreter.runPrompt(source: Array((text + "\n").utf8), name: name)
    }
    #expect(type("x = [1.5, 'a']") == .finished)
    #expect(type("x") == .finished)
    #expect(type("None") == .finished)
    #expect(type("for i in range(2): i") == .finished)
    #expect(type("import sys") == .finished)
    #expect(host.text == "[1.5, 'a']\n0\n1\n")
    #expect(type("sys.exit(4)") == .exited(code: 4))
    let failure =
      "Traceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\nZeroDivisionError: divide by zero\n"
    #expect(type("1/0") == .raised(traceback: Array(failure.utf8), diagnostic: nil))
    #expect(type("len(x)") == .finished)
    #expect(host.text.hasSuffix("\n2\n"))
    #expect(interpreter.runStatements(source: Array("x\n7\nprint(x)".utf8), name: name) == .finished)
    #expect(host.text.hasSuffix("\n2\n[1.5, 'a']\n"))
  }

  @Test(arguments: [
    ("x = f'{1}'", SyntaxHint.formattedString), ("(y := 1)", .walrus), ("async def f(): pass", .async),
    ("def f():\n await x", .await),
    ("match x:\n case 1: pass", .match), ("def f(a, /): pass", .positionalOnly), ("x = [*a]", .starInDisplay),
    ("x: int = 1", .variableAnnotation),
    ("a @ b", .matrixMultiplication), ("print x", .printStatement), ("x = R'x'", .capitalPrefix),
    ("type X = int", .typeAlias),
    ("f(*a, *b)", .starsInCall), ("with (a as b, c as d): pass", .parenthesizedWith),
    ("@a[0]\ndef f(): pass", .decoratorExpression),
  ])
  func newerSyntax_isTheDevicesErrorWithAHint(script: String, hint: SyntaxHint) throws {
    let run = try MachineRun(script)
    #expect(run.hint == hint)
    #expect(try #require(run.traceback).contains("\nSyntaxError: "))
    // Nothing of the text ran.
    #expect(try MachineRun("print(1)\n" + script).output == "")
  }

  @Test func hint_isOfTheTextThatFailedOnly() throws {
    #expect(try MachineRun("try: exec('(y := 1)')\nexcept SyntaxError: pass\nprint(1)").outcome == .finished)
    #expect(try MachineRun("x = = 1").hint == nil)
  }
}
