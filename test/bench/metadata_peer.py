"""Reads and cleans a .mat file with SciPy and pandas, as one contender of metadata.ts: see there for what it prints."""

import hashlib
import json
import re
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.io

BOX = ["face_left", "face_top", "face_right", "face_bottom"]


def read(file):
    """The records as a DataFrame."""
    variables = scipy.io.loadmat(file)
    (struct,) = [value for name, value in variables.items() if not name.startswith("__")]
    field = {name: struct[name][0, 0][0] for name in struct.dtype.names}

    def texts(cells):
        return [str(cell[0]) if cell.size else None for cell in cells]

    records = pd.DataFrame({"full_path": texts(field["full_path"]), "name": texts(field["name"])})
    if "celeb_id" in field:
        celebrities = np.array(texts(field["celeb_names"]), dtype=object)
        records["person"] = celebrities[field["celeb_id"].astype(int) - 1]
    else:
        records["person"] = records["name"]
    for name in ["gender", "dob", "photo_taken", "face_score", "second_face_score"]:
        records[name] = field[name].astype(float)
    boxes = np.concatenate(list(field["face_location"])).astype(float)
    valid = np.isfinite(boxes).all(axis=1) & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    boxes[~valid] = np.nan
    records[BOX] = boxes - [1, 1, 0, 0]
    return records


def age_in_photo(records):
    """Years: dates by NumPy, which counts days from 1970-01-01, MATLAB's 719529."""
    days = np.maximum(np.floor(records["dob"].to_numpy()), 367).astype(np.int64) - 719529
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return records["photo_taken"] - (months // 12 + 1970) - (months % 12 + 1 >= 7)


def clean(records):
    """The four rules of lib/dataset/clean.ts."""
    records = records[records["face_score"] >= 1.0]
    records = records[~(records["second_face_score"] > 0)]
    records = records.assign(age=age_in_photo(records))
    records = records[(records["age"] % 1 == 0) & records["age"].between(0, 100)]
    records = records[records["gender"].isin([0, 1])]
    faces = records[["full_path", "age", "gender", "person", *BOX]].rename(columns={"full_path": "filename"})
    return faces.astype({"age": "int32", "gender": "int32"}).reset_index(drop=True)


def peak_memory():
    """In bytes; see peak-memory.ts."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)[1])
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def digest(records, faces):
    """A hash of all that was read and of what was kept, the same as in metadata-reader.ts."""
    sha256 = hashlib.sha256()
    for table, texts in [(records, ["full_path", "name", "person"]), (faces, ["filename", "person"])]:
        for name in table.columns:
            if name in texts:
                sha256.update("\n".join("" if text is None or text != text else text for text in table[name]).encode())
            else:
                numbers = table[name].to_numpy(dtype=float)
                sha256.update(np.where(np.isnan(numbers), -1e9, numbers).tobytes())
    return sha256.hexdigest()


start = time.perf_counter()
records = read(sys.argv[1])
between = time.perf_counter()
faces = clean(records)
end = time.perf_counter()
memory = peak_memory()
print(
    json.dumps(
        {
            "reading": between - start,
            "cleaning": end - between,
            "memory": memory,
            "records": len(records),
            "faces": len(faces),
            "digest": digest(records, faces),
        }
    )
)
