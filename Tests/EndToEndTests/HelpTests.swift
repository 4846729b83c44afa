import Testing

@Suite("Help and wrong usage, end to end")
struct HelpTests {
  @Test(
    "help is what the snapshot says, on standard output",
    arguments: [
      ("help", ["--help"]), ("help-sim", ["sim", "--help"]),
      ("help-diff", ["help", "diff"]),
      ("help-fit", ["fit", "--help"]),
      ("help-build", ["build", "--help"]), ("help-compare", ["compare", "--help"]),
      ("help-check", ["check", "--help"]), ("help-run", ["run", "--help"]),
      ("help-repl", ["repl", "--help"]),
      ("help-pack", ["pack", "--help"]), ("help-unpack", ["unpack", "--help"]),
      ("help-modem-shim", ["modem-shim", "--help"]), ("help-board", ["board", "--help"]),
      ("help-ports", ["ports", "--help"]), ("help-flash", ["flash", "--help"]),
      ("help-flash-write", ["flash", "write", "--help"]), ("help-flash-erase", ["flash", "erase", "--help"]),
    ])
  func help(name: String, arguments: [String]) throws {
    let result = try KilnTool.run(arguments)
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    try Snapshot.expect(result.output, named: name)
  }

  @Test("kiln alone shows its help") func alone() throws {
    #expect(try KilnTool.run().output == KilnTool.run("--help").output)
  }

  @Test("the version is one line") func version() throws {
    #expect(try KilnTool.run("--version").output.contains(#/^[0-9]+\.[0-9]+\.[0-9]+\n$/#))
  }

  @Test(
    "a slip in a command or option is exit 2 with a suggestion",
    arguments: [
      (["smi", Sample.v3], "did you mean: kiln sim"), (["Info"], "did you mean: kiln info"),
      (["frobnicate"], "kiln --help lists the commands"),
      ([Sample.v3], "to see what the file is: kiln info \(Sample.v3)"),
      (["sim", Sample.v3, "--inptu", "x"], "Did you mean '--input'?"),
      (["sim", Sample.v3, "--outptu-dir", "x"], "Did you mean '--output-dir'?"),
      (["run", "--sed", "3", "a.py"], "Did you mean '--sd'?"), (["run"], "kiln run needs a script"),
      (["run", "--camra", "x", "a.py"], "Did you mean '--camera'?"),
      (["run", "--frames", "0", "a.py"], "--frames must be at least 1"),
      (["repl", "--firmware", "ful"], "did you mean full?"),
    ])
  func slips(arguments: [String], suggestion: String) throws {
    let result = try KilnTool.run(arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains(suggestion), "\(result.talk)")
  }

  /// A kernel set of the other architecture.
  #if arch(x86_64)
  private static let missingSet = "neon"
  #else
  private static let missingSet = "avx2"
  #endif

  @Test(
    "values that make no sense are exit 2 and named",
    arguments: [
      (["--repeat", "0"], "--repeat must be 1"),
      (["--kernels", missingSet], "this processor lacks it; it has scalar"),
      (["--kernels", "magic"], "must be one of scalar"), (["--threads", "0"], "--threads must be 1"),
      (["--yolo2", "1,2,3"], "3 numbers; must be pairs"), (["--yolo2", "a,b"], "number 1 is 'a'"),
      (["--max-memory", "0x-5"], "'0x-5' is invalid"),
      (["--fit", "squeeze"], "'stretch', 'crop' or 'letterbox'"),
      (["--rounding", "v5"], "'auto', 'v3' or 'v4'"), (["--boxes", "x.png"], "--boxes needs --yolo2"),
      (["--yolo8"], "--yolo8: output0 has shape 10"), (["--yolo8", "--yolo5", "coco"], "give one of them"),
      (["--yolo5", "coco"], "--yolo5: output0 has shape 10"), (["--yolo5", "1,2/x,1"], "number 3 is 'x'"),
      (["--input", Sample.seven, "--input", Sample.seven], "2 inputs given; the model has 1"),
      (["--input", Sample.test, "--output-dir", "x"], "--output-dir: needs a single input"),
      (["--input", Sample.test, "--repeat", "3"], "--repeat: needs a single input"),
    ])
  func wrongValues(arguments: [String], words: String) throws {
    let result = try KilnTool.run(["sim", Sample.v3] + arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains(words), "\(result.talk)")
  }

  @Test("a missing argument is exit 2", arguments: ["info", "check", "sim", "diff", "fit", "pack", "unpack"])
  func missing(
    command: String
  )
    throws
  {
    let result = try KilnTool.run(command)
    #expect(result.exitCode == 2)
    #expect(result.talk.contains("Missing expected argument"))
  }
}
