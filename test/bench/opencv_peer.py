"""Pictures prepared by OpenCV in a pool of threads, as one contender of images.ts: see there for what it is told and says."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

folder, file_list, output = sys.argv[1:4]
with open(file_list, encoding="utf-8") as lines:
    files = [os.path.join(folder, line) for line in lines.read().splitlines()]
cv2.setNumThreads(1)  # the threads of the pool are enough


def prepare(size, count):
    images = np.lib.format.open_memmap(output, "w+", np.uint8, (count, size, size, 3))

    def one(row):
        picture = cv2.imread(files[row], cv2.IMREAD_COLOR)
        square = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        cv2.cvtColor(square, cv2.COLOR_BGR2RGB, dst=images[row])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(one, range(count)):
            pass
    images.flush()


prepare(64, min(256, len(files)))
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    prepare(int(line), len(files))
    print(len(files) / (time.perf_counter() - start), flush=True)
