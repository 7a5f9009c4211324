import type { CharacterNumbers } from './characters.ts';

/** What a character is within its word: begin, end, middle, or a word alone. */
const [BEGIN, END, MIDDLE, SINGLE] = [0, 1, 2, 3] as const;
const states = 4;

/** jieba's own logarithm of nothing: sums of it must round as its own do, so it is not -Infinity. */
const never = -3.14e100;

const startOf = [-0.26268660809250016, never, never, -1.4652633398537678] as const;

/** By state: the two states that may come before, in ascending order, and ln of how likely they go on to it. */
const before = [
  [END, -0.5897149736854513, SINGLE, -0.7211965654669841],
  [BEGIN, -0.51082562376599, MIDDLE, -0.33344856811948514],
  [BEGIN, -0.916290731874155, MIDDLE, -1.2603623820268226],
  [END, -0.8085250474669937, SINGLE, -0.6658631448798212],
] as const;

/** ln of the probability of each character in each state, `[state · characters + character]`, from jieba's file. */
export function emissionsOf(file: string, characters: CharacterNumbers): Float64Array {
  const lines = file
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    // The first five are starts and transitions.
    .slice(5)
    .map((line) =>
      line.split(',').map((pair): [number, number] => {
        const colon = pair.lastIndexOf(':');
        return [characters.of(pair.slice(0, colon))[0]!, Number(pair.slice(colon + 1))];
      }),
    );
  const emissions = new Float64Array(states * characters.count).fill(never);
  for (const [state, pairs] of lines.entries())
    for (const [character, probability] of pairs) emissions[state * characters.count + character] = probability;
  return emissions;
}

/** Finds the likeliest division of characters that are no listed words, by Viterbi's algorithm. */
export class HiddenStates {
  readonly #emissions: Float64Array;
  readonly #characters: number;
  #weight = new Float64Array(states * 64);
  #from = new Uint8Array(states * 64);

  constructor(emissions: Float64Array) {
    this.#emissions = emissions;
    this.#characters = emissions.length / states;
  }

  /** Marks in `ends` (1 or 0) which of the characters at `from … to` end a word. */
  divide(characters: Int32Array, from: number, to: number, ends: Uint8Array): void {
    const many = to - from;
    if (states * many > this.#weight.length) {
      this.#weight = new Float64Array(states * many * 2);
      this.#from = new Uint8Array(states * many * 2);
    }
    const [weight, origin, emissions, width] = [this.#weight, this.#from, this.#emissions, this.#characters];
    for (let state = 0; state < states; state++)
      weight[state] = startOf[state]! + emissions[state * width + characters[from]!]!;
    for (let i = 1; i < many; i++)
      for (let state = 0; state < states; state++) {
        const emission = emissions[state * width + characters[from + i]!]!;
        const [one, toOne, other, toOther] = before[state]!;
        const here = i * states + state;
        weight[here] = never;
        origin[here] = END;
        const first = weight[here - state - states + one]! + toOne + emission;
        if (first > weight[here]!) {
          weight[here] = first;
          origin[here] = one;
        }
        const second = weight[here - state - states + other]! + toOther + emission;
        if (second > weight[here]!) {
          weight[here] = second;
          origin[here] = other;
        }
      }
    const last = (many - 1) * states;
    let state: number = weight[last + END]! >= weight[last + SINGLE]! ? END : SINGLE;
    for (let i = many - 1; i >= 0; i--) {
      ends[from + i] = state === END || state === SINGLE ? 1 : 0;
      state = origin[i * states + state]!;
    }
  }
}
