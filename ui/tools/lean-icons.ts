// Takes the strokes of the icons that are used, and leaves the icon set's own component out of the window: it is as large as
// all the strokes together.
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const ICON = /^@lucide\/svelte\/icons\/([\w-]+)$/
const GLYPH = new URL('../src/parts/Glyph.svelte', import.meta.url).pathname

type Stroke = [string, Record<string, string>]

/** The strokes of an icon as SVG. */
function strokesOf(name: string): string {
  const file = new URL(`../node_modules/@lucide/svelte/dist/icons/${name}.svelte`, import.meta.url)
  const data = /const iconData = (\{.*\});/.exec(readFileSync(file, 'utf8'))?.[1]
  if (data === undefined) throw new Error(`the icon ${name} is not written as it used to be`)
  const { node } = JSON.parse(data) as { node: Stroke[] }
  return node
    .map(([tag, attributes]) => {
      const said = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${value}"`)
      return `<${tag}${said.join('')}/>`
    })
    .join('')
}

/** The step of the build. */
export function leanIcons(): Plugin {
  return {
    name: 'sesi-lean-icons',
    enforce: 'pre',
    resolveId: (source) => (ICON.test(source) ? `\0icon:${source.replace(ICON, '$1')}` : null),
    load(file) {
      if (!file.startsWith('\0icon:')) return null
      const strokes = strokesOf(file.slice('\0icon:'.length))
      return `import Glyph from ${JSON.stringify(GLYPH)}
export default (internals, props) =>
  Glyph(internals, { strokes: ${JSON.stringify(strokes)}, get size() { return props.size }, label: props['aria-label'] })`
    },
  }
}
