// What can wait until the person sees something.

/** Calls `then` once what was just changed is drawn; the returned function takes that back. */
export function afterDrawn(then: () => void): () => void {
  let soon = 0
  const drawing = requestAnimationFrame(() => (soon = window.setTimeout(then)))
  return () => {
    cancelAnimationFrame(drawing)
    window.clearTimeout(soon)
  }
}
