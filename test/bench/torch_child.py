"""PyTorch's side of step.ts: the same networks, sizes, loss and optimizer.

Started as: torch_child.py NETWORK BATCH STEPS FEATURES UNITS OUTPUTS THREADS
Prints one line when ready; then, for each line with a count, a JSON list of milliseconds per training step.
"""

import json
import sys
import time

import torch
from torch import nn

network = sys.argv[1]
batch, steps, features, units, outputs, threads = map(int, sys.argv[2:8])
torch.set_num_threads(threads)
torch.manual_seed(0)


class Plain(nn.Module):
    """One of PyTorch's own layers, read out at the last step."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer(features, units, batch_first=True)
        self.head = nn.Linear(units, outputs)

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


class Drawn(nn.Module):
    """Layer 2 (LSTM) feeds back into layer 1 (GRU): in PyTorch only a Python loop over cells can do that."""

    def __init__(self):
        super().__init__()
        self.first = nn.GRUCell(features + units, units)
        self.second = nn.LSTMCell(units, units)
        self.head = nn.Linear(units, outputs)

    def forward(self, x):
        first = second = memory = torch.zeros(batch, units)
        for t in range(steps):
            first = self.first(torch.cat([x[:, t], second], 1), first)
            second, memory = self.second(first, (second, memory))
        return self.head(second)


model = Drawn() if network == "drawn" else Plain({"lstm": nn.LSTM, "gru": nn.GRU, "elman": nn.RNN}[network])
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
x = torch.randn(batch, steps, features)
target = torch.randn(batch, outputs)


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = ((model(x) - target) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(3):
    step()
print("ready", flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times), flush=True)
