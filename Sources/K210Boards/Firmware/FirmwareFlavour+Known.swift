extension FirmwareFlavour {
  /// Every flavour, richest first.
  package static let all = [full, lvgl, openMVV4, minimumIDE, minimumV4, minimum, m5StickV]

  /// Everything but kmodel v4.
  package static let full = FirmwareFlavour(
    id: "full", name: "all modules", fileNameEnding: "",
    staticBytes: Fact(3_145_088, .measured, "boot line of v0.6.2-75"),
    spread: Fact(160 << 10, .inferred, "a Maix Bit of 2023 had 160 KiB less free than these sums leave"),
    kmodelVersions: onlyV3, cameraBuffers: twoBuffers, hasIDE: true, isBoardSpecific: false, imageBytes: nil)

  /// Everything and the LVGL widgets.
  package static let lvgl = FirmwareFlavour(
    id: "lvgl", name: "all modules and LVGL", fileNameEnding: "with_lvgl",
    staticBytes: ruleOfThumb(3_500_000), spread: betweenReleases, kmodelVersions: onlyV3,
    cameraBuffers: Fact(1, .vendor, "MaixPy's configuration of the flavour"), hasIDE: true,
    isBoardSpecific: false,
    imageBytes: nil)

  /// Image functions and kmodel v4.
  package static let openMVV4 = FirmwareFlavour(
    id: "openmv-v4", name: "image functions, IDE, kmodel v4",
    fileNameEnding: "openmv_kmodel_v4_with_ide_support",
    staticBytes: ruleOfThumb(2_450_000), spread: betweenReleases, kmodelVersions: bothVersions,
    cameraBuffers: twoBuffersUnlessSaid,
    hasIDE: true, isBoardSpecific: false, imageBytes: nil)

  /// The least that MaixPy IDE connects to.
  package static let minimumIDE = FirmwareFlavour(
    id: "minimum-ide", name: "basic modules, IDE", fileNameEnding: "minimum_with_ide_support",
    staticBytes: ruleOfThumb(950_000), spread: betweenReleases, kmodelVersions: onlyV3,
    cameraBuffers: twoBuffersUnlessSaid,
    hasIDE: true, isBoardSpecific: false, imageBytes: nil)

  /// The least that loads kmodel v4.
  package static let minimumV4 = FirmwareFlavour(
    id: "minimum-v4", name: "basic modules, kmodel v4", fileNameEnding: "minimum_with_kmodel_v4_support",
    staticBytes: ruleOfThumb(900_000), spread: betweenReleases, kmodelVersions: bothVersions,
    cameraBuffers: twoBuffers,
    hasIDE: false, isBoardSpecific: false, imageBytes: nil)

  /// The least that there is.
  package static let minimum = FirmwareFlavour(
    id: "minimum", name: "basic modules", fileNameEnding: "minimum", staticBytes: ruleOfThumb(650_000),
    spread: betweenReleases,
    kmodelVersions: onlyV3, cameraBuffers: twoBuffers, hasIDE: false, isBoardSpecific: false, imageBytes: nil)

  /// That of M5StickV and UnitV, 2019.
  package static let m5StickV = FirmwareFlavour(
    id: "m5stickv", name: "M5StickV, UnitV (2019)", fileNameEnding: "m5stickv",
    staticBytes: Fact(2_200_000, .chosen, "memtest of v0.4.0_47: 3460 KB free"),
    spread: betweenReleases,
    kmodelVersions: Fact([3], .inferred, "no report of v4 on it"), cameraBuffers: twoBuffersUnlessSaid,
    hasIDE: true, isBoardSpecific: true,
    imageBytes: Fact(1_626_048, .measured, "maixpy.bin of M5StickV_Firmware_1022_beta.kfpkg"))

  private static let onlyV3 = Fact([3], .measured, "reports: only support kmodel V3 (v0.5.0 to v0.6.2)")
  private static let bothVersions = Fact([3, 4], .measured, "reports: only support kmodel V3/V4 now")
  private static let twoBuffers = Fact(2, .vendor, "MaixPy's configuration of the flavour")
  private static let twoBuffersUnlessSaid = Fact(2, .inferred, "as in most flavours")

  private static let betweenReleases = Fact(
    680 << 10, .inferred, "m5stickv: the model that left 680 KiB on v0.4.0_47 no longer loaded on v0.4.0_49")

  private static func ruleOfThumb(_ bytes: Int) -> Fact<Int> {
    Fact(bytes, .chosen, "users' rules of thumb")
  }
}
