/**
 * Runs an ONNX file with onnxruntime, which is loaded only here and only when asked: the app works without it, then an
 * export cannot be verified on this machine and says so.
 */
import type { Given } from '#engine/export/onnx-feed.ts';
import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';

export interface OnnxRunner {
  /** What the file wants to be given in units; `run` converts to it. */
  readonly inputType: 'float32' | 'float64';
  /** Shapes with their element type, such as "float32 [batch, time, 7]". onnxruntime-node does not give metadata out. */
  readonly inputs: { name: string; shape: string }[];
  readonly outputs: { name: string; shape: string }[];
  /** Everything that the file gives out, by name. */
  run(
    feed: Readonly<Record<string, Pick<Given, 'shape' | 'numbers'>>>,
  ): Promise<Record<string, { shape: number[]; numbers: Float32Array | Float64Array }>>;
  dispose(): Promise<void>;
}

type Runtime = typeof import('onnxruntime-node');

/** Rejects with a message that can be shown when onnxruntime is missing or refuses the file. */
export async function openOnnx(bytes: Uint8Array, threads = 1, load: () => Promise<Runtime> = importRuntime): Promise<OnnxRunner> {
  const { InferenceSession, Tensor } = await loadRuntime(load);
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : 'none']));
  const [first] = session.inputMetadata;
  if (!first?.isTensor || !session.outputMetadata[0]?.isTensor) throw new Error('the ONNX file has no tensor to go in or out');

  const tensorOf = (name: string, { numbers, shape }: { shape: readonly number[]; numbers: ArrayLike<number> }): OnnxTensor => {
    const count = shape.reduce((n, size) => n * size, 1);
    if (numbers.length !== count) throw new Error(`ONNX input ${name} has ${numbers.length} numbers, [${shape.join(', ')}] needs ${count}`);
    switch (types.get(name)) {
      case 'float64':
        return new Tensor('float64', Float64Array.from(numbers), shape);
      case 'int64':
        return new Tensor('int64', BigInt64Array.from(Array.from(numbers, BigInt)), shape);
      case 'float32':
        return new Tensor('float32', Float32Array.from(numbers), shape);
      default:
        throw new Error(`the ONNX file has no input ${name}; it has ${[...types.keys()].join(', ')}`);
    }
  };
  return {
    inputType: first.type === 'float64' ? 'float64' : 'float32',
    inputs: session.inputMetadata.map(described),
    outputs: session.outputMetadata.map(described),
    async run(feed) {
      const results = await session.run(Object.fromEntries(Object.entries(feed).map(([name, given]) => [name, tensorOf(name, given)])));
      return Object.fromEntries(
        Object.entries(results).map(([name, result]) => {
          const { dims, data } = result as OnnxTensor;
          return [name, { shape: [...dims], numbers: data as Float32Array | Float64Array }];
        }),
      );
    },
    dispose: () => session.release(),
  };
}

const described = (value: InferenceSession.ValueMetadata): { name: string; shape: string } => ({
  name: value.name,
  shape: value.isTensor ? `${value.type} [${value.shape.join(', ')}]` : 'not a tensor',
});

/** The package is CommonJS: depending on who loads it, its exports stand by themselves or under `default`. */
async function importRuntime(): Promise<Runtime> {
  const module = (await import('onnxruntime-node')) as Runtime & { default?: Runtime };
  return module.InferenceSession ? module : module.default!;
}

async function loadRuntime(load: () => Promise<Runtime>): Promise<Runtime> {
  try {
    return await load();
  } catch (error) {
    const isMissing = (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    throw new Error(
      isMissing
        ? 'onnxruntime-node is not installed, so an exported ONNX file cannot be checked on this machine. Install it with "npm install onnxruntime-node".'
        : `onnxruntime-node is installed but does not start on this machine: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
