"""The reference's network in Keras 3, as one contender of engine.ts: see there for what it is told and says."""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

precision, size, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if precision == "bfloat16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")

layers = keras.layers
images = features = keras.Input((size, size, 3))
for filters, rate in [(32, 0.2), (64, 0.4), (128, 0.7)]:
    features = layers.Conv2D(filters, 5, padding="same", activation="relu")(features)
    features = layers.MaxPooling2D(2, padding="same")(features)
    features = layers.Dropout(rate)(features)
features = layers.Dense(1024, activation="relu")(layers.Flatten()(features))
features = layers.Dropout(0.4)(features)
age = layers.Dense(101, dtype="float32")(layers.Dense(1024)(features))
gender = layers.Dense(2, dtype="float32")(layers.Dense(1024)(features))
model = keras.Model(images, [age, gender])
losses = [keras.losses.SparseCategoricalCrossentropy(from_logits=True) for _ in range(2)]
model.compile(optimizer=keras.optimizers.Adam(1e-4), loss=losses, loss_weights=[0.5, 0.5])

x = np.random.default_rng(1).normal(size=(batch, size, size, 3)).astype("float32")
y = [np.arange(batch) % 101, np.arange(batch) % 2]
tasks = {"training": lambda: model.train_on_batch(x, y), "inference": lambda: model.predict_on_batch(x)}
for task in tasks.values():
    for _ in range(3):
        task()
print("ready", flush=True)
for line in sys.stdin:
    name, seconds = line.split()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < float(seconds):
        tasks[name]()
        count += batch
    print(count / (time.perf_counter() - start), flush=True)
