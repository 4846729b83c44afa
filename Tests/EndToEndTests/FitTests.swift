import Foundation
import KModel
import TestSupport
import Testing

@Suite("kiln fit, end to end")
struct FitTests {
  @Test(
    "every target and one of them are described as the snapshots say",
    arguments: [
      ("fit-v3", [Sample.v3]), ("fit-v4", [Sample.v4]), ("fit-v4-full", [Sample.v4, "--firmware", "full"]),
      ("fit-v3-full", [Sample.v3, "--firmware", "full", "--camera", "QVGA", "--lcd"]),
      ("fit-v3-c", [Sample.v3, "--firmware", "c"]),
      ("fit-v3-crowded", [Sample.v3, "--camera", "VGA", "--dual-buffer", "--lcd", "--gc-heap", "1M"]),
    ])
  func samples(name: String, arguments: [String]) throws {
    let result = try KilnTool.run(["fit"] + arguments)
    #expect(result.talk.isEmpty)
    #expect(result.exitCode == (name == "fit-v4-full" ? 1 : 0))
    #expect(result.lines.count <= 25)
    try Snapshot.expect(result.output, named: name)
  }

  @Test("a model too large for the camera that is used: exit 1, the board's words and every way out")
  func tooLarge() throws {
    let result = try KilnTool.run(
      "fit", Sample.v3, "--firmware", "full", "--camera", "UXGA", "--dual-buffer", "--lcd", "--gc-heap", "2M")
    #expect(result.exitCode == 1)
    try Snapshot.expect(result.output, named: "fit-v3-too-large")
  }

  @Test("nothing fits: exit 1") func nowhere() throws {
    let result = try KilnTool.run("fit", Sample.v3, "--camera", "UXGA", "--dual-buffer")
    #expect(result.exitCode == 1)
    try Snapshot.expect(result.output, named: "fit-v3-nowhere")
  }

  @Test("nothing fits where the model lies in flash: the sentence says so, not memory") func place() throws {
    let result = try KilnTool.run("fit", Sample.v3, "--flash-offset", "0xFFF000")
    #expect(result.exitCode == 1)
    #expect(result.lines[0].hasSuffix("does not fit: at 0x00FFF000 in flash it ends beyond the chip"))
    #expect(result.output.contains("why: in flash the model ends at 0x010063F8; the chip ends at 0x01000000"))
    #expect(result.output.contains("easiest way out: write the model to 0x00300000: then it fits"))
    #expect(!result.output.contains("heap_free"))
  }

  @Test("a model in the firmware's place in flash: exit 1 and where to put it") func flash() throws {
    let result = try KilnTool.run("fit", Sample.v3, "--firmware", "full", "--flash-offset", "1M")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("in flash the model at 0x00100000 lies in the firmware"))
    #expect(result.output.contains("try: write the model to 0x00300000: then it fits"))
    let small = try KilnTool.run(
      "fit", Sample.v3, "--firmware", "full", "--flash-offset", "1M", "--firmware-size", "1000000")
    #expect(small.exitCode == 0)
  }

  @Test(
    "what is taken differently or goes wrong is said in words",
    arguments: [
      (
        ["full", "--gc-heap", "4M"], 0,
        "the firmware takes 128.0 KiB and prints: GC heap size 4194304 is too large"
      ),
      (["lvgl", "--camera", "QVGA", "--dual-buffer"], 0, "note: this firmware has one camera buffer only"),
      (["full", "--camera", "224x224"], 0, "so count with --camera B240X240"),
      (["full", "--flash-offset", "0x300800"], 0, "note: the address is not a multiple of 4096"),
      (["full", "--flash-offset", "0xD00000"], 1, "in MaixPy's file system, which starts at 0x00D00000"),
      (["c", "--flash-offset", "0xFFF000"], 1, "the chip ends at 0x01000000"),
      (["full", "--flash-offset", "0x280000"], 0, "not sure: the firmware's size in flash is an estimate"),
      (["minimum", "--static-bytes", "6291456"], 1, "the GC heap needs a block of 128.0 KiB"),
      (["full", "--firmware-size", "14M"], 1, "the firmware ends at 0x00E00025, in MaixPy's file system"),
      (["c", "--firmware-size", "17M"], 1, "the program ends at 0x01100025; the chip ends at 0x01000000"),
      (["c", "--static-bytes", "6M"], 1, "loading the model needs a block"),
      (["c", "--static-bytes", "7M"], 1, "the linker reports that region `ram' overflowed"),
      (
        ["lvgl", "--static-bytes", "5700000"], 0, "digits-v3.kmodel fits in firmware lvgl: 29.6 KiB stay free"
      ),
    ] as [([String], Int32, String)])
  func words(arguments: [String], exitCode: Int32, words: String) throws {
    let result = try KilnTool.run(["fit", Sample.v3, "--firmware"] + arguments)
    #expect(result.exitCode == exitCode, "\(result.output)")
    #expect(result.output.contains(words), "\(result.output)")
  }

  @Test("the JSON form has the keys of the contract") func json() throws {
    let result = try KilnTool.run("fit", Sample.v4, "--json")
    #expect(result.exitCode == 0)
    let report = try result.json()
    #expect(report["schema"] as? Int == 1)
    #expect(report["fits"] as? Bool == true)
    #expect((report["model"] as? [String: Any])?["version"] as? Int == 4)
    #expect((report["memory"] as? [String: Int])?["main_bytes"] == 2640)
    let verdicts = try #require(report["verdicts"] as? [[String: Any]])
    #expect(
      verdicts.map { $0["firmware"] as? String } == [
        "c", "full", "lvgl", "openmv-v4", "minimum-ide", "minimum-v4", "minimum", "m5stickv",
      ])
    for verdict in verdicts {
      let rows = try #require(verdict["rows"] as? [[String: Any]])
      let bytes = rows.compactMap { $0["bytes"] as? Int }
      #expect(bytes.count == rows.count && bytes.reduce(0, +) == verdict["total_bytes"] as? Int)
      #expect(
        rows.allSatisfy { $0["certainty"] is String && $0["source"] is String && $0["estimate"] is Bool })
      #expect(verdict["free_bytes"] as? Int == 6_291_456 - bytes.reduce(0, +))
      #expect((verdict["flash"] as? [String: Any])?["offset"] as? Int == 0x30_0000)
      #expect((verdict["fits"] as? Bool) == ((verdict["failures"] as? [Any])?.isEmpty))
    }
    let full = verdicts[1]
    #expect(full["outcome"] as? String == "notSupported")
    let failure = try #require((full["failures"] as? [[String: Any]])?.first)
    #expect(failure["kind"] as? String == "kmodel_version")
    #expect((failure["board_message"] as? [String])?.first?.contains("load error:2002") == true)
    let remedies = try #require(full["remedies"] as? [[String: Any]])
    #expect(remedies.first?["changes"] as? [String] == ["firmware"])
    #expect(remedies.allSatisfy { $0["fits"] as? Bool == true && $0["saved_bytes"] is Int })
  }

  @Test("JSON remedies say what is changed, saved and left, and keep to the order of effort") func remedies()
    throws
  {
    let report = try KilnTool.run(
      "fit", Sample.v3, "--json", "--firmware", "full", "--camera", "VGA", "--dual-buffer", "--lcd",
      "--gc-heap", "1M"
    ).json()
    #expect(report["fits"] as? Bool == false)
    let scenario = try #require(report["scenario"] as? [String: Any])
    #expect(scenario["camera"] as? String == "VGA" && scenario["gc_heap_bytes"] as? Int == 1 << 20)
    #expect(scenario["dual_buffer"] as? Bool == true && scenario["lcd"] as? Bool == true)
    let verdicts = try #require(report["verdicts"] as? [[String: Any]])
    #expect(verdicts.count == 1)
    let free = try #require(verdicts[0]["free_bytes"] as? Int)
    let failure = try #require((verdicts[0]["failures"] as? [[String: Any]])?.first)
    #expect(failure["kind"] as? String == "memory")
    #expect((failure["board_message"] as? [String])?.last == "OSError: [Errno 12] ENOMEM")
    #expect(failure["board_message_certainty"] as? String == "vendor")
    let remedies = try #require(verdicts[0]["remedies"] as? [[String: Any]])
    #expect(
      remedies.compactMap { ($0["changes"] as? [String])?.first } == [
        "gc_heap", "one_camera_buffer", "firmware", "camera", "no_lcd", "load_flash",
      ])
    for remedy in remedies {
      let saved = try #require(remedy["saved_bytes"] as? Int)
      #expect(remedy["free_bytes"] as? Int == free + saved)
      #expect(remedy["fits"] as? Bool == (free + saved >= 0))
      #expect((remedy["text"] as? String)?.isEmpty == false)
    }
  }

  @Test("a program that leaves nothing for any model is told so") func noWayOut() throws {
    let result = try KilnTool.run("fit", Sample.v3, "--firmware", "m5stickv", "--static-bytes", "7M")
    #expect(result.exitCode == 1)
    #expect(result.lines[0].contains("1.2 MiB (1216520 bytes) of memory are missing"))
    #expect(result.output.contains("the program itself needs a block of 7.0 MiB"))
    #expect(result.output.contains("the program takes more than there is before any model is loaded"))
    #expect(!result.output.contains("try:") && !result.output.contains("too large, reset GC heap size"))
  }

  @Test(
    "several changes are offered together when none is enough",
    .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)")) func combination() throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.write(GoldenData.kmodel("yolov3_2out_v3"), to: "yolo.kmodel")
    let result = try KilnTool.run(
      "fit", path, "--firmware", "full", "--camera", "VGA", "--dual-buffer", "--lcd")
    let words =
      "shrink the GC heap to 128 KiB, flash firmware minimum, take camera frames of QVGA: saves 5.0 MiB, then it "
      + "probably fits"
    #expect(result.output.contains("try: \(words)") && result.output.contains("8. \(words)"))
  }

  @Test("CSV: one line per target, or per share of memory") func csv() throws {
    let summary = try KilnTool.run("fit", Sample.v3, "--csv").lines
    #expect(summary.count == 10 && summary.last == "" && summary[0].hasPrefix("firmware,outcome,total_bytes"))
    #expect(summary[1].hasPrefix("c,fits,"))
    let sums = try KilnTool.run("fit", Sample.v3, "--firmware", "full", "--csv").lines
    #expect(sums[0] == "part,bytes,left_bytes,certainty,source")
    #expect(sums[1] == "program,3145088,3146368,measured,boot line of v0.6.2-75")
  }

  @Test("the page is written beside text, JSON and values, also when the model does not fit") func page()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("page.html")
    func html() throws -> String { String(decoding: try folder.bytes("page.html"), as: UTF8.self) }
    let all = try KilnTool.run("fit", Sample.v3, "--html", path)
    #expect(all.exitCode == 0 && all.talk == "wrote \(path)\n")
    #expect(all.output == (try KilnTool.run("fit", Sample.v3).output))
    #expect(try html().contains("<h1><span>digits-v3.kmodel</span> fits, whatever the board runs</h1>"))
    let one = try KilnTool.run("fit", Sample.v4, "--firmware", "full", "--html", path, "--json")
    #expect(one.exitCode == 1 && one.talk.isEmpty && one.output.hasPrefix("{"))
    #expect(try html().contains("ERR_KMODEL_VERSION: only support kmodel V3</pre>"))
    let values = try KilnTool.run("fit", Sample.v3, "--html", path, "--csv")
    #expect(values.exitCode == 0 && values.output.hasPrefix("firmware,outcome"))
    #expect(try KilnTool.run("fit", Sample.v3, "--html", "/nowhere/page.html").exitCode == 1)
  }

  @Test("a released file's name is a firmware, too") func fileName() throws {
    let byName = try KilnTool.run("fit", Sample.v3, "--firmware", "maixpy_v0.6.2_84_g8fcd84a58_minimum.bin")
    #expect(byName.output == (try KilnTool.run("fit", Sample.v3, "--firmware", "minimum").output))
  }

  @Test(
    "wrong usage is exit 2 and says what there is",
    arguments: [
      (["--firmware", "minimun"], "did you mean minimum?"),
      (
        ["--firmware", "zephyr"],
        "one of: c, full, lvgl, openmv-v4, minimum-ide, minimum-v4, minimum, m5stickv"
      ),
      (["--camera", "QVAG"], "must be a frame size such as QVGA"), (["--camera", "0x10"], "up to 4096"),
      (["--dual-buffer"], "--dual-buffer needs --camera"), (["--json", "--csv"], "choose one"),
      (["--static-bytes", "1M"], "add --firmware ID"), (["--firmware-size", "1M"], "add --firmware ID"),
      (["--gc-heap", "2G"], "must be at most 1073741824 (1 GiB); the chip has 6 MiB of RAM"),
      (["--flash-offset", "2G"], "the flash chip has 16 MiB"),
      (["--firmware", "full", "--firmware-size", "2G"], "the flash chip has 16 MiB"),
      (["--firmware", "full", "--static-bytes", "2G"], "the chip has 6 MiB of RAM"),
      (["--gc-heap", "0"], "must be at least 1"),
      (["--firmware", "C", "--gc-heap", "1M"], "a plain C program has none"),
      (["--gc-heap", "much"], "'much'"),
    ])
  func usage(arguments: [String], words: String) throws {
    let result = try KilnTool.run(["fit", Sample.v3] + arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.talk.contains(words), "\(result.talk)")
  }

  @Test("bad files are exit 3") func badFiles() throws {
    #expect(try KilnTool.run("fit", "none.kmodel").exitCode == 3)
    #expect(try KilnTool.run("fit", Sample.seven).exitCode == 3)
  }

  @Test(
    "large models of others: what is asked of the user is on the screen",
    .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)")) func golden() throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.write(GoldenData.kmodel("yolov3_2out_v3"), to: "yolo.kmodel")
    let result = try KilnTool.run("fit", path)
    #expect(result.exitCode == 0)
    #expect(result.lines.count <= 25 && result.lines.allSatisfy { $0.contains(path) || $0.count <= 110 })
    #expect(result.output.contains("load error:2006, ERR_NO_MEM: memory not enough"))
    #expect(result.output.contains("easiest way out: flash firmware minimum"))
    #expect(try KilnTool.run("fit", path, "--firmware", "full").exitCode == 1)
  }
}
