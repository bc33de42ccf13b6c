// What was typed, once the typing pauses: so that a search asks once a word and not once a letter.

export class Paused {
  value = $state('')

  constructor(read: () => string, milliseconds = 150) {
    $effect(() => {
      const next = read().trim()
      // Clearing a search answers at once.
      const timer = window.setTimeout(() => (this.value = next), next ? milliseconds : 0)
      return () => window.clearTimeout(timer)
    })
  }
}
