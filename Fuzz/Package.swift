// swift-tools-version: 6.2
import PackageDescription

// The fuzzers of Kiln's readers and of its runtime; `.ci/fuzz` builds them with coverage and runs them.
// A package of its own, so that users of the libraries never see it.

let rules: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// A package at a path goes by the name of its folder, which is whatever the checkout is called.
let checkout = Context.packageDirectory.split(separator: "/").dropLast().last.map { String($0) } ?? "kiln"

func product(_ name: String) -> Target.Dependency { .product(name: name, package: checkout) }

/// An executable that libFuzzer drives.
func fuzzer(_ name: String, _ products: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzDriver"] + products.map { product($0) }, swiftSettings: rules)
}

let package = Package(
  name: "Fuzz",
  dependencies: [.package(path: "..")],
  targets: [
    .target(name: "CLibFuzzer", linkerSettings: [.linkedLibrary("stdc++")]),
    .target(name: "FuzzDriver", dependencies: ["CLibFuzzer", product("KModel")], swiftSettings: rules),
    fuzzer("FuzzKModelV3", ["KModel"]),
    fuzzer("FuzzKModelV4", ["KModel"]),
    fuzzer("FuzzRuntime", ["KModel", "KPUSim"]),
    fuzzer("FuzzRKNN", ["RockchipNPU", "TestSupport"]),
    fuzzer("FuzzONNX", ["Containers", "NPUGraph"]),
    fuzzer("FuzzPictures", ["ImageCodecs"]),
    fuzzer("FuzzISP", ["K210Flash"]),
    fuzzer("FuzzPackage", ["Containers", "K210Flash"]),
    fuzzer("FuzzBoardFirmware", ["BoardFuzzing"]),
    fuzzer("FuzzBoardWire", ["BoardFuzzing"]),
    fuzzer("FuzzGDB", ["BoardFuzzing"]),
    fuzzer("FuzzELF", ["BoardFuzzing"]),
    fuzzer("FuzzFlasher", ["FlashScenarios"]),
    fuzzer("FuzzScript", ["ScriptingFuzzing"]),
    .executableTarget(
      name: "MakeSeeds",
      dependencies: [
        product("KModel"), product("Containers"), product("ImageCodecs"), product("K210Flash"),
        product("NPUGraph"), product("TestSupport"), product("BoardFuzzing"), product("FlashScenarios"),
        product("ScriptingFuzzing"),
      ],
      swiftSettings: rules),
  ]
)
