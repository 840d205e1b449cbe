// What can be taken, in which state a format is, its histogram and shapes, the command, and the model card.
import { describe, expect, it } from 'vitest';
import type { ExportReport } from '#shared/records.ts';
import { decode, encode } from '#shared/wire.ts';
import { barsOf, decadesOf } from '../../../src-renderer/features/export/model/histogram.ts';
import { modelCard, type CardSubject } from '../../../src-renderer/features/export/model/card.ts';
import { pythonSnippet } from '../../../src-renderer/features/export/model/snippet.ts';
import { shapeOf } from '../../../src-renderer/features/export/model/shape.ts';
import { exportCommand, fileNameOf, isOutdated, stateOfReport } from '../../../src-renderer/features/export/model/state.ts';
import { takesOf } from '../../../src-renderer/features/export/model/takes.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';
import { epoch, rowLike, runLike, scores } from '../compare/runs.ts';

const report: ExportReport = { verified: true, said: '', largest: 3e-7, windows: 2857, histogram: [], checks: [], inputs: [], outputs: [] };
const record = {
  id: 'e1',
  run: 'r1',
  checkpoint: 'best' as const,
  epoch: 4,
  checkpointHash: 'def',
  format: 'onnx',
  fileName: 'GRU.onnx',
  sizeBytes: 388_000,
  hash: 'abc',
  report,
  createdAt: 10,
};

describe('what can be taken', () => {
  const rows = [
    rowLike({ name: 'worse', mse: 0.5, epochs: 3, bestEpoch: 2, createdAt: 2 }, [epoch(1, 0.7), epoch(2, 0.5, true), epoch(3, 0.6)]),
    rowLike({ name: 'better', mse: 0.4, epochs: 2, bestEpoch: 2, createdAt: 1 }),
    rowLike({ name: 'nothing yet', mse: null, epochs: 0, bestEpoch: 0, status: 'running', createdAt: 3 }),
    rowLike({ name: 'going', mse: null, epochs: 1, bestEpoch: 1, status: 'running', createdAt: 4 }, [epoch(1, 0.45, true)]),
  ];
  const said = (takes: ReturnType<typeof takesOf>) => takes.map((t) => `${t.run.name} ${t.checkpoint} ${t.epoch} ${t.error}`);
  it('is the best and the last checkpoint of each run, the smallest error first', () => {
    expect(said(takesOf(rows, 'error', true))).toEqual(['better best 2 0.4', 'going best 1 0.45', 'worse best 2 0.5', 'worse last 3 0.6']);
  });
  it('can be the newest first, without the last ones', () => {
    expect(said(takesOf(rows, 'newest', false))).toEqual(['going best 1 0.45', 'worse best 2 0.5', 'better best 2 0.4']);
  });
  it('knows when both checkpoints are one, and when it may still change', () => {
    const [better, going] = takesOf(rows, 'error', true);
    expect([better.isBoth, better.isSoFar, going.isSoFar]).toEqual([true, false, true]);
  });
});

describe('the state of a file', () => {
  it('is verified, refused when it was compared and differs, else unverified', () => {
    expect(stateOfReport(report)).toBe('verified');
    expect(stateOfReport({ ...report, verified: false, largest: 2e-3 })).toBe('refused');
    expect(stateOfReport({ ...report, verified: false, largest: null, checks: [{ name: 'x', passed: false }] })).toBe('refused');
    expect(stateOfReport({ ...report, verified: false, largest: null })).toBe('unverified');
  });
  it('is outdated once the run has another checkpoint under that name', () => {
    expect(isOutdated(record, { ...runLike(), bestEpoch: 4 })).toBe(false);
    expect(isOutdated(record, { ...runLike(), bestEpoch: 5 })).toBe(true);
    expect(isOutdated({ ...record, checkpoint: 'last', epoch: 9 }, { ...runLike(), epoch: 9 })).toBe(false);
    expect(isOutdated({ ...record, checkpoint: 'last', epoch: 9 }, { ...runLike(), epoch: 10 })).toBe(true);
  });
  it('has a file name that works anywhere, and a command with it', () => {
    expect(fileNameOf('GRU seed 3', 'best', 'onnx')).toBe('GRU-seed-3.onnx');
    expect(fileNameOf('气温 a/b', 'last', 'onnx')).toBe('气温-a-b-last.onnx');
    expect(fileNameOf('...', 'best', 'onnx')).toBe('model.onnx');
    expect(exportCommand('r1', 'best', 'onnx', 'GRU.onnx')).toBe('npm run cli -- export --run r1 --format onnx --out GRU.onnx');
    expect(exportCommand('r1', 'last', 'onnx', '气温.onnx')).toBe(
      "npm run cli -- export --run r1 --checkpoint last --format onnx --out '气温.onnx'",
    );
  });
});

describe('differences', () => {
  const counts = new Array<number>(24).fill(0);
  it('are bars of half decades without the empty ends; the first bin is what is equal', () => {
    const filled = counts.with(0, 50).with(9, 10).with(11, 40);
    const { bars, equal } = barsOf(filled);
    expect(equal).toBe(0.5);
    expect(bars.map((b) => [b.from, b.to, b.count, b.height])).toEqual([
      [-7.5, -7, 10, 0.25],
      [-7, -6.5, 0, 0],
      [-6.5, -6, 40, 1],
    ]);
    expect(decadesOf(bars)).toEqual([-7, -6]);
  });
  it('have no bars where everything is equal', () => {
    expect(barsOf(counts.with(0, 3))).toEqual({ bars: [], equal: 1 });
    expect(decadesOf([])).toEqual([]);
  });
  it('read shapes with and without their type', () => {
    expect(shapeOf('float32 [batch, time, 7]')).toEqual({ type: 'float32', sizes: 'batch × time × 7' });
    expect(shapeOf('64 x 192')).toEqual({ type: '', sizes: '64 × 192' });
  });
});

describe('the Python snippet', () => {
  it('makes every input in its type and shape, for one window, and names what comes out', () => {
    const report = {
      inputs: [
        { name: 'x', shape: 'float32 [batch, time, 2]', about: 'rows of each window: a, b\nand c' },
        { name: 'length', shape: 'int64 [batch]' },
        { name: 'state/gru', shape: 'float32 [1, batch, 8]' },
      ],
      outputs: [{ name: 'probabilities', shape: 'float32 [batch, 3]', about: 'of each class' }],
    };
    expect(pythonSnippet('m "1".onnx', report, 96)).toBe(
      [
        'import numpy as np',
        'import onnxruntime as ort',
        '',
        'model = ort.InferenceSession("m \\"1\\".onnx")',
        'out = model.run(None, {',
        '    "x": np.zeros((1, 96, 2), np.float32),  # rows of each window: a, b and c',
        '    "length": np.full((1,), 96, np.int64),',
        '    "state/gru": np.zeros((1, 1, 8), np.float32),',
        '})',
        'print("probabilities", out[0].shape)  # [batch, 3]: of each class',
      ].join('\n'),
    );
  });
});

describe('the bytes of a file', () => {
  it('reach the window as bytes when the store hands out a Buffer', () => {
    const { bytes } = decode(encode({ bytes: Buffer.from([1, 2, 3]) })) as { bytes: Uint8Array };
    expect(bytes).toEqual(Uint8Array.from([1, 2, 3]));
  });
});

describe('the model card', () => {
  const subject: CardSubject = {
    run: runLike({ id: 'r1', name: 'drawn', template: 'drawn-feedback', mse: 0.3, note: 'For the talk.' }),
    checkpoint: 'best',
    epoch: 2,
    validation: scores(0.3),
    test: scores(0.3, 200),
    dataset: undefined,
    drawing: 'drawn-feedback',
    parent: null,
    verdict: [],
    exports: [record],
    version: '0.1.0',
    baselineName: (name) => name,
  };
  const words = { ...en.exporting.card, said: () => 'onnxruntime: largest difference 3e-7 over 2,857 windows.' };
  it('says what it is, on what it was trained, how good it is beside each baseline, and its fingerprints', () => {
    expect(modelCard(subject, words)).toMatchInlineSnapshot(`
      "# drawn

      Forecasts OT 2 rows ahead from the last 96 rows of 2 columns.
      Trained with Loopwright 0.1.0.

      For the talk.

      ## Data

      - Dataset: ETTh1
      - Predicts: OT
      - Sees: HUFL, OT
      - Windows: 1,000 training, 100 validation, 200 test, in order of time
      - Lookback 96, horizon 2, stride 1, gap 0
      - Split (training, validation, test): 0.7, 0.1, 0.2
      - Scaling: standard

      ## Errors

      On the test part, 200 windows, all rows on the same ones. Lower is better. Scaled: in standard deviations of the training part.

      |  | MSE scaled | MAE scaled | MAE OT | RMSE OT | this model is |
      | --- | ---: | ---: | ---: | ---: | --- |
      | **this model** | 0.3 | 0.3 | 0.6 | 1.095 |  |
      | naive | 0.6 | 0.6 | 1.2 | 1.549 | 50 % better |
      | seasonalNaive | 0.5 | 0.5 | 1 | 1.414 | 40 % better |
      | linear | 0.4 | 0.4 | 0.8 | 1.265 | 25 % better |

      ## Architecture

      drawn-feedback, 1,000 parameters

      - \`level\`: subtract-last
      - \`gru1\`: gru, units 32, reset after, initial orthogonal
      - \`lstm2\`: lstm, units 32
      - \`head\`: dense, activation linear, bias true, initial glorot, forecast auto
      - \`forecast\`: add-last
      - \`input\` -> \`level\`
      - \`level\` -> \`gru1\`
      - \`lstm2\` -> \`gru1\`: t-1, feedback
      - \`gru1\` -> \`lstm2\`
      - \`lstm2\` -> \`head\`
      - \`head\` -> \`forecast\`

      ## Training

      - Best checkpoint, epoch 2 of at most 4
      - rate 1e-3, beta1 0.9, beta2 0.999, epsilon 1e-8, loss mse, optimizer adam, schedule constant, epochs 4, batch 64, patience 6, clip 1, seed 1

      ## Files

      - GRU.onnx, 388,000 bytes: verified. onnxruntime: largest difference 3e-7 over 2,857 windows. SHA-256 \`abc\`

      ## Fingerprints

      - Dataset (SHA-256 of names and numbers): \`hash of ETTh1\`
      - Design (SHA-256): \`design 96\`
      - Run: \`r1\`
      "
    `);
  });
  it('shows typed equations as they were typed', () => {
    const run = runLike({ template: 'gru' });
    const nodes = run.plan.architecture.nodes.map((n) =>
      n.id === 'gru' ? { ...n, cell: 'equations' as const, options: { units: 8, text: 'a = 0.5\nh = a x' } } : n,
    );
    const plan = { ...run.plan, architecture: { ...run.plan.architecture, nodes } };
    expect(modelCard({ ...subject, run: { ...run, plan } }, words)).toContain(
      '- `gru`: equations, units 8\n\n      a = 0.5\n      h = a x\n',
    );
  });
  it('uses the validation part where there are no test errors, and says when nothing was measured', () => {
    expect(modelCard({ ...subject, test: null }, words)).toContain('On the validation part, 100 windows');
    expect(modelCard({ ...subject, test: null, validation: null }, words)).toContain('Not measured yet.');
  });
  it('names its parent, and has no files where none were made', () => {
    expect(modelCard({ ...subject, verdict: ['Better than all 3 baselines.', 'By much.'] }, words)).toContain(
      'Better than all 3 baselines.\nBy much.\n\nOn the test part',
    );
    const card = modelCard({ ...subject, parent: 'GRU', exports: [] }, words);
    expect(card).toContain('Fine-tuned from GRU');
    expect(card).not.toContain('## Files');
  });
  it('is also there in Chinese', () => {
    const card = modelCard(subject, zhCN.exporting.card);
    expect(card).toContain('## 误差');
    expect(card).toContain('| linear | 0.4 | 0.4 | 0.8 | 1.265 | 好 25 % |');
  });
});
