import NPUGraph
public import Simulation
import Tensors

extension RockchipModel {
  /// A file made for one chip and named after another, or for a chip that is not run here.
  public var cautions: [String] {
    var cautions: [String] = []
    let chip = RockchipChip(platform: file.platform)
    if let chip, chip.fileTag != file.generation {
      cautions.append(
        "the file names \(identity.chip) as its target but holds a program for \(file.generation); "
          + "a runtime refuses it (RKNN_ERR_TARGET_PLATFORM_UNMATCH, -13)")
    } else if chip == nil {
      cautions.append("\(identity.chip) is no chip that is known here; its time cannot be estimated")
    }
    return cautions
  }

  /// Layers on the CPU, and numbers that do not fit the registers they go to: the vendor's tools report neither.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] {
    let estimate = estimate(at: clocks)
    let slow = estimate.layers.filter { $0.layer.unit == .cpu && $0.layer.operation != "Reshape" }
    var remarks = slow.map { row in
      ModelRemark(
        .onCPU, layers: [row.layer.index],
        "\(row.layer.operation) falls to the CPU: the NPU waits, and the map crosses main memory twice",
        milliseconds: clocks.milliseconds(row.cycles))
    }
    remarks += registerRemarks
    return remarks.sorted { $0.milliseconds > $1.milliseconds }
  }

  /// Extents and attributes against the widths of the registers that hold them.
  ///
  /// **Source**: widths from the register names' public descriptions (docs/rockchip.md).
  private var registerRemarks: [ModelRemark] {
    var remarks: [ModelRemark] = []
    let nodes = file.layerNodes
    for (index, node) in nodes.enumerated() where node.isOnNPU {
      for (name, value, most) in registerFields(of: node) where value > most {
        remarks.append(
          ModelRemark(
            .registers, layers: [index],
            "\(name) is \(value); its register holds at most \(most), so that the chip computes something else",
            milliseconds: 0))
      }
    }
    return remarks + mismatches(nodes)
  }

  private func registerFields(of node: RKNNNode) -> [(name: String, value: Int, most: Int)] {
    // The widths of the second map's fields are not known.
    guard NPUGeneration(name: file.generation)?.registerMap == .first, let weights = file.weights(of: node),
      let input = node.inputs.first
    else { return [] }
    let (kernel, extents) = (weights.shape.extents, file.tensors[input].shape.extents)
    guard extents.count == 4 else { return [] }
    var fields = [
      ("input width", extents[3], 2047), ("input height", extents[2], 2047),
      ("input channels", extents[1], 16384),
      ("kernel width", kernel[3], 31), ("kernel height", kernel[2], 31),
      ("number of kernels", kernel[0], 16383),
    ]
    if let strides = node.attributes?.integers("strides"), strides.count == 2 {
      fields += [("stride of rows", strides[0], 7), ("stride of columns", strides[1], 7)]
    }
    if let pads = node.attributes?.integers("pads"), pads.count == 4 {
      fields += [("padding above", pads[0], 15), ("padding at the left", pads[1], 15)]
    }
    return fields
  }

  /// Convolutions whose registers say something else than the network's attributes.
  private func mismatches(_ nodes: [RKNNNode]) -> [ModelRemark] {
    guard var builder = try? GraphBuilder(file), let convolutions = try? builder.convolutionRegisters() else {
      return []
    }
    var places: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() { places[node.index] = place }
    var remarks: [ModelRemark] = []
    for (node, registers) in convolutions {
      guard let index = places[node.index] else { continue }
      let pairs = [
        ("strides", node.attributes?.integers("strides"), [registers.stride.height, registers.stride.width]),
        (
          "dilations", node.attributes?.integers("dilations"),
          [registers.dilation.height, registers.dilation.width]
        ),
        (
          "pads", node.attributes?.integers("pads").map { Array($0.prefix(2)) },
          [registers.padding.top, registers.padding.left]
        ),
      ]
      for (name, attribute, register) in pairs {
        // A kernel as large as its input has one place: the compiler writes 1 whatever the network says.
        guard let attribute, attribute != register, !file.hasOnePixel(node) else { continue }
        remarks.append(
          ModelRemark(
            .registers, layers: [index],
            "\(name) are \(attribute) in the network but \(register) in the registers, which the chip follows",
            milliseconds: 0))
      }
    }
    return remarks
  }
}

extension RKNNModel {
  /// Whether a node's output is one pixel.
  fileprivate func hasOnePixel(_ node: RKNNNode) -> Bool {
    node.outputs.first.map { tensors[$0].shape.extents.suffix(2).allSatisfy { $0 == 1 } } ?? false
  }
}
