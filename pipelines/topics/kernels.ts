import {
  add,
  addFloats,
  addVectors,
  advance,
  type Code,
  constant,
  get,
  isLess,
  type KernelFunction,
  lane,
  loadFloatFourTimes,
  loadInteger,
  loadVector,
  repeatWhile,
  set,
  storeFloat,
  storeVector,
  times,
  timesVectors,
  wasmModule,
  when,
  zeros,
} from './wasm-module.ts';

/** Floats of a row that are summed at a time: seven vectors of four, which fit the registers of any machine. */
export const tile = 28;
const tileVectors = tile / 4;
const tileBytes = tile * 4;
const each = (body: (i: number) => Code): Code => Array.from({ length: tileVectors }, (_, i) => body(i));

/** What both products share: the sums of a tile of a row, and the steps from tile to tile and from row to row. */
interface Product {
  rows: number;
  stride: number;
  out: number;
  row: number;
  offset: number;
  at: number;
  end: number;
  from: number;
  factor: number;
}

function products(
  { rows, stride, out, row, offset, at, end, from, factor }: Product,
  code: { value: Code; startRow: Code; startTile: Code; place: Code; next: Code; nextRow: Code },
): Code {
  const sum = (i: number) => factor + 1 + i;
  const addProduct: Code = [
    set(factor, loadFloatFourTimes(code.value)),
    code.place,
    each((i) => set(sum(i), addVectors(get(sum(i)), timesVectors(get(factor), loadVector(get(from), 16 * i))))),
    code.next,
    advance(at, constant(4)),
  ];
  const sumTile: Code = [
    each((i) => set(sum(i), zeros)),
    code.startTile,
    when(isLess(get(at), get(end)), repeatWhile(isLess(get(at), get(end)), addProduct)),
    each((i) => storeVector(get(out), 16 * i, get(sum(i)))),
    advance(out, constant(tileBytes)),
    advance(offset, constant(tileBytes)),
  ];
  const sumRow: Code = [
    code.startRow,
    set(offset, constant(0)),
    repeatWhile(isLess(get(offset), get(stride)), sumTile),
    code.nextRow,
    advance(row, constant(1)),
  ];
  return when(isLess(get(row), get(rows)), repeatWhile(isLess(get(row), get(rows)), sumRow));
}

/**
 * `multiply(rows, starts, columns, values, dense, out, stride)`: out[row] = Σ values[i] · dense[columns[i]] over the row's i, in
 * their order. Addresses in bytes; `dense` and `out` have rows of `stride` bytes, whole tiles.
 */
const multiply = (): KernelFunction => {
  const [rows, starts, columns, values, right, out, stride] = [0, 1, 2, 3, 4, 5, 6];
  const [row, offset, at, end, from, factor] = [7, 8, 9, 10, 11, 12];
  const body = products(
    { rows, stride, out, row, offset, at, end, from, factor },
    {
      startRow: set(end, times(loadInteger(add(get(starts), constant(4))), constant(4))),
      startTile: set(at, times(loadInteger(get(starts)), constant(4))),
      value: add(get(values), get(at)),
      place: set(from, add(add(get(right), get(offset)), times(loadInteger(add(get(columns), get(at))), get(stride)))),
      next: [],
      nextRow: advance(starts, constant(4)),
    },
  );
  return { name: 'multiply', parameters: 7, integers: 5, vectors: 1 + tileVectors, body };
};

/** `multiplyDense(rows, left, width, dense, out, stride)`: the same where each row of `left` has all of `width` bytes. */
const multiplyDense = (): KernelFunction => {
  const [rows, left, width, right, out, stride] = [0, 1, 2, 3, 4, 5];
  const [row, offset, at, end, from, factor] = [6, 7, 8, 9, 10, 11];
  const body = products(
    { rows, stride, out, row, offset, at, end, from, factor },
    {
      startRow: set(end, add(get(left), get(width))),
      startTile: [set(at, get(left)), set(from, add(get(right), get(offset)))],
      value: get(at),
      place: [],
      next: advance(from, get(stride)),
      nextRow: advance(left, get(width)),
    },
  );
  return { name: 'multiplyDense', parameters: 6, integers: 5, vectors: 1 + tileVectors, body };
};

/** `dots(rows, points, vector, out, stride)`: out[row] = points[row] · vector, both of `stride` bytes, multiples of 16. */
const dots = (): KernelFunction => {
  const [rows, points, vector, out, stride] = [0, 1, 2, 3, 4];
  const [row, at, sum] = [5, 6, 7];
  const addProduct: Code = [
    set(sum, addVectors(get(sum), timesVectors(loadVector(get(points), 0), loadVector(add(get(vector), get(at)), 0)))),
    advance(points, constant(16)),
    advance(at, constant(16)),
  ];
  const lanes = addFloats(
    addFloats(lane(get(sum), 0), lane(get(sum), 1)),
    addFloats(lane(get(sum), 2), lane(get(sum), 3)),
  );
  const sumRow: Code = [
    set(sum, zeros),
    set(at, constant(0)),
    repeatWhile(isLess(get(at), get(stride)), addProduct),
    storeFloat(get(out), lanes),
    advance(out, constant(4)),
    advance(row, constant(1)),
  ];
  const body = when(isLess(get(row), get(rows)), repeatWhile(isLess(get(row), get(rows)), sumRow));
  return { name: 'dots', parameters: 5, integers: 2, vectors: 1, body };
};

/** What is used of WebAssembly, which the types of Node leave out. */
interface Machine {
  Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Machine }).WebAssembly;

const page = 65_536;
const memory = new Memory({ initial: 1 });
const { exports } = new Instance(new Module(wasmModule([multiply(), multiplyDense(), dots()])), { env: { memory } });

/** The loops, on addresses into the memory that `arrays` hands out. Single precision, in a fixed order on every machine. */
export const kernels = exports as {
  multiply(
    rows: number,
    starts: number,
    columns: number,
    values: number,
    dense: number,
    out: number,
    stride: number,
  ): void;
  multiplyDense(rows: number, left: number, width: number, dense: number, out: number, stride: number): void;
  dots(rows: number, points: number, vector: number, out: number, stride: number): void;
};

/** Arrays of so many 4-byte numbers in the kernels' memory, at addresses that are multiples of 16; until the next call. */
export function arrays(...lengths: number[]): { floats: Float32Array; integers: Int32Array; address: number }[] {
  const bytes = lengths.map((length) => (4 * length + 15) & ~15);
  const needed = bytes.reduce((sum, size) => sum + size, 0);
  const missing = needed - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
  let address = 0;
  return lengths.map((length, i) => {
    const found = {
      floats: new Float32Array(memory.buffer, address, length),
      integers: new Int32Array(memory.buffer, address, length),
      address,
    };
    address += bytes[i]!;
    return found;
  });
}
