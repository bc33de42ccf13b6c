// A template as text: what changed, what a field puts into it, which lines are faulty. Knows no form.
import type { TemplateField } from '../../../shell/schema'

/** A line that went or came. */
export interface Change {
  came: boolean
  text: string
}

/** Lines of both texts above this are not compared one by one. */
const MOST = 1_500

/** The lines that went and that came, in order. */
export function changes(before: string, after: string): Change[] {
  const old = before.trimEnd().split('\n')
  const next = after.trimEnd().split('\n')
  let start = 0
  while (start < old.length && start < next.length && old[start] === next[start]) start += 1
  let end = 0
  while (
    end < old.length - start &&
    end < next.length - start &&
    old[old.length - 1 - end] === next[next.length - 1 - end]
  )
    end += 1
  const a = old.slice(start, old.length - end)
  const b = next.slice(start, next.length - end)
  const gone = a.map((text) => ({ came: false, text }))
  const came = b.map((text) => ({ came: true, text }))
  if (a.length + b.length > MOST) return [...gone, ...came]
  // The longest run of lines that both have: lengths from each pair of places to the ends.
  const wide = b.length + 1
  const longest = new Uint16Array((a.length + 1) * wide)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * wide + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * wide + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * wide + j] ?? 0, longest[i * wide + j + 1] ?? 0)
  const found: Change[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1
      j += 1
    } else if (
      j >= b.length ||
      (i < a.length && (longest[(i + 1) * wide + j] ?? 0) >= (longest[i * wide + j + 1] ?? 0))
    ) {
      found.push(gone[i]!)
      i += 1
    } else {
      found.push(came[j]!)
      j += 1
    }
  }
  return found
}

/** What a field puts into the text; `row` is what the row is called of whose list it is. */
export function words(field: TemplateField, row?: string): string {
  const name = row ? `${row}.${field.key}` : field.key
  switch (field.kind) {
    case 'list':
      return `{% untuk ${rowOf(field)} dari ${name} %}\n${field.within[0] ? `{{ ${rowOf(field)}.${field.within[0].key} }}` : ''}\n{% akhir %}\n`
    case 'table':
      return `!tabel ${name}\n`
    case 'yes':
      return `{% jika ${name} %}\n\n{% akhir %}\n`
    default:
      return `{{ ${name} }}`
  }
}

/** What a row of a list is called where nobody says otherwise. */
export function rowOf(field: TemplateField): string {
  return `baris_${field.key}`.slice(0, 40)
}

/** The text with something put in at a place: what stands on lines of its own begins on a new one. */
export function put(text: string, from: number, to: number, piece: string): { text: string; at: number } {
  const before = text.slice(0, from)
  const alone = piece.endsWith('\n') && before !== '' && !before.endsWith('\n')
  const whole = (alone ? '\n' : '') + piece
  return { text: before + whole + text.slice(to), at: from + whole.length }
}

/** What was typed and not published, and upon which version it was begun; none: the product's own. */
export interface Typed {
  source: string
  base: string | null
}

/** Where what was typed of a form waits. */
export const placeOf = (form: string): string => `formulir:${form}`

/** What has to be kept: a text that is not the one in force. */
export function keptOf(inForce: string, source: string, base: string | null): Typed | undefined {
  return changes(inForce, source).length > 0 ? { source, base } : undefined
}
