// swift-tools-version: 6.2
import PackageDescription

// Rules for every Swift target of ours: Swift 6, strict memory safety, warnings are errors.
let rules: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours; arrows point downwards only (docs/architecture.md).
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: rules)
}

/// The tests of one room, or of the whole tool.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: rules)
}

// With KILN_STATIC_STDLIB=1, as `make build` sets it, the tool carries the Swift runtime: it starts in half the time and
// runs where no Swift is. Tests cannot be linked so.
let toolLinking: [LinkerSetting] =
  Context.environment["KILN_STATIC_STDLIB"] == "1"
  ? [
    .unsafeFlags(["-static-stdlib", "-use-ld=lld"], .when(configuration: .release)),
    // What the parser's FoundationEssentials needs in turn.
    .linkedLibrary("_FoundationCollections", .when(configuration: .release)),
    .linkedLibrary("_FoundationCShims", .when(configuration: .release)),
  ] : []

let package = Package(
  name: "kiln",
  products: [
    .executable(name: "kiln", targets: ["kiln"]),
    .library(name: "KModel", targets: ["KModel"]),
    .library(name: "KPUSim", targets: ["KPUSim"]),
    .library(name: "ImageCodecs", targets: ["ImageCodecs"]),
    .library(name: "K210Flash", targets: ["K210Flash"]),
    // Preloaded into other programs, never linked: it stands before their ioctl.
    .library(name: "ModemShim", type: .dynamic, targets: ["ModemShim"]),
    // For Fuzz/ alone.
    .library(name: "Containers", targets: ["Containers"]),
    .library(name: "NPUGraph", targets: ["NPUGraph"]),
    .library(name: "RockchipNPU", targets: ["RockchipNPU"]),
    // For Fuzz/ alone: what must hold for a board, and the tests' sample models.
    .library(name: "BoardFuzzing", targets: ["BoardFuzzing"]),
    .library(name: "FlashScenarios", targets: ["FlashScenarios"]),
    .library(name: "ScriptingFuzzing", targets: ["ScriptingFuzzing"]),
    .library(name: "TestSupport", targets: ["TestSupport"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // Leaves: no Foundation, no I/O; anyone may import them.
    room("Bytes"),
    room("Tensors"),
    room("Simulation", ["Tensors"]),
    room("Pictures"),
    room("Console"),
    room("K210Boards"),
    // C libraries of the system: a module map and nothing else; one Swift target wraps each.
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CSerialPort", pkgConfig: "libserialport", providers: [.apt(["libserialport-dev"])]),
    .systemLibrary(name: "CUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    // Integer kernels in C intrinsics and sums of floats, all instruction sets in one object; only OpKernels calls them.
    .target(name: "CKernels"),
    // Terminals, local sockets and signals, which Swift's Glibc does not show; only KilnCommands and SerialPorts call them.
    .target(name: "CTerminals"),
    // No Swift runtime in it: it is loaded into programs that are not ours. SwiftPM links C libraries as if they were Swift,
    // and only for the embedded kind leaves the runtime out.
    .target(
      name: "ModemShim",
      linkerSettings: [
        .linkedLibrary("dl"),
        .unsafeFlags(["-enable-experimental-feature", "Embedded", "-no-toolchain-stdlib-rpath"]),
      ]),
    // One format or one machine each.
    room("Detection"),
    room("ImageCodecs", ["Bytes", "Pictures", "CPNG", "CTurboJPEG"]),
    room("KModel", ["Bytes", "Tensors"]),
    room("OpKernels", ["CKernels"]),
    room("Containers", ["Bytes", "Tensors", "CZLib"]),
    room("K210Flash", ["Bytes", "Containers"]),
    room("RV64", ["Bytes"]),
    room("Scripting", ["Bytes"]),
    // A prompt without terminal and interpreter: bytes in, bytes and requests out.
    room("ScriptConsole", ["Scripting"]),
    room("SerialPorts", ["CSerialPort", "CUSB", "CTerminals"]),
    // Machines and vendors.
    room("KPUSim", ["Bytes", "Tensors", "Simulation", "KModel", "OpKernels", "K210Boards"]),
    room(
      "K210Board",
      ["Bytes", "RV64", "KModel", "KPUSim", "OpKernels", "Simulation", "K210Flash", "K210Boards"]),
    // Networks of any origin: what the nodes mean, and an executor over the kernels.
    room("NPUGraph", ["Containers", "Tensors", "Simulation", "OpKernels"]),
    room("RockchipNPU", ["Bytes", "Containers", "Tensors", "Simulation", "NPUGraph", "OpKernels"]),
    room(
      "AxeraNPU", ["Bytes", "Containers", "Tensors", "Simulation", "Pictures", "NPUGraph", "OpKernels"]),
    // What the K210 makes of networks that are not compiled yet.
    room("KPUSupport", ["KModel", "KPUSim", "NPUGraph", "OpKernels", "Simulation", "Tensors"]),
    // Flashes boards; the program that it loads into the chip comes from firmware/flash-stub.
    .target(
      name: "Flasher", dependencies: ["Bytes", "K210Flash", "K210Boards"],
      resources: [.embedInCode("Stub/flash-stub.bin")], swiftSettings: rules),
    // MaixPy's modules: what scripts find on a board.
    room(
      "MaixModules",
      [
        "Bytes", "Tensors", "Simulation", "Pictures", "Detection", "ImageCodecs", "KModel", "KPUSim",
        "OpKernels",
        "K210Boards", "K210Flash", "Scripting",
      ]),
    // Values of Simulation as text, tables and pages.
    room("Reports", ["Simulation", "Tensors", "Console"]),
    // The tool.
    room(
      "KilnCommands",
      [
        "Bytes", "Tensors", "Simulation", "Pictures", "Console", "Containers", "Detection", "ImageCodecs",
        "KModel", "KPUSim", "OpKernels", "K210Board", "K210Boards", "K210Flash", "RV64", "Reports",
        "SerialPorts", "Flasher", "Scripting", "ScriptConsole", "MaixModules", "CTerminals", "NPUGraph",
        "AxeraNPU", "RockchipNPU", "KPUSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "kiln", dependencies: ["KilnCommands"], swiftSettings: rules, linkerSettings: toolLinking),
    // What measurements mean: lines, limits, baselines, tables, networks to compare on; no clock, no files.
    room("BenchmarkKit", ["Bytes", "Console", "KModel", "NPUGraph", "OpKernels", "Tensors"]),
    // Measures kernels and models; not part of the tool.
    .executableTarget(
      name: "kiln-bench",
      dependencies: [
        "BenchmarkKit", "Console", "K210Board", "K210Flash", "KModel", "KPUSim", "NPUGraph", "OpKernels",
        "RV64",
        "RockchipNPU", "Simulation", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: rules),
    // Writes the models under samples/ from trained networks; not part of the tool.
    .executableTarget(
      name: "kiln-samples", dependencies: ["Bytes", "KModel"], swiftSettings: rules),
    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Containers", "KModel", "Tensors", "CTerminals"],
      path: "Tests/TestSupport", swiftSettings: rules),
    // What must hold for a board whatever is done to it; Fuzz/ and K210BoardTests ask it.
    .target(
      name: "BoardFuzzing", dependencies: ["K210Board", "K210Flash", "RV64", "TestSupport"],
      path: "Tests/BoardFuzzing", swiftSettings: rules),
    // Sessions of the flasher with virtual boards over lines that fail: for its tests and for flash-soak.
    .target(
      name: "FlashScenarios",
      dependencies: ["Bytes", "Flasher", "K210Board", "K210Boards", "K210Flash", "TestSupport"],
      path: "Tests/FlashScenarios", swiftSettings: rules),
    // Plays many of them; `make soak` and the gate run it, optimised.
    .executableTarget(
      name: "flash-soak",
      dependencies: ["FlashScenarios", "Flasher", "K210Board", "K210Boards", "TestSupport"],
      path: "Tests/FlashSoak",
      swiftSettings: rules),
    // Random scripts: for the tests of Scripting and for Fuzz/.
    .target(
      name: "ScriptingFuzzing", dependencies: ["Scripting"], path: "Tests/ScriptingFuzzing",
      swiftSettings: rules),
    tests("BytesTests", ["Bytes", "TestSupport"]),
    tests(
      "MaixModulesTests",
      [
        "MaixModules", "Scripting", "Pictures", "ImageCodecs", "KModel", "KPUSim", "Simulation", "K210Boards",
        "Detection", "Tensors", "TestSupport",
      ]),
    tests("PicturesTests", ["Pictures", "TestSupport"]),
    tests("ConsoleTests", ["Console"]),
    tests(
      "BenchmarkKitTests",
      ["BenchmarkKit", "Console", "KModel", "KPUSim", "NPUGraph", "Simulation", "Tensors"]),
    tests("K210BoardsTests", ["K210Boards", "TestSupport"]),
    // A program that works a serial port's lines, for the tests of the preload library.
    .executableTarget(
      name: "modem-probe", path: "Tests/ModemProbe",
      cSettings: [.define("_GNU_SOURCE")], linkerSettings: [.linkedLibrary("pthread")]),
    tests("DetectionTests", ["Detection", "Containers", "TestSupport"]),
    tests("ImageCodecsTests", ["ImageCodecs", "Pictures", "TestSupport"]),
    tests("KModelTests", ["KModel", "Bytes", "TestSupport"]),
    tests("OpKernelsTests", ["OpKernels", "TestSupport"]),
    tests(
      "KPUSimTests",
      ["KPUSim", "KModel", "OpKernels", "K210Boards", "Simulation", "Tensors", "Bytes", "TestSupport"]),
    tests("TensorsTests", ["Tensors"]),
    tests(
      "NPUGraphTests",
      ["BenchmarkKit", "NPUGraph", "Containers", "OpKernels", "Simulation", "Tensors", "TestSupport"],
      exclude: ["Fixtures"]),
    tests(
      "RockchipNPUTests",
      ["RockchipNPU", "NPUGraph", "Containers", "Simulation", "Tensors", "OpKernels", "TestSupport"]),
    tests(
      "AxeraNPUTests",
      [
        "AxeraNPU", "BenchmarkKit", "Bytes", "Containers", "NPUGraph", "OpKernels", "Simulation", "Tensors",
        "TestSupport",
      ]),
    tests(
      "KPUSupportTests", ["KPUSupport", "NPUGraph", "OpKernels", "Simulation", "Tensors", "TestSupport"]),
    tests("ContainersTests", ["Containers", "Bytes", "TestSupport"]),
    tests("K210FlashTests", ["K210Flash", "Bytes", "Containers", "TestSupport"]),
    tests("RV64Tests", ["RV64", "Bytes", "TestSupport"]),
    tests("ScriptingTests", ["Scripting", "ScriptingFuzzing", "TestSupport"]),
    tests("ScriptConsoleTests", ["ScriptConsole", "Scripting"]),
    tests(
      "K210BoardTests",
      [
        "K210Board", "RV64", "K210Flash", "K210Boards", "KModel", "KPUSim", "OpKernels", "Bytes",
        "Flasher", "TestSupport", "BoardFuzzing",
      ]),
    tests(
      "FlasherTests",
      ["Flasher", "FlashScenarios", "K210Board", "K210Boards", "K210Flash", "Bytes", "TestSupport"]),
    tests("SerialPortsTests", ["SerialPorts", "CTerminals", "TestSupport"]),
    tests("SimulationTests", ["Simulation", "Tensors", "TestSupport"]),
    tests("ReportsTests", ["Reports", "Simulation", "Tensors", "Console", "TestSupport"]),
    tests(
      "KilnCommandsTests",
      [
        "KilnCommands", "Bytes", "Tensors", "Simulation", "Pictures", "Console", "ImageCodecs", "Detection",
        "KModel", "KPUSim", "K210Board", "K210Boards", "K210Flash", "Reports", "SerialPorts", "Flasher",
        "CTerminals", "Scripting", "ScriptConsole", "MaixModules", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Runs the tool as a process; the dependency on it has it built.
    tests(
      "EndToEndTests",
      [
        "kiln", "kiln-bench", "Bytes", "Containers", "ImageCodecs", "Pictures", "K210Flash", "KModel",
        "TestSupport",
      ],
      exclude: ["Snapshots"]),
  ]
)
