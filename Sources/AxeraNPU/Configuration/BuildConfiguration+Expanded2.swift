extension BuildConfiguration {
  /// The fields of `pulsar2`'s configuration.
  var pulsar2Fields: [(name: String, node: SettingsText.Node)] {
    var root = ExpandedFields()
    root.add("input", text: inputPath)
    root.add("output_dir", text: outputFolder)
    root.add("output_name", text: outputName)
    root.add("work_dir", text: workFolder)
    root.add("model_type", word: sourceKind.name(in: .pulsar2))
    root.add("target_hardware", word: target.name(in: .pulsar2))
    root.add("npu_mode", word: "NPU\(cores)")
    if !inputShapes.isEmpty {
      let parts = inputShapes.map { "\($0.tensor):" + $0.extents.map { "\($0)" }.joined(separator: "x") }
      root.add("input_shapes", text: parts.joined(separator: ";"))
    }
    root.add("onnx_opt") { $0.add(options: options, of: "onnx_opt") }
    root.add("quant") { addQuantization(to: &$0) }
    root.add("input_processors", list: inputs) { Self.add(input: $1, to: &$0) }
    root.add("output_processors", list: outputs) { fields, settings in
      fields.add("tensor_name", text: settings.tensor ?? "DEFAULT")
      fields.add("tensor_layout", word: settings.source?.layout.name(in: .pulsar2))
      fields.add("dst_perm", integers: settings.permutation)
      fields.add("output_dtype", word: settings.compiled?.dataType?.name(in: .pulsar2))
    }
    root.add("const_processors", list: constants) { fields, constant in
      fields.add("name", text: constant.name)
      fields.add("data", numbers: constant.values)
      fields.add("data_path", text: constant.path)
    }
    for list in ["op_processors", "quant_op_processors"] {
      root.add(list, list: operations.filter { $0.list == list }) { fields, operation in
        fields.add("op_name", text: operation.name)
        fields.fields.append(("attrs", .verbatim(operation.attributes)))
      }
    }
    root.add("compiler") { compiler in
      if batch.option == .dynamic {
        compiler.add("max_dynamic_batch_size", batch.sizes.max())
      } else if batch.option == .fixed {
        compiler.add("static_batch_sizes", integers: batch.sizes)
      }
      compiler.add(options: options, of: "compiler")
    }
    return root.fields
  }

  private func addQuantization(to quantization: inout ExpandedFields) {
    quantization.add("input_configs", list: calibration.datasets) { fields, dataset in
      fields.add("tensor_name", text: dataset.tensor ?? "DEFAULT")
      fields.add("calibration_dataset", text: dataset.path)
      fields.add("calibration_format", word: dataset.format.name(in: .pulsar2))
      fields.add("calibration_size", dataset.count ?? -1)
      fields.add("calibration_mean", numbers: dataset.means)
      fields.add("calibration_std", numbers: dataset.deviations)
    }
    quantization.add("layer_configs", list: layers) { fields, layer in
      switch layer.selector {
      case .name(let name): fields.add("layer_name", text: name)
      case .names(let names): fields.add("layer_names", texts: names)
      case .operations(let operations):
        if operations.count == 1 {
          fields.add("op_type", text: operations[0])
        } else {
          fields.add("op_types", texts: operations)
        }
      case .between(let start, let end):
        fields.add("start_tensor_names", texts: start)
        fields.add("end_tensor_names", texts: end)
      // What only the other dialect has.
      case .all, .pattern: break
      }
      fields.add("data_type", word: layer.inputType?.name(in: .pulsar2))
      fields.add("output_data_type", word: layer.outputType?.name(in: .pulsar2))
      fields.add("weight_data_type", word: layer.weightType?.name(in: .pulsar2))
    }
    quantization.add("calibration_method", word: calibration.method.name(in: .pulsar2))
    quantization.add(options: options, of: "quant")
  }

  private static func add(input settings: TensorSettings, to fields: inout ExpandedFields) {
    fields.add("tensor_name", text: settings.tensor ?? "DEFAULT")
    fields.add("tensor_format", word: settings.source?.format.name(in: .pulsar2))
    fields.add("tensor_layout", word: settings.source?.layout.name(in: .pulsar2))
    fields.add("src_format", word: settings.compiled?.format.name(in: .pulsar2))
    fields.add("src_layout", word: settings.compiled?.layout.name(in: .pulsar2))
    fields.add("src_dtype", word: settings.compiled?.dataType?.name(in: .pulsar2))
    fields.add("src_extra_shapes", list: settings.extraShapes) { $0.add("shape", integers: $1) }
    fields.add("csc_mode", word: settings.conversion.name(in: .pulsar2))
    fields.add("csc_mat", numbers: settings.conversionMatrix)
    fields.add("mean", numbers: settings.means)
    fields.add("std", numbers: settings.deviations)
    fields.add("padding", integers: settings.padding)
    fields.add("padding_mode", text: settings.paddingMode)
    fields.add("padding_constant_value", number: settings.paddingValue)
    fields.add("slicing", integers: settings.slicing)
  }
}
