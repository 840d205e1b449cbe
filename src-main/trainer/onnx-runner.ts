/**
 * Runs an ONNX file with onnxruntime, which is loaded only here and only when asked: the app works without it, then an
 * export cannot be verified on this machine and says so.
 */
import type { InferenceSession, TypedTensor } from 'onnxruntime-node';

export interface OnnxRunner {
  /** What the file wants to be given; `predict` converts to it. */
  readonly inputType: 'float32' | 'float64';
  /** Shapes with their element type, such as "float32 [batch, time, 7]". onnxruntime-node does not give metadata out. */
  readonly inputs: { name: string; shape: string }[];
  readonly outputs: { name: string; shape: string }[];
  /** x: [batch, time, features] in raw units. Returns [batch, horizon, targets] in raw units, of the type of the file. */
  predict(x: Float32Array | Float64Array, batch: number, time: number, features: number): Promise<Float32Array | Float64Array>;
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
  const [input, output] = [session.inputMetadata[0], session.outputMetadata[0]];
  if (!input?.isTensor || !output?.isTensor) throw new Error('the ONNX file has no tensor to go in or out');
  const inputType = input.type === 'float64' ? 'float64' : 'float32';
  return {
    inputType,
    inputs: session.inputMetadata.map(described),
    outputs: session.outputMetadata.map(described),
    async predict(x, batch, time, features) {
      if (x.length !== batch * time * features)
        throw new Error(`ONNX input has ${x.length} numbers, [${batch}, ${time}, ${features}] needs ${batch * time * features}`);
      const shape = [batch, time, features];
      const tensor =
        inputType === 'float64' ? new Tensor('float64', Float64Array.from(x), shape) : new Tensor('float32', Float32Array.from(x), shape);
      const results = await session.run({ [input.name]: tensor });
      return (results[output.name] as TypedTensor<'float32'> | TypedTensor<'float64'>).data;
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
