import Foundation
import TestSupport
import Testing

@Suite("Plans of kiln flash, end to end")
struct FlashPlanTests {
  private let files: FlashFiles

  init() throws { files = try FlashFiles() }

  /// A port that is not there: what reaches it has gone too far.
  private let nowhere = ["--port", "/dev/kiln-nowhere"]

  /// The text without the estimate, which depends on how long the stub is.
  private func masked(_ text: String) -> String { text.replacing(#/about [0-9.]+ m?s/#, with: "about # s") }

  @Test("a dry run prints the plan and needs no board") func plan() throws {
    let program = try files.program("app.bin", count: 5000)
    let result = try KilnTool.run(["flash", program, "\(Sample.v4)@0x300000", "--dry-run"] + nowhere)
    #expect(result.exitCode == 0)
    #expect(result.talk.isEmpty)
    try Snapshot.expect(masked(result.output), named: "flash-plan", folder: files.prefix)
  }

  @Test("a plan that cannot work is refused before the port is opened, whatever is forced") func refused()
    throws
  {
    let program = try files.program("app.bin", count: 9000)
    for extra in [[], ["--force"], ["--dry-run"]] {
      let result = try KilnTool.run(["flash", program, "\(Sample.v4)@0x2000"] + nowhere + extra)
      #expect(result.exitCode == 1)
      try Snapshot.expect(
        masked(result.output + result.talk), named: "flash-refused", folder: files.prefix)
    }
  }

  @Test("warnings and broken models need --force, and go on to the port with it") func warnings() throws {
    let bytes = try Data(contentsOf: Sample.url("digits-v4.kmodel"))
    let cut = try files.folder.write(bytes.prefix(1000), to: "cut.kmodel")
    let text = try files.folder.write(Array("no model".utf8), to: "notes.txt")
    for (file, words) in [(cut, "broken kmodel"), (text, "the file is no kmodel: text")] {
      let refused = try KilnTool.run(["flash", "\(file)@0x300000"] + nowhere)
      #expect(refused.exitCode == 1)
      #expect(refused.talk.contains(words))
      #expect(refused.talk.contains("hint: if it is meant so: --force"))
      let forced = try KilnTool.run(["flash", "\(file)@0x300000", "--force"] + nowhere)
      #expect(forced.exitCode == 1)
      #expect(forced.talk.contains("/dev/kiln-nowhere: no such serial port"))
    }
  }

  @Test("JSON has the plan, and the outcome of what was refused") func json() throws {
    let program = try files.program("app.bin", count: 5000)
    let planned = try KilnTool.run(["flash", program, "--dry-run", "--json"] + nowhere).json()
    #expect(planned["schema"] as? Int == 1)
    #expect((planned["outcome"] as? [String: Any])?["status"] as? String == "planned")
    let file = try #require((planned["files"] as? [[String: Any]])?.first)
    #expect(file["flash_bytes"] as? Int == 5037)
    #expect(file["erased_end"] as? Int == 8192)
    let refused = try KilnTool.run(["flash", program, "\(program)@0x1000", "--json"] + nowhere)
    #expect(refused.exitCode == 1)
    let outcome = try refused.json()["outcome"] as? [String: Any]
    #expect(outcome?["status"] as? String == "refused")
    #expect((outcome?["message"] as? String)?.contains("overlaps") == true)
    let failed = try KilnTool.run(["flash", program, "--json"] + nowhere)
    #expect(failed.exitCode == 1)
    #expect(try (failed.json()["outcome"] as? [String: Any])?["status"] as? String == "failed")
  }

  @Test("encrypted firmware takes whole blocks; a key for nothing is wrong usage") func encrypted() throws {
    let program = try files.program("app.bin", count: 5001)
    let key = ["--aes-key", "00112233445566778899aabbccddeeff"]
    let plan = try KilnTool.run(["flash", program, "--dry-run"] + key)
    #expect(plan.output.contains("5,045"))
    let none = try KilnTool.run(["flash", "\(Sample.v4)@0x300000", "--dry-run"] + key)
    #expect(none.exitCode == 2)
  }

  @Test("wrong usage is exit 2, missing files are exit 3, existing ones are not written over") func usage()
    throws
  {
    let program = try files.program("app.bin", count: 100)
    let cases: [([String], Int32, String)] = [
      ([], 2, "Missing expected argument"),
      ([Sample.v4], 2, "no address, and it is no program"),
      ([program, "--raw", "--firmware"], 2, "exclude each other"),
      ([program, "--board", "dn", "--dry-run"], 2, "did you mean dan?"),
      ([program, "--baud", "9600"], 2, "--baud must be between"),
      ([program, "--aes-key", "12"], 2, "--aes-key"),
      ([program, "--flash-size", "5M"], 2, "--flash-size must be a power of two"),
      ([program, "--flash-size", "128M"], 2, "--flash-size must be a power of two"),
      ([program, "--flash-size", "0"], 2, "--flash-size must be a power of two"),
      (["verify", program, "\(Sample.v4)@0x10"], 1, "cannot be compared with flash: '\(Sample.v4)'"),
      (["verify", "\(program)@0xFFFFFFF0"], 1, "cannot be compared with flash: '\(program)'"),
      (["--ram", program, program], 2, "--ram takes one program"),
      (["--ram", "--stub", program, program], 2, "--ram takes one program"),
      (["--stub", Sample.v4, program], 2, "is no program"),
      (["--stub", program, "--backup", files.path("x"), program], 2, "needs Kiln's own stub"),
      (["--stub", program, program], 1, "no such serial port"),
      (["reed"], 3, "did you mean: kiln flash read"),
      ([files.path("none.bin")], 3, "no such file"),
      (["read", "0", "1k", program], 1, "is there already"),
      (["read", "0", "0", files.path("x")], 2, "length"),
      (["backup", program], 1, "is there already"),
      ([program, "--backup", program], 1, "is there already"),
      (["erase"], 2, "Missing expected argument"),
      (["erase", "0x1000"], 2, "takes an address and a length"),
      (["erase", "0x1001", "4096"], 2, "kiln flash erase 0x00001000 8192"),
      (["verify", program], 1, "no such serial port"),
    ]
    for (arguments, code, words) in cases {
      let command = arguments.isEmpty ? ["flash", "write"] : ["flash"] + arguments + nowhere
      let result = try KilnTool.run(command)
      #expect(result.exitCode == code, "\(arguments): \(result.talk)")
      #expect(result.talk.contains(words), "\(arguments): \(result.talk)")
    }
    let nameless = try KilnTool.run(["flash", program, "--port", ""])
    #expect(nameless.exitCode == 2 && nameless.talk.contains("--port must name a port"))
  }

  @Test("--ram takes programs as they come, and nothing else") func memory() throws {
    let program = try files.program("app.bin", count: 100)
    let plan = try KilnTool.run("flash", "--ram", program, "--dry-run")
    #expect(plan.exitCode == 0)
    #expect(plan.output.contains("100 bytes to 0x80000000"))
    #expect(try KilnTool.run("flash", "--ram", Sample.v4, "--dry-run").exitCode == 2)
  }
}
