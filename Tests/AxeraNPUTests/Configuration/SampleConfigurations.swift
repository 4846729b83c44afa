/// Configurations as the two tools' documentation describes them.
enum SampleConfigurations {
  /// A classifier of pictures: x / 255, then mean and deviation, for the first half of an AX620A.
  static let pulsar = """
    # 基本配置参数：输入输出
    input_type: INPUT_TYPE_ONNX
    output_type: OUTPUT_TYPE_JOINT
    input_path: "./mobilenetv2.onnx"
    output_path: "./mobilenetv2.joint"

    # 选择硬件平台
    target_hardware: TARGET_HARDWARE_AX620

    # CPU 后端
    cpu_backend_settings {
        onnx_setting {
            mode: DISABLED
        }
        axe_setting {
            mode: ENABLED
            axe_param {
                optimize_slim_model: true
            }
        }
    }

    # 输入：RGB of the network, BGR bytes of the camera
    src_input_tensors {
        color_space: TENSOR_COLOR_SPACE_RGB
    }
    dst_input_tensors {
        color_space: TENSOR_COLOR_SPACE_RGB
        # color_space: TENSOR_COLOR_SPACE_NV12 # 若输入数据是 NV12
    }
    dst_output_tensors { tensor_layout: NHWC }

    # neuwizard 的配置参数
    neuwizard_conf {
        operator_conf {
            input_conf_items {
                selector {
                    op_name: "input"
                }
                attributes {
                    input_modifications {
                        affine_preprocess { # 对数据做 affine 操作，即 `* k + b`
                            slope: 1
                            slope_divisor: 255
                            bias: 0
                        }
                    }
                    input_modifications {
                        input_normalization {
                            mean: [0.485,0.456,0.406]  ## 均值
                            std: 0.229
                            std: 0.224
                            std: 0.255
                        }
                    }
                }
            }
        }
        dataset_conf_calibration {
            path: "../imagenet-1k-images.tar" # 1000 张图片
            type: DATASET_TYPE_TAR
            size: 256
            batch_size: 1
            calibration_strategy: CALIB_STRATEGY_PER_TENSOR
            observer_method: OBSVR_METHOD_MSE_CLIPPING
        }
        dataset_conf_error_measurement {
            path: "../imagenet-1k-images.tar"
            type: DATASET_TYPE_TAR
            size: 4
        }
        evaluation_conf {
            path: "neuwizard.evaluator.error_measure_evaluator"
            type: EVALUATION_TYPE_ERROR_MEASURE
            source_ir_types: IR_TYPE_ONNX
            ir_types: IR_TYPE_LAVA
            score_compare_per_layer: true
            }
    }

    # 输出 layout 以及 batch size
    pulsar_conf {
        ax620_virtual_npu: AX620_VIRTUAL_NPU_MODE_111
        batch_size: 1
        debug : false
    }
    """

  /// A classifier fed with NV12, and settings of most kinds.
  static let pulsar2 = """
    {
      // the source
      "input": "model/mobilenetv2-sim.onnx",
      "output_dir": "output",
      "model_type": "ONNX",
      "target_hardware": "AX620E",
      "npu_mode": "NPU2",
      "input_shapes": "data:1x3x224x224;a:b:2",
      "onnx_opt": { "disable_onnx_optimization": true, },
      "quant": {
        "input_configs": [
          {
            "tensor_name": "DEFAULT",
            "calibration_dataset": "./dataset/imagenet-32-images.tar",
            "calibration_size": -1,
            "calibration_mean": [103.939, 116.779, 123.68],
            "calibration_std": [58.0, 58.0, 58.0], # order of tensor_format
          }
        ],
        "layer_configs": [
          { "layer_name": "conv1", "data_type": "U16" },
          { "op_types": ["Softmax", "Conv"], "data_type": "FP32" },
          { "start_tensor_names": ["DEFAULT"], "end_tensor_names": ["a"], "output_data_type": "S16" }
        ],
        "calibration_method": "KL",
        "precision_analysis": true,
        "conv_bias_data_type": "FP32",
        "enable_adaround": true
      },
      "input_processors": [
        {
          "tensor_name": "data",
          "tensor_format": "BGR",
          "src_format": "YUV420SP",
          "src_dtype": "U8",
          "src_extra_shapes": [{"shape": [1, 3, 448, 448]}, {"shape": [1, 3, 96, 96]}],
          "csc_mode": "Matrix",
          "csc_mat": [1.164, 2.017, 0, -276.8, 1.164, -0.392, -0.813, 135.616, 1.164, 0, 1.596, -221.912]
        }
      ],
      "output_processors": [{ "tensor_name": "probabilities", "dst_perm": [0, 2, 1], "output_dtype": "U8" }],
      "const_processors": [{ "name": "shape", "data": [1, -1.5] }, { "name": "w", "data_path": "w.npy" }],
      "op_processors": [{ "op_name": "roll", "attrs": { "shift": [1, 2], "axis": "x" } }],
      "compiler": { "max_dynamic_batch_size": 4, "check": 2, "npu_perf": true }
    }
    """
}
