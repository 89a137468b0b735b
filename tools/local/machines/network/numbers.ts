/** Gives each ID the lowest free number from 1 on, which it keeps until it is released. */
export class Numbers {
  private readonly numbers = new Map<string, number>();

  of(id: string): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    const taken = new Set(this.numbers.values());
    let number = 1;
    while (taken.has(number)) number++;
    this.numbers.set(id, number);
    return number;
  }

  /** Releases the numbers of all other IDs. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.numbers.keys()) if (!ids.has(id)) this.numbers.delete(id);
  }
}
