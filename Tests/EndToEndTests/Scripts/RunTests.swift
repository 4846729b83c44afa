import Foundation
import TestSupport
import Testing

@Suite("kiln run, end to end")
struct RunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes `main.py` and runs a line of shell in its folder, in which `$KILN` is the tool.
  private func run(_ script: String, _ line: String = "$KILN run main.py") throws -> KilnTool.Result {
    try folder.write(Array(script.utf8), to: "main.py")
    return try KilnTool.shell("cd '\(folder.path)' && \(line)")
  }

  @Test("what a script prints is data, its arguments are its own, its end is exit 0")
  func output() throws {
    let result = try run("import sys\nprint(sys.argv, 1/3)\n", "$KILN run main.py -h --sd x")
    #expect(result.output == "['main.py', '-h', '--sd', 'x'] 0.3333333\n")
    #expect(result.talk.isEmpty && result.exitCode == 0)
  }

  @Test("an exception is its traceback, behind what was printed") func traceback() throws {
    let script = """
      import helper
      print('before')
      class Cat:
        def meow(self): return helper.half('milk')
      Cat().meow()
      """
    try folder.write(Array("def half(value):\n  return value / 2\n".utf8), to: "helper.py")
    let result = try run(script, "$KILN run main.py 2>&1")
    #expect(result.exitCode == 1)
    try Snapshot.expect(result.output, named: "run-traceback")
  }

  @Test("a text that is no program is shown with its place and a hint") func refused() throws {
    let result = try run("name = 'x'\nif name:\n    print(f'hello {name}')\n")
    #expect(result.exitCode == 1 && result.output.isEmpty)
    try Snapshot.expect(result.talk, named: "run-refused")
    try folder.write(Array("a = 1\nb = (a :=\n  2)\n".utf8), to: "newer.py")
    let imported = try run("print(1)\nimport newer\n")
    #expect(imported.output == "1\n")
    try Snapshot.expect(imported.talk, named: "run-refused-import")
  }

  @Test(
    "sys.exit is the exit code",
    arguments: [("", 0), ("0", 0), ("5", 5), ("256 + 7", 7), ("None", 0), ("True", 1), ("False", 0), ("'words'", 1)])
  func exits(value: String, code: Int32) throws {
    let result = try run("import sys\nprint('x')\nsys.exit(\(value))\n")
    #expect(result.exitCode == code && result.output == "x\n" && result.talk.isEmpty)
  }

  @Test("the time is over whatever the script does") func timeout() throws {
    let script = "print('x')\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass\n"
    let result = try run(script, "$KILN run --timeout 0.2 main.py")
    #expect(result.exitCode == 124 && result.output == "x\n" && result.talk == "stopped after 200.0 ms\n")
    #expect(try run("import time\ntime.sleep(1000)", "$KILN run --timeout 0.2 main.py").exitCode == 124)
  }

  @Test("a script that cannot be read is exit 3", arguments: ["none.py", ".", "none/main.py"])
  func unreadable(name: String) throws {
    let result = try run("", "$KILN run \(name)")
    #expect(result.exitCode == 3 && result.output.isEmpty && result.talk.hasPrefix("error: \(name): "))
    #expect(try run("", "$KILN run --sd none main.py").exitCode == 3)
  }

  @Test("Ctrl-C is KeyboardInterrupt, SIGTERM the end") func signals() throws {
    let script = "try:\n  print('ready')\n  while True: pass\nexcept KeyboardInterrupt:\n  print('caught')\n"
    let wait = "until grep -q ready out; do sleep 0.05; done"
    let caught = try run(
      script, "{ $KILN run main.py > out & } && \(wait); kill -INT $!; wait $!; echo $?; cat out")
    #expect(caught.output == "0\nready\ncaught\n")
    let ended = try run(
      script, "{ $KILN run main.py > out & } && \(wait); kill $!; wait $!; echo $?; cat out")
    #expect(ended.output == "143\nready\n")
  }

  @Test("input reads lines of a pipe to their end") func input() throws {
    let script = "print(input('? '))\nprint(input())\ntry:\n  input()\nexcept EOFError:\n  print('end')\n"
    #expect(try run(script, "printf 'a\\nb' | $KILN run main.py").output == "? a\nb\nend\n")
  }

  @Test("files are those of /sd, and --trace names them") func files() throws {
    let script = """
      with open('note.txt', 'w') as f: f.write('12345')
      print(open('/sd/note.txt').read())
      import os
      os.mkdir('lib')
      print(os.listdir())
      try: open('/etc/passwd')
      except OSError as e: print(e)
      """
    let result = try run(script, "mkdir card && $KILN run --trace --sd card main.py")
    #expect(result.exitCode == 0)
    #expect(result.output == "12345\n['lib', 'note.txt']\n[Errno 19] ENODEV\n")
    try Snapshot.expect(result.talk, named: "run-trace")
    #expect(try folder.bytes("card/note.txt") == Array("12345".utf8))
  }

  @Test("options make another machine") func options() throws {
    #expect(try run("print(1/3)", "$KILN run --float64 main.py").output == "0.3333333333333333\n")
    #expect(try run("bytearray(300000)", "$KILN run --gc-heap 256K main.py").exitCode == 1)
    #expect(try run("bytearray(300000)").exitCode == 0)
    let random = "import urandom, os\nprint(urandom.getrandbits(30), os.urandom(4))\n"
    let first = try run(random, "$KILN run --seed 7 main.py").output
    #expect(try run(random, "$KILN run --seed 7 main.py").output == first)
    #expect(try run(random, "$KILN run --seed 8 main.py").output != first)
  }

  @Test("a prompt reads a pipe, and values are printed") func prompt() throws {
    let result = try run("", "printf 'x = 20\\nif x:\\n\\tx += 1\\n\\nx * 2\\n1/0\\n' | $KILN repl")
    #expect(result.exitCode == 0)
    try Snapshot.expect(result.output.replacing("\r", with: ""), named: "repl-pipe")
  }
}
