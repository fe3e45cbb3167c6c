"""The reference's network in PyTorch, as one contender of engine.ts: see there for what it is told and says."""

import sys
import time

import torch
from torch import nn

precision, size, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        parts, channels = [], 3
        for filters, rate in [(32, 0.2), (64, 0.4), (128, 0.7)]:
            parts += [nn.Conv2d(channels, filters, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(rate)]
            channels = filters
        flat = (size // 8) ** 2 * channels
        self.trunk = nn.Sequential(*parts, nn.Flatten(), nn.Linear(flat, 1024), nn.ReLU(), nn.Dropout(0.4))
        self.age = nn.Sequential(nn.Linear(1024, 1024), nn.Linear(1024, 101))
        self.gender = nn.Sequential(nn.Linear(1024, 1024), nn.Linear(1024, 2))

    def forward(self, images):
        features = self.trunk(images)
        return self.age(features), self.gender(features)


torch.manual_seed(1)
model = Network().to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)
x = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
ages, genders = torch.arange(batch) % 101, torch.arange(batch) % 2
autocast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16")


def training():
    model.train()
    optimizer.zero_grad(set_to_none=True)
    with autocast:
        age, gender = model(x)
        loss = (nn.functional.cross_entropy(age, ages) + nn.functional.cross_entropy(gender, genders)) / 2
    loss.backward()
    optimizer.step()
    return loss.item()


def inference():
    model.eval()
    with torch.inference_mode(), autocast:
        return model(x)[0].sum().item()


tasks = {"training": training, "inference": inference}
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
