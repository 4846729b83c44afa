#!/usr/bin/env python3
"""Trains the digit classifier and writes everything below this folder that is generated.

    train.py                    train, then write the network, the pictures and the float outputs
    train.py --check            verify the committed files against each other, without training
    train.py --cross-validate   the accuracy of the settings on five folds of the training pictures

Training needs the packages of requirements.txt; --check needs numpy alone.
"""

import os

# Set before numpy loads: one thread and one kernel family, so that sums are added in one order.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")

import argparse
import hashlib
import json
import pathlib
import re
import shutil
import sys

import numpy as np

import network
import picture_files
import quantised

FOLDER = pathlib.Path(__file__).resolve().parent
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
LARGE_PICTURES = [0, 3, 5, 7]
SEED = 20_240
EPOCHS = 60
BATCH = 64
PEAK_RATE = 2e-3
WEIGHT_DECAY = 0.05
WEIGHT_BOUNDS = {"conv1": 0.75, "conv2": 0.4, "depthwise": 0.75, "pointwise": 0.5}
SMOOTHING = 0.05


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="verify the committed files, without training")
    action.add_argument("--cross-validate", action="store_true", help="five folds of the training pictures")
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER, help="where the files are")
    arguments = parser.parse_args()
    if arguments.check:
        problems = check(arguments.folder)
        for problem in problems:
            print(f"error: {problem}", file=sys.stderr)
        return 1 if problems else 0
    if arguments.cross_validate:
        cross_validate()
    else:
        build(arguments.folder)
    return 0


# Data


def load_pictures():
    """All 1797 pictures as u8 (0...255) and their digits."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    # Only value 8 is a tie (127.5); it rounds up.
    pixels = np.floor(digits.images * 255 / 16 + 0.5).astype(np.uint8)
    return pixels, digits.target


def split(digits):
    """Indices of the training and the test pictures: one in five of each digit is for testing."""
    from sklearn.model_selection import StratifiedShuffleSplit

    splitter = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=SEED)
    training, test = next(splitter.split(digits, digits))
    return np.sort(training), np.sort(test)


def as_maps(pixels):
    """Float maps from 0 to 1, pictures x 8 x 8 x 1."""
    return (pixels.astype(np.float32) / np.float32(255))[..., None]


# Training


def fit(pixels, digits, report=None):
    """Trains a network on u8 pictures; the same arguments give the same network."""
    random = np.random.Generator(np.random.PCG64(SEED))
    layers = network.digit_layers()
    for layer in layers:
        layer.start(random)
    optimiser = network.Adam(layers, WEIGHT_DECAY, WEIGHT_BOUNDS)
    maps = as_maps(pixels)
    targets = np.eye(network.CLASS_COUNT, dtype=np.float32)[digits]
    targets = targets * np.float32(1 - SMOOTHING) + np.float32(SMOOTHING / network.CLASS_COUNT)
    for epoch in range(EPOCHS):
        rate = PEAK_RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = random.permutation(len(maps))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            scores = network.run(layers, shifted(maps[chosen], random))
            gradient = (network.softmax(scores) - targets[chosen]) / np.float32(len(chosen))
            for layer in reversed(layers):
                gradient = layer.backward(gradient)
            optimiser.step(rate)
        if report and epoch % 10 == 9:
            report(epoch + 1, layers)
    return layers


def shifted(maps, random):
    """Each picture moved by -1, 0 or +1 pixel in both directions; what moves in is black."""
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
    moves = random.integers(0, 3, (len(maps), 2))
    # Half of the pictures stay where they are: most test pictures are centred as well.
    moves[random.random(len(maps)) < 0.5] = 1
    return np.stack([picture[y : y + 8, x : x + 8] for picture, (y, x) in zip(padded, moves)])


def calibrate(layers, pixels):
    """The largest output of each layer but the last over `pixels`, as float32."""
    maxima, maps = {}, as_maps(pixels)
    for layer in layers[:-1]:
        maps = layer.forward(maps)
        maxima[layer.name] = maps.max()
    return maxima


def predict(layers, pixels):
    """The digit with the highest score, for each u8 picture."""
    return network.run(layers, as_maps(pixels)).argmax(axis=1)


def predict_quantised(layers, pixels, maxima):
    """The same, by the 8-bit estimate."""
    return quantised.run(layers, pixels, maxima).argmax(axis=1)


def cross_validate():
    """Prints float and 8-bit errors on five folds of the training pictures."""
    from sklearn.model_selection import StratifiedKFold

    pixels, digits = load_pictures()
    training, _ = split(digits)
    pixels, digits = pixels[training], digits[training]
    errors = np.zeros(3, int)
    for kept, held in StratifiedKFold(5, shuffle=True, random_state=SEED).split(digits, digits):
        layers = fit(pixels[kept], digits[kept])
        float_digits = predict(layers, pixels[held])
        digits_8bit = predict_quantised(layers, pixels[held], calibrate(layers, pixels[kept]))
        errors += [
            np.sum(float_digits != digits[held]),
            np.sum(digits_8bit != digits[held]),
            np.sum(float_digits != digits_8bit),
        ]
    count = len(digits)
    print(f"{count} pictures: {errors[0]} float errors, {errors[1]} 8-bit errors, {errors[2]} differ")


# Files


def build(folder):
    """Trains on the training pictures and writes all generated files into `folder`."""
    pixels, digits = load_pictures()
    training, test = split(digits)

    def report(epoch, layers):
        right = np.mean(predict(layers, pixels[training]) == digits[training])
        print(f"epoch {epoch}: {right:.2%} of the training pictures", flush=True)

    layers = fit(pixels[training], digits[training], report)
    maxima = calibrate(layers, pixels[training])
    float_digits = predict(layers, pixels[test])
    digits_8bit = predict_quantised(layers, pixels[test], maxima)
    records = write_pictures(folder, pixels, digits, test)
    accuracies = measure(digits[test], float_digits, digits_8bit)
    (folder / "network.json").write_text(encode_network(layers, maxima, len(training), accuracies))
    write_outputs(folder, records, float_digits)
    write_provenance(folder)
    print(f"test pictures: {json.dumps(accuracies)}")


def measure(digits, float_digits, digits_8bit):
    """The accuracies the network file states."""
    count = len(digits)
    return {
        "test_pictures": count,
        "float_correct": int(np.sum(float_digits == digits)),
        "float_accuracy": round(float(np.mean(float_digits == digits)), 6),
        "quantised_correct": int(np.sum(digits_8bit == digits)),
        "quantised_accuracy": round(float(np.mean(digits_8bit == digits)), 6),
        "quantised_agreement": round(float(np.mean(digits_8bit == float_digits)), 6),
    }


def encode_network(layers, maxima, training_count, accuracies):
    """The network file's text."""
    records = []
    for layer in layers:
        record = {"name": layer.name, "kind": layer.kind}
        if layer.kind == "max_pool":
            record |= {"size": 2, "stride": 2}
        else:
            record |= {"shape": list(layer.shape)}
        if "convolution" in layer.kind:
            record |= {"stride": 1, "padding": layer.kernel // 2, "activation": "relu"}
        elif layer.kind == "dense":
            record |= {"activation": "softmax"}
        if layer.name in maxima:
            record |= {"activation_maximum": maxima[layer.name]}
        if layer.kind != "max_pool":
            rows = layer.weights.reshape(layer.shape[0], -1)
            record |= {"biases": list(layer.biases), "weights": [list(row) for row in rows]}
        records.append(record)
    return picture_files.encode_json(
        {
            "format": "kiln-sample-network",
            "version": 1,
            "labels": NAMES,
            "input": {"channels": 1, "height": 8, "width": 8, "type": "u8", "scale": np.float32(1 / 255)},
            "training": {"pictures": training_count, "epochs": EPOCHS, "seed": SEED},
            "accuracy": accuracies,
            "layers": records,
        }
    )


def decode_network(text):
    """The layers and activation maxima in a network file's text."""
    document = json.loads(text)
    layers, maxima = network.digit_layers(), {}
    if [layer.name for layer in layers] != [record["name"] for record in document["layers"]]:
        raise ValueError("network.json has other layers than network.py")
    for layer, record in zip(layers, document["layers"]):
        if layer.kind != record["kind"]:
            raise ValueError(f"layer {layer.name}: expected {layer.kind}, found {record['kind']}")
        if layer.kind != "max_pool":
            layer.weights = np.array(record["weights"], np.float32).reshape(layer.shape)
            layer.biases = np.array(record["biases"], np.float32).reshape(layer.shape[0])
        if "activation_maximum" in record:
            maxima[layer.name] = np.float32(record["activation_maximum"])
    return document, layers, maxima


def write_pictures(folder, pixels, digits, test):
    """Writes the test pictures, the large ones and the labels; one record per test picture."""
    for name in ("test", "pictures"):
        shutil.rmtree(folder / name, ignore_errors=True)
    counts, records = [0] * network.CLASS_COUNT, []
    (folder / "pictures").mkdir(parents=True)
    for index in test:
        digit = int(digits[index])
        if counts[digit] == 0:
            (folder / "test" / str(digit)).mkdir(parents=True)
            if digit in LARGE_PICTURES:
                large = pixels[index].repeat(16, axis=0).repeat(16, axis=1)
                (folder / "pictures" / f"{NAMES[digit]}.png").write_bytes(picture_files.encode_png(large))
        file = f"test/{digit}/{counts[digit]:03}.png"
        (folder / file).write_bytes(picture_files.encode_png(pixels[index]))
        records.append({"file": file, "source_index": int(index), "digit": digit})
        counts[digit] += 1
    (folder / "labels.txt").write_text("".join(f"{name}\n" for name in NAMES))
    return records


def write_outputs(folder, records, float_digits):
    """Writes the float network's answer for each test picture, in the order of the file names."""
    rows = [record | {"predicted": int(digit)} for record, digit in zip(records, float_digits)]
    rows.sort(key=lambda row: row["file"])
    (folder / "float-outputs.json").write_text(picture_files.encode_json({"pictures": rows}))


def write_provenance(folder):
    """Puts the network file's hash into PROVENANCE.md, if that is there."""
    file = folder / "PROVENANCE.md"
    if file.exists():
        digest = hashlib.sha256((folder / "network.json").read_bytes()).hexdigest()
        file.write_text(re.sub(r"\b[0-9a-f]{64}\b", digest, file.read_text()))


def check(folder):
    """What is wrong with the committed files, as a list of sentences; empty when they agree."""
    text = (folder / "network.json").read_text()
    document, layers, maxima = decode_network(text)
    rows = json.loads((folder / "float-outputs.json").read_text())["pictures"]
    problems = []
    files = sorted(str(file.relative_to(folder)) for file in (folder / "test").glob("*/*.png"))
    if not files or files != [row["file"] for row in rows]:
        return ["float-outputs.json lists other pictures than there are under test/"]
    if any(row["file"].split("/")[1] != str(row["digit"]) for row in rows):
        problems.append("float-outputs.json states a digit that is not the picture's folder")
    if (folder / "labels.txt").read_text().split() != document["labels"]:
        problems.append("labels.txt differs from the labels in network.json")
    if hashlib.sha256(text.encode()).hexdigest() not in (folder / "PROVENANCE.md").read_text():
        problems.append("PROVENANCE.md states another SHA-256 than network.json has")
    pixels = np.stack([picture_files.decode_png((folder / file).read_bytes()) for file in files])
    digits = np.array([int(file.split("/")[1]) for file in files])
    float_digits = predict(layers, pixels)
    for file, found, row in zip(files, float_digits, rows):
        if found != row["predicted"]:
            problems.append(f"{file}: the network says {found}, float-outputs.json {row['predicted']}")
    found = measure(digits, float_digits, predict_quantised(layers, pixels, maxima))
    for key, value in document["accuracy"].items():
        if found.get(key) != value:
            problems.append(f"{key}: network.json states {value}, found {found.get(key)}")
    if not problems:
        print(f"{len(files)} pictures, float {found['float_accuracy']:.2%}, "
              f"8-bit estimate {found['quantised_accuracy']:.2%}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
