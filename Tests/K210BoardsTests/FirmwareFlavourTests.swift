import K210Boards
import Testing

@Suite("MaixPy's flavours")
struct FirmwareFlavourTests {
  @Test("the ids are those of the command contract, each once")
  func ids() {
    let ids = FirmwareFlavour.all.map(\.id)
    #expect(
      Set(ids) == ["full", "lvgl", "minimum", "minimum-ide", "minimum-v4", "openmv-v4", "m5stickv"])
    #expect(ids.count == 7)
    #expect(Set(FirmwareFlavour.all.map(\.fileNameEnding)).count == 7)
  }

  @Test("only the full flavour's share is measured; every fact names a source")
  func sources() {
    for flavour in FirmwareFlavour.all {
      #expect(flavour.staticBytes.certainty.isEstimate == (flavour.id != "full"))
      #expect(!flavour.staticBytes.source.isEmpty && !flavour.kmodelVersions.source.isEmpty)
      #expect(!flavour.name.isEmpty)
    }
  }

  @Test("richer flavours take more memory")
  func order() {
    let minimums = [FirmwareFlavour.openMVV4, .minimumIDE, .minimumV4, .minimum].map(\.staticBytes.value)
    #expect(minimums == minimums.sorted(by: >))
    #expect(FirmwareFlavour.lvgl.staticBytes.value > FirmwareFlavour.full.staticBytes.value)
  }

  @Test("kmodel v4 is for the flavours that have it in their name")
  func versions() {
    for flavour in FirmwareFlavour.all {
      #expect(flavour.kmodelVersions.value.contains(3))
      #expect(flavour.kmodelVersions.value.contains(4) == flavour.id.hasSuffix("-v4"))
    }
  }

  @Test(
    "released files are recognised by their names",
    arguments: [
      ("maixpy_v0.6.2_84_g8fcd84a58.bin", "full"), ("maixpy_v0.6.3.bin", "full"),
      ("maixpy_v0.6.2_84_g8fcd84a58_minimum.bin", "minimum"),
      ("downloads/maixpy_v0.6.2_84_g8fcd84a58_minimum_with_ide_support.bin", "minimum-ide"),
      ("maixpy_v0.5.1_110_g450f20b_minimum_with_kmodel_v4_support.bin", "minimum-v4"),
      ("maixpy_v0.6.2_78_g469c985e6_openmv_kmodel_v4_with_ide_support.bin", "openmv-v4"),
      ("maixpy_v0.4.0_47_g39bb8bf_m5stickv.bin", "m5stickv"),
      ("maixpy_v0.6.2_75_g973361c0d_with_lvgl.bin", "lvgl"), ("FULL", "full"), ("Minimum-V4", "minimum-v4"),
    ])
  func fileNames(word: String, id: String) {
    #expect(FirmwareFlavour.named(word)?.id == id)
  }

  @Test(
    "other names are no flavour",
    arguments: [
      "", "maix", "firmware.bin", "maixpy_v0.6.2.kfpkg", "maixpy_v.bin_", "maixpy_v0.6.2_krux.bin",
      "maixpy_v0.6.2_84_g8fcd84a58_minimum_speech_with_ide_support.bin",
    ])
  func unknown(word: String) {
    #expect(FirmwareFlavour.named(word) == nil)
  }

  @Test("image sizes stay below the documented 3 MiB and below the memory they take")
  func images() {
    for flavour in FirmwareFlavour.all {
      let image = flavour.estimatedImageBytes
      #expect(image.value < flavour.staticBytes.value && image.value <= FlashLayout.firmwareEnd.value)
      #expect(image.certainty == (flavour.id == "m5stickv" ? .measured : .chosen))
    }
    // The one flavour with both figures is where the share comes from.
    let weighed = FirmwareFlavour.m5StickV
    let estimate = FirmwareFlavour.estimatedImageBytes(staticBytes: weighed.staticBytes.value).value
    #expect(abs(estimate - weighed.estimatedImageBytes.value) * 100 < weighed.estimatedImageBytes.value * 2)
    #expect(FirmwareFlavour.estimatedImageBytes(staticBytes: .max).value == (3 << 20) - 37)
    #expect(FirmwareFlavour.estimatedImageBytes(staticBytes: -1).value == 0)
  }
}
