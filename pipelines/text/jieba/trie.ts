/** Nodes below this number are single characters; so a word's first step needs no look-up. */
const firstLongNode = 1 << 16;
const fullest = 0.55;

/** Integers per edge: parent node, character, child node, 1 where longer words go on from the child. */
export const edgeSize = 4;

/** A number that spreads edges over 32 bits. An edge's place is its low bits, as many as the table has places. */
export const mixedEdge = (parent: number, character: number): number => {
  const mixed = Math.imul(parent, 0x9e3779b1) + Math.imul(character, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
};

const bitsOfHints = 22;
/** The bit that an edge has among the hints: its high bits. */
export const hintOf = (mixed: number): number => mixed >>> (32 - bitsOfHints);

/**
 * A trie whose edges lie in one hashed table: the edge from `parent` by `character` is the first of the places from its own
 * on, one after another around the table, that names both; a place with child 0 ends the search. Most searches fail, and
 * most of these are cut short by the hints: half a megabyte of bits, where 0 says that there is no such edge.
 */
export class TrieBuilder {
  #edges = new Int32Array(edgeSize << 20);
  #weights = new Float64Array(firstLongNode + (1 << 19));
  #goesOn = new Uint8Array(this.#weights.length);
  #nodes = firstLongNode;

  /** Adds a word as the numbers of its characters, or gives it another weight. */
  add(characters: readonly number[], weight: number): void {
    if (characters.length === 0) return;
    let node = characters[0]!;
    for (let i = 1; i < characters.length; i++) {
      this.#goesOn[node] = 1;
      node = this.#child(node, characters[i]!);
    }
    this.#weights[node] = weight;
  }

  build(): { edges: Int32Array; hints: Int32Array; weights: Float64Array; goesOn: Uint8Array } {
    const edges = this.#edges;
    const hints = new Int32Array(1 << (bitsOfHints - 5));
    for (let at = 0; at < edges.length; at += edgeSize) {
      if (edges[at + 2] === 0) continue;
      edges[at + 3] = this.#goesOn[edges[at + 2]!]!;
      const hint = hintOf(mixedEdge(edges[at]!, edges[at + 1]!));
      hints[hint >>> 5]! |= 1 << (hint & 31);
    }
    return {
      edges,
      hints,
      weights: this.#weights.subarray(0, this.#nodes),
      goesOn: this.#goesOn.subarray(0, firstLongNode),
    };
  }

  #child(parent: number, character: number): number {
    const edges = this.#edges;
    const mask = edges.length / edgeSize - 1;
    let place = mixedEdge(parent, character) & mask;
    for (; edges[place * edgeSize + 2] !== 0; place = (place + 1) & mask)
      if (edges[place * edgeSize] === parent && edges[place * edgeSize + 1] === character)
        return edges[place * edgeSize + 2]!;
    const child = this.#nodes++;
    edges.set([parent, character, child], place * edgeSize);
    if (this.#nodes === this.#weights.length) this.#makeRoomForNodes();
    if (this.#nodes - firstLongNode > fullest * (mask + 1)) this.#makeRoomForEdges();
    return child;
  }

  #makeRoomForNodes(): void {
    const [weights, goesOn] = [this.#weights, this.#goesOn];
    this.#weights = new Float64Array(2 * weights.length);
    this.#goesOn = new Uint8Array(2 * goesOn.length);
    this.#weights.set(weights);
    this.#goesOn.set(goesOn);
  }

  #makeRoomForEdges(): void {
    const old = this.#edges;
    const edges = new Int32Array(2 * old.length);
    const mask = edges.length / edgeSize - 1;
    for (let at = 0; at < old.length; at += edgeSize) {
      if (old[at + 2] === 0) continue;
      let place = mixedEdge(old[at]!, old[at + 1]!) & mask;
      while (edges[place * edgeSize + 2] !== 0) place = (place + 1) & mask;
      edges.set(old.subarray(at, at + edgeSize), place * edgeSize);
    }
    this.#edges = edges;
  }
}
