"""Writes images in many formats, and reads what convscope writes.

Usage: datasets.py write FOLDER, which holds images.npy (N, height, width) and labels.npy, or
datasets.py read FOLDER, which prints what is in the .npy and .csv files there as JSON.
"""

import csv
import gzip
import io
import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np


def idx(array):
    extents = struct.pack(f">{array.ndim}I", *array.shape)
    return struct.pack(">I", 0x800 + array.ndim) + extents + array.tobytes()


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(lines, width, depth, color, extra=b""):
    """Lines are bytes as they stand in the file; none is filtered."""
    header = struct.pack(">2I5B", width, len(lines), depth, color, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def rgba(image):
    full = np.full_like(image, 255)
    return [np.stack(values, 1).tobytes() for values in zip(image, image, image, full)]


def palette(image):
    colors = b"".join(bytes([255 - i] * 3) for i in range(256))
    lines = [bytes(255 - line) for line in image]
    return png(lines, image.shape[1], 8, 3, chunk(b"PLTE", colors))


def two_bits(image):
    values = image // 85
    groups = values.reshape(len(image), -1, 4)
    return [bytes(line @ np.array([64, 16, 4, 1], "uint8")) for line in groups]


PNGS = {
    "grey": lambda image: png([bytes(line) for line in image], image.shape[1], 8, 0),
    "deep": lambda image: png([line.astype(">u2").__mul__(257).astype(">u2").tobytes() for line in image],
                              image.shape[1], 16, 0),
    "rgba": lambda image: png(rgba(image), image.shape[1], 8, 6),
    "palette": palette,
    "two_bits": lambda image: png(two_bits(image), image.shape[1], 2, 0),
}


def write(folder):
    images, labels = np.load(folder / "images.npy"), np.load(folder / "labels.npy")
    (folder / "images.idx").write_bytes(idx(images))
    (folder / "labels.idx.gz").write_bytes(gzip.compress(idx(labels)))
    (folder / "images.idx.gz").write_bytes(gzip.compress(idx(images)))
    np.savez_compressed(folder / "keras.npz", x_train=images, y_train=labels.astype("int64"))
    np.savez(folder / "floats.npz", x=images[:, None].astype("float64") / 255, y=labels)
    np.save(folder / "fortran.npy", np.asfortranarray(images[..., None].astype(">f4") / 255))
    np.save(folder / "labels_i4.npy", labels.astype(">i4"))
    rows = np.concatenate([labels[:, None], images.reshape(len(images), -1)], 1)
    np.savetxt(folder / "plain.csv", rows, "%d", ",")
    header = ",".join(["label"] + [f"pixel{i}" for i in range(rows.shape[1] - 1)])
    np.savetxt(folder / "header.csv", rows, "%d", ";", header=header.replace(",", ";"), comments="",
               newline="\r\n")
    np.savetxt(folder / "last.csv", np.roll(rows, -1, 1), "%d", ",")
    for name, make in PNGS.items():
        with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for i, (image, label) in enumerate(zip(images, labels)):
                archive.writestr(f"train/{label}/{i:04}.png", make(image))


def read(folder):
    found = {}
    for file in folder.glob("*.npy"):
        array = np.load(file)
        found[file.name] = [array.dtype.str, array.shape, array.ravel().tolist()]
    for file in folder.glob("*.csv"):
        with io.open(file, newline="") as text:
            found[file.name] = list(csv.DictReader(text))
    print(json.dumps(found))


{"read": read, "write": write}[sys.argv[1]](Path(sys.argv[2]))
