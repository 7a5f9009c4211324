/**
 * Just enough of an assembler for WebAssembly to write a few loops of vector instructions: this machine code is the one
 * way in Node to multiply four numbers at once. Numbers follow the WebAssembly 1.0 and fixed-width SIMD specifications.
 */

/** Machine code: bytes, in nested lists. */
export type Code = number | readonly Code[];

/** Parameters and locals, all of them addresses or counts (i32) but the vectors (v128), which come last. */
export interface KernelFunction {
  name: string;
  parameters: number;
  integers: number;
  vectors: number;
  body: Code;
}

const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
export const constant = (value: number): Code => [0x41, signed(value)];
export const add = (a: Code, b: Code): Code => [a, b, 0x6a];
export const times = (a: Code, b: Code): Code => [a, b, 0x6c];
/** Adds a constant to a local. */
export const advance = (local: number, by: Code): Code => set(local, add(get(local), by));
export const isLess = (a: Code, b: Code): Code => [a, b, 0x49];
export const when = (condition: Code, body: Code): Code => [condition, 0x04, 0x40, body, 0x0b];
/** Runs the body once, and again while the condition holds. */
export const repeatWhile = (condition: Code, body: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0x00, 0x0b];

const aligned = (offset: number): Code => [2, unsigned(offset)];
export const loadInteger = (address: Code): Code => [address, 0x28, aligned(0)];

const vector = (code: number): Code => [0xfd, unsigned(code)];
export const zeros: Code = [vector(12), Array<number>(16).fill(0)];
export const loadVector = (address: Code, offset: number): Code => [address, vector(0), aligned(offset)];
/** One float in all four places. */
export const loadFloatFourTimes = (address: Code): Code => [address, vector(9), aligned(0)];
export const storeVector = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  vector(11),
  aligned(offset),
];
export const storeFloat = (address: Code, value: Code): Code => [address, value, 0x38, aligned(0)];
export const addVectors = (a: Code, b: Code): Code => [a, b, vector(228)];
export const timesVectors = (a: Code, b: Code): Code => [a, b, vector(230)];
export const lane = (value: Code, number: number): Code => [value, vector(31), number];
export const addFloats = (a: Code, b: Code): Code => [a, b, 0x92];

const [i32, v128] = [0x7f, 0x7b];

const flat = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(flat));
const sized = (code: Code): number[] => {
  const bytes = flat(code);
  return [...unsigned(bytes.length), ...bytes];
};
const list = (items: readonly Code[]): Code => [unsigned(items.length), items];
const section = (id: number, content: Code): number[] => [id, ...sized(content)];
const named = (name: string): Code => sized([...new TextEncoder().encode(name)]);

/** The bytes of a module that works on the memory it imports as `env.memory`. */
export function wasmModule(functions: readonly KernelFunction[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(functions.map(({ parameters }) => [0x60, list(Array<Code>(parameters).fill(i32)), list([])]))),
    ...section(2, list([[named('env'), named('memory'), 0x02, 0x00, unsigned(1)]])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map(({ name }, i) => [named(name), 0x00, unsigned(i)]))),
    ...section(
      10,
      list(
        functions.map(({ integers, vectors, body }) =>
          sized([
            list([
              [unsigned(integers), i32],
              [unsigned(vectors), v128],
            ]),
            body,
            0x0b,
          ]),
        ),
      ),
    ),
  ]);
}
