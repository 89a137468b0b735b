import { deploy } from "./deploy";

export interface Waited {
  /** What it threw; absent: it ended well. */
  readonly error?: string;
  readonly said: readonly string[];
  readonly seconds: number;
}

/** Runs what waits in a time of its own, in which every pause is over at once. */
export async function waited(wait: () => Promise<unknown>): Promise<Waited> {
  const { setTimeout } = globalThis;
  const { now } = Date;
  let time = 0;
  Date.now = () => time;
  globalThis.setTimeout = ((act: () => void, milliseconds = 0) =>
    setImmediate(() => {
      time += milliseconds;
      act();
    })) as unknown as typeof setTimeout;
  try {
    const { made: error, logs } = await deploy(() => messageOf(wait));
    return {
      ...(error === undefined ? {} : { error }),
      said: logs.map(({ message }) => message),
      seconds: time / 1000,
    };
  } finally {
    Object.assign(globalThis, { setTimeout });
    Date.now = now;
  }
}

/** What a function that is to fail throws; undefined when it does not. */
export async function messageOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One call of the AWS API: the command's name, such as `DescribeInstances`, and its input. */
export type ApiCall = readonly [name: string, input: object];

export interface FakeApi<C> {
  readonly client: C;
  readonly calls: ApiCall[];
}

/**
 * A client that answers each command from a list: the last answer stands for all that follow.
 * A command that is not listed fails the test; an answer that is an error is thrown.
 */
export function fakeApi<C>(answers: Readonly<Record<string, readonly unknown[]>>): FakeApi<C> {
  const calls: ApiCall[] = [];
  const left = Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const send = (command: { readonly input: object }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, "");
    calls.push([name, command.input]);
    const queue = left[name];
    if (queue === undefined) return Promise.reject(new Error(`nobody expected ${name}`));
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { client: { send } as unknown as C, calls };
}
