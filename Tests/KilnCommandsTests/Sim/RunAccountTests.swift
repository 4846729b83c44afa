import Foundation
import KilnCommands
import TestSupport
import Testing

@Suite("Run accounts")
struct RunAccountTests {
  private func account(
    sha: String = "00", rounding: String = "v4", fit: String = "stretch", color: String = "rgb",
    inputs: [String] = ["a.png: as it is"]
  ) throws -> RunAccount {
    let fields: [String: Any] = [
      "schema": 1, "model": "m.kmodel", "modelSHA256": sha, "format": "kmodel v4", "inputs": inputs,
      "fit": fit,
      "color": color, "rounding": rounding,
      "outputs": [["name": "output0", "dtype": "f32", "shape": [1, 10]]],
    ]
    return try JSONDecoder().decode(RunAccount.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  @Test("equal runs have no differences") func equal() throws {
    #expect(try account().differences(from: account()).isEmpty)
  }

  @Test("each fact that differs is a sentence") func facts() throws {
    let other = try account(sha: "11", rounding: "v3", fit: "crop", color: "bgr", inputs: ["zeros"])
    #expect(
      try account().differences(from: other) == [
        "model is 00 in A, 11 in B", "rounding rule is v4 in A, v3 in B", "fit is stretch in A, crop in B",
        "colour order is rgb in A, bgr in B", "input is a.png: as it is in A, zeros in B",
      ])
  }

  @Test("an account is read back from the folder it was written to") func roundTrip() throws {
    let folder = try TemporaryFolder()
    try account(fit: "crop").write(to: folder.path)
    #expect(RunAccount.read(from: folder.path) == (try account(fit: "crop")))
  }

  @Test("a folder without account, or with a foreign one, has none", arguments: [nil, "{}", "not json"])
  func foreign(text: String?) throws {
    let folder = try TemporaryFolder()
    if let text { try folder.write(Array(text.utf8), to: RunAccount.fileName) }
    #expect(RunAccount.read(from: folder.path) == nil)
  }
}
