// Answers to questions that were asked before the screen that shows them was there. Each is shown once, and only where nothing changed since.

export class Ahead {
  readonly #answers = new Map<string, { value: unknown; count: number }>()

  /**
   * Waits for an answer as long as `within` milliseconds and keeps it; `count` says how many changes there had been when it was asked for.
   * What comes later is dropped, and so is a fault: the screen asks again and says why.
   */
  async wait(name: string, answer: Promise<unknown>, count: number, within: number): Promise<void> {
    let late = false
    const kept = answer.then(
      (value) => void (late || this.#answers.set(name, { value, count })),
      () => undefined,
    )
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, within))])
    late = true
  }

  /** The answer, if it is there and there were `count` changes then as now. It is not there a second time. */
  take(name: string, count: number): { value: unknown } | undefined {
    const early = this.#answers.get(name)
    this.#answers.delete(name)
    return early?.count === count ? early : undefined
  }
}
