"""Golden numbers of optimizers, penalties, clipping and schedules, made with PyTorch in float64.

    python3 test/golden/make-training.py > test/golden/training.json

Made with PyTorch 1.13.0a0 (Debian 12, python3-torch). Only needed to make the numbers again.
Ten steps on one batch of an Elman layer -> Linear on the last state -> MSE: the losses before each step, and all weights after
the last one. Of schedules the rates that PyTorch sets. `settings` are in our words; beside each stands what PyTorch does.
"""
import json
import torch
from torch.optim import lr_scheduler as schedulers

torch.set_default_dtype(torch.float64)
B, T, I, H, O = 3, 6, 2, 5, 4
torch.manual_seed(11)
x, target = torch.randn(B, T, I), torch.randn(B, O)


def numbers(t):
    return t.detach().reshape(-1).tolist()


def network():
    torch.manual_seed(12)
    layer, head = torch.nn.RNN(I, H, batch_first=True), torch.nn.Linear(H, O)
    # Ours has one bias: the second one starts at zero and stays there.
    with torch.no_grad():
        layer.bias_hh_l0.zero_()
    layer.bias_hh_l0.requires_grad_(False)
    return layer, head


def named(layer, head):
    return {"W": layer.weight_ih_l0.T, "U": layer.weight_hh_l0.T, "b": layer.bias_ih_l0, "head.W": head.weight.T, "head.b": head.bias}


def clip_norm(parameters, limit):
    """clip_grad_norm_ divides by norm + 1e-6; ours divides by the norm."""
    norm = torch.sqrt(sum((p.grad ** 2).sum() for p in parameters))
    for p in parameters:
        p.grad.mul_(min(1.0, (limit / norm).item()))


def trained(make, settings, prepare=lambda parameters: None):
    layer, head = network()
    parameters = [p for p in [*layer.parameters(), *head.parameters()] if p.requires_grad]
    optimizer = make(parameters)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(head(layer(x)[0][:, -1]), target)
        loss.backward()
        losses.append(loss.item())
        prepare(parameters)
        optimizer.step()
    return {"settings": settings, "losses": losses, "weights": {k: numbers(v) for k, v in named(layer, head).items()}}


def penalise(l1):
    def add(parameters):
        for p in parameters:
            p.grad.add_(l1 * p.detach().sign())
    return add


def shrink(keep):
    def multiply(parameters):
        with torch.no_grad():
            for p in parameters:
                p.mul_(keep)
    return multiply


def nadam(parameters, **settings):
    """The foreach form follows the published rule; the other one of this version multiplies one momentum too many."""
    return torch.optim.NAdam(parameters, foreach=True, **settings)


optim = torch.optim
runs = {
    "sgd": trained(lambda p: optim.SGD(p, lr=0.1), {"optimizer": "sgd", "rate": 0.1}),
    "momentum": trained(lambda p: optim.SGD(p, lr=0.05, momentum=0.8), {"optimizer": "momentum", "rate": 0.05, "momentum": 0.8}),
    "nesterov": trained(lambda p: optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True), {"optimizer": "nesterov", "rate": 0.05, "momentum": 0.8}),
    "rmsprop": trained(lambda p: optim.RMSprop(p, lr=0.01, alpha=0.95, eps=1e-7), {"optimizer": "rmsprop", "rate": 0.01, "beta2": 0.95, "epsilon": 1e-7}),
    "adagrad": trained(lambda p: optim.Adagrad(p, lr=0.1, eps=1e-10), {"optimizer": "adagrad", "rate": 0.1, "epsilon": 1e-10}),
    "adam": trained(lambda p: optim.Adam(p, lr=0.01, betas=(0.8, 0.99)), {"optimizer": "adam", "rate": 0.01, "beta1": 0.8, "beta2": 0.99}),
    "adamw": trained(lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1), {"optimizer": "adamw", "rate": 0.01, "weightDecay": 0.1}),
    "nadam": trained(lambda p: nadam(p, lr=0.02, betas=(0.85, 0.995)), {"optimizer": "nadam", "rate": 0.02, "beta1": 0.85, "beta2": 0.995}),
    "adam, L2": trained(lambda p: optim.Adam(p, lr=0.01, weight_decay=0.05), {"optimizer": "adam", "rate": 0.01, "l2": 0.05}),
    "nesterov, L2": trained(
        lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.05), {"optimizer": "nesterov", "rate": 0.05, "l2": 0.05}),
    "nadam, L1": trained(lambda p: nadam(p, lr=0.01), {"optimizer": "nadam", "rate": 0.01, "l1": 0.02}, penalise(0.02)),
    "adagrad, L1 and L2": trained(
        lambda p: optim.Adagrad(p, lr=0.1, eps=1e-10, weight_decay=0.03), {"optimizer": "adagrad", "rate": 0.1, "epsilon": 1e-10, "l1": 0.02, "l2": 0.03}, penalise(0.02)),
    "momentum, decoupled decay": trained(
        lambda p: optim.SGD(p, lr=0.05, momentum=0.9), {"optimizer": "momentum", "rate": 0.05, "weightDecay": 0.2}, shrink(1 - 0.05 * 0.2)),
    "sgd, clipped by norm": trained(lambda p: optim.SGD(p, lr=0.1), {"optimizer": "sgd", "rate": 0.1, "clip": 0.3}, lambda p: clip_norm(p, 0.3)),
    "adam, clipped by value": trained(
        lambda p: optim.Adam(p, lr=0.01), {"optimizer": "adam", "rate": 0.01, "clipValue": 0.05}, lambda p: torch.nn.utils.clip_grad_value_(p, 0.05)),
}


def both(p):
    torch.nn.utils.clip_grad_value_(p, 0.1)
    clip_norm(p, 0.2)
    penalise(0.01)(p)


runs["adamw, everything at once"] = trained(
    lambda p: optim.AdamW(p, lr=0.02, weight_decay=0.1),
    {"optimizer": "adamw", "rate": 0.02, "weightDecay": 0.1, "clipValue": 0.1, "clip": 0.2, "l1": 0.01},
    both,
)


def rates(make, steps, settings, per_epoch=1, momentum=False, losses=None):
    optimizer = optim.Adam([torch.nn.Parameter(torch.zeros(1))], lr=settings["rate"], betas=(0.9, 0.999))
    schedule = make(optimizer)
    out = {"settings": settings, "stepsPerEpoch": per_epoch, "rates": []}
    if momentum:
        out["beta1"] = []
    if losses:
        out["losses"] = losses
    for i in range(steps):
        group = optimizer.param_groups[0]
        out["rates"].append(group["lr"])
        if momentum:
            out["beta1"].append(group["betas"][0])
        optimizer.step()
        schedule.step(losses[i]) if losses else schedule.step()
    return out


# Falls, stands still three times, creeps by less than the threshold, and falls again.
plateau = [1.0, 0.9, 0.9, 0.95, 0.91, 0.89, 0.88999, 0.88998, 0.88997, 0.88996, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.41, 0.4, 0.4, 0.4, 0.4]
warm = 5


def warmed(o):
    first = schedulers.LinearLR(o, start_factor=1 / warm, total_iters=warm - 1)
    return schedulers.SequentialLR(o, [first, schedulers.CosineAnnealingLR(o, T_max=20 - warm, eta_min=1e-4)], milestones=[warm])


schedules = {
    "step": rates(lambda o: schedulers.StepLR(o, step_size=4, gamma=0.3), 20, {"schedule": "step", "rate": 0.1, "stepEvery": 4, "stepFactor": 0.3, "epochs": 20}),
    "exponential": rates(
        lambda o: schedulers.ExponentialLR(o, gamma=0.7), 20, {"schedule": "exponential", "rate": 0.1, "decay": 0.7, "decayAfter": 1, "epochs": 20}),
    "cosine": rates(
        lambda o: schedulers.CosineAnnealingLR(o, T_max=20, eta_min=1e-3), 20, {"schedule": "cosine", "rate": 0.1, "minimumRate": 1e-3, "epochs": 20}),
    "cosine after a warm-up": rates(warmed, 20, {"schedule": "cosine", "rate": 0.1, "minimumRate": 1e-4, "epochs": 20, "warmup": warm}),
    "one-cycle": rates(
        lambda o: schedulers.OneCycleLR(o, max_lr=0.1, total_steps=60, pct_start=0.25, div_factor=20, final_div_factor=50, base_momentum=0.8, max_momentum=0.9),
        60, {"schedule": "one-cycle", "rate": 0.1, "epochs": 12, "cyclePeak": 0.25, "cycleStart": 1 / 20, "minimumRate": 0.1 / 20 / 50, "cycleMomentum": 0.8}, 5, True),
    "plateau": rates(
        lambda o: schedulers.ReduceLROnPlateau(o, factor=0.4, patience=2, threshold=1e-4, min_lr=2e-3), len(plateau),
        {"schedule": "plateau", "rate": 0.1, "plateauFactor": 0.4, "plateauPatience": 2, "minimumRate": 2e-3, "epochs": 20}, losses=plateau),
}
print(json.dumps({"torch": torch.__version__, "x": x.tolist(), "target": target.tolist(), "start": {k: numbers(v) for k, v in named(*network()).items()}, "runs": runs, "schedules": schedules}))
