"""Compares an exported model's outputs in Python's TensorFlow with those in the given folder's cases.json."""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

folder = sys.argv[1]
serve = tf.saved_model.load(os.path.join(folder, "1")).signatures["serving_default"]
names = {"age_class", "age_expected", "age_probabilities", "gender_class", "gender_probabilities"}
assert set(serve.structured_outputs) == names, serve.structured_outputs
assert serve.structured_input_signature[1]["image"].dtype == tf.uint8
with open(os.path.join(folder, "cases.json")) as file:
    cases = json.load(file)
for case in cases:
    image = np.array(case["pixels"], np.uint8).reshape(case["shape"])
    outputs = serve(image=tf.constant(image))
    for name in names:
        difference = np.abs(np.array(case["outputs"][name]) - outputs[name].numpy()).max()
        assert difference < 1e-4, f"{case['shape']} {name}: a difference of {difference}"
    print(f"{case['shape']}: Python's TensorFlow agrees")
