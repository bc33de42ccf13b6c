// A text as searches and orders compare it. Pure.

/** Without case and accents; what is no letter or digit parts words. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
}
