#if DEBUG  // What it looks at is not part of optimised builds.
import Foundation
import MaixModules
import Testing

@testable import KilnCommands

@Suite("The list of MaixPy's modules")
struct ModuleListingTests {
  private static let entries = Result { try ModuleCatalogue.listing() }

  /// `make maixpy-page` writes it; it says what the code does, not what somebody remembers.
  @Test("docs/maixpy.md has what the modules offer")
  func page() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(contentsOf: root.appending(path: "docs/maixpy.md"), encoding: .utf8)
    #expect(page.contains(ModuleListing(try Self.entries.get()).markdown))
  }

  @Test("nothing is listed twice, and what most scripts use is there in full")
  func entries() throws {
    let entries = try Self.entries.get()
    let names = entries.map { "\($0.owner).\($0.name)" }
    #expect(Set(names).count == names.count)
    for name in [
      "sensor.reset", "sensor.snapshot", "lcd.init", "lcd.display", "KPU.load", "KPU.run_yolo2",
      "KPU.forward",
      "KPU.deinit", "image.Image.draw_rectangle", "image.Image.resize", "image.Image.pix_to_ai",
    ] {
      #expect(names.contains(name), "\(name)")
    }
  }
}
#endif
