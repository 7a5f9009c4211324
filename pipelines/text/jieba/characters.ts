/** Numbers characters from 1 as they come: what the trie and the tables of probabilities are addressed by. */
export class CharacterNumbers {
  /** By UTF-16 unit; 0 where it has no number. */
  readonly units = new Uint16Array(new SharedArrayBuffer(2 * 65_536));
  /** By code point beyond the basic plane. */
  readonly rare = new Map<number, number>();
  /** One more than the highest number. */
  count = 1;

  /** The numbers of a text's characters; new ones are given out. */
  of(text: string): number[] {
    const numbers: number[] = [];
    for (let i = 0; i < text.length; i++) {
      const point = text.codePointAt(i)!;
      if (point > 0xffff) {
        i++;
        if (!this.rare.has(point)) this.rare.set(point, this.count++);
        numbers.push(this.rare.get(point)!);
      } else {
        if (this.units[point] === 0) this.units[point] = this.count++;
        numbers.push(this.units[point]!);
      }
    }
    return numbers;
  }
}
