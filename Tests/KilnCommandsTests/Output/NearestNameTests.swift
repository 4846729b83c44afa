import KilnCommands
import Testing

@Suite("Nearest name")
struct NearestNameTests {
  private static let names = ["digits-v3.kmodel", "digits-v4.kmodel", "labels.txt"]

  @Test(
    "a slip of the pen finds the name",
    arguments: [
      ("digits-v4.kmodl", "digits-v4.kmodel"), ("digtis-v3.kmodel", "digits-v3.kmodel"),
      ("Labels.TXT", "labels.txt"), ("label.txt", "labels.txt"), ("digits.kmodel", "digits-v3.kmodel"),
    ])
  func slips(typed: String, meant: String) {
    #expect(NearestName.find(typed, among: Self.names) == meant)
  }

  @Test(
    "other names find nothing", arguments: ["", "x", "yolo.kmodel", "digits", "a-very-long-name-indeed.png"])
  func strangers(typed: String) {
    #expect(NearestName.find(typed, among: Self.names) == nil)
  }

  @Test("swapped letters count as one slip, so short words are found") func swap() {
    #expect(NearestName.find("smi", among: ["info", "sim", "diff"]) == "sim")
  }
}
