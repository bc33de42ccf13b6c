// The strokes of Lucide's icons as SVG. They come from the package and are nobody's input.

/** An icon as the package has it: its name and its elements with their attributes. */
export interface Drawing {
  name: string
  node: [string, Record<string, string>][]
}

const drawn = new Map<string, string>()

/** The elements of an icon as one text. */
export function strokesOf({ name, node }: Drawing): string {
  let strokes = drawn.get(name)
  if (strokes === undefined) {
    strokes = node
      .map(([tag, attributes]) => {
        const said = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${value}"`)
        return `<${tag}${said.join('')}/>`
      })
      .join('')
    drawn.set(name, strokes)
  }
  return strokes
}
