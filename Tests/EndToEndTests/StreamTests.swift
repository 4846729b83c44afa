import Foundation
import TestSupport
import Testing

@Suite("Streams and terminals, end to end")
struct StreamTests {
  private static let escape = "\u{1B}"

  /// Runs a line of shell on a terminal of its own; both streams come out as output.
  private func onTerminal(_ line: String, environment: [String: String] = [:]) throws -> KilnTool.Result {
    try KilnTool.shell("script -qec '\(line)' /dev/null", environment: environment)
  }

  @Test(
    "pipes and files get no escape codes",
    arguments: [["info", Sample.v3], ["info", "none"], ["sim", Sample.v4]])
  func plain(arguments: [String]) throws {
    let result = try KilnTool.run(arguments)
    #expect(!(result.output + result.talk).contains(Self.escape))
  }

  @Test("an error is red on a terminal, unless NO_COLOR is set") func color() throws {
    let red = "\(Self.escape)[31merror\(Self.escape)[0m: none: no such file"
    #expect(try onTerminal("$KILN info none").output.contains(red))
    let quiet = try onTerminal("$KILN info none", environment: ["NO_COLOR": "1"]).output
    #expect(quiet.contains("error: none: no such file"))
    #expect(!quiet.contains(Self.escape))
    #expect(!(try onTerminal("$KILN info none", environment: ["TERM": "dumb"]).output).contains(Self.escape))
  }

  @Test("a terminal shows the bar of a folder and clears it before results and warnings") func progress()
    throws
  {
    let folder = try TemporaryFolder()
    for name in ["000", "001", "002"] {
      try folder.write(Data(contentsOf: Sample.url("test/3/\(name).png")), to: "\(name).png")
    }
    try folder.write([1], to: "0015.png")
    let result = try onTerminal("$KILN sim \(Sample.v4) --input \(folder.path)")
    #expect(result.exitCode == 3)
    #expect(result.output.contains("running ["))
    let pieces = result.output.components(separatedBy: "\r\(Self.escape)[K")
    #expect(pieces.contains { $0.hasPrefix("\(Self.escape)[33mwarning") })
    #expect(pieces.contains { $0.hasPrefix("3 pictures; the first: ") })
    #expect(pieces.allSatisfy { !($0.contains("running [") && $0.contains("pictures;")) })
  }

  @Test("a terminal shows the bar of repeated runs and clears it") func repeats() throws {
    let result = try onTerminal("$KILN sim \(Sample.v4) --repeat 3")
    #expect(result.output.contains("3 of 3 runs"))
    let last = try #require(result.output.components(separatedBy: "\r\(Self.escape)[K").last)
    #expect(last.hasPrefix("output0: "), "\(last)")
    #expect(last.contains("median of 3 runs"))
  }

  @Test("a pipe shows no bar, not even its clearing") func noBar() throws {
    let result = try KilnTool.run("sim", Sample.v4, "--repeat", "2")
    #expect(result.talk.isEmpty)
    #expect(result.output.contains("median of 2 runs"))
  }

  @Test("a reader that goes away ends the tool without a word") func closedPipe() throws {
    let result = try KilnTool.shell("(sleep 0.3; exec $KILN info \(Sample.v3)) | true; exit ${PIPESTATUS[0]}")
    #expect(result.exitCode == 128 + SIGPIPE)
    #expect(result.talk.isEmpty)
    #expect(try KilnTool.shell("$KILN info \(Sample.v3) | head -1").lines.count == 2)
  }

  @Test("a full disk is noticed") func fullDisk() throws {
    let result = try KilnTool.shell("$KILN info \(Sample.v3) > /dev/full")
    #expect(result.exitCode == 1)
    #expect(result.talk == "error: standard output: cannot be written: No space left on device\n")
  }

  @Test("a model from a pipe is read like a file") func modelFromPipe() throws {
    let result = try KilnTool.shell("$KILN info <(cat \(Sample.v3)) | tail -n +2")
    #expect(result.exitCode == 0)
    #expect(try result.output == KilnTool.run("info", Sample.v3).lines.dropFirst().joined(separator: "\n"))
  }
}
