// Every question that is asked in front of everything else: where its focus begins, and that a place shows it. Read from the components
// themselves, so that a new one cannot be forgotten.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'

type Node = { type: string; name?: string; attributes?: Node[]; value?: unknown; [more: string]: unknown }

const root = join(import.meta.dirname, '../src')
const components = readdirSync(root, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.svelte') && !path.endsWith('parts/Dialog.svelte'))

/** Every component of a name below a node. */
function named(node: unknown, name: string, found: Node[] = []): Node[] {
  if (Array.isArray(node)) for (const each of node) named(each, name, found)
  else if (typeof node === 'object' && node !== null) {
    const one = node as Node
    if (one.type === 'Component' && one.name === name) found.push(one)
    for (const value of Object.values(one)) named(value, name, found)
  }
  return found
}

const attribute = (node: Node, name: string): Node | undefined => node.attributes?.find((one) => one.name === name)

function textOf(node: Node, name: string): string | undefined {
  const value = attribute(node, name)?.value
  const part = (Array.isArray(value) ? value[0] : value) as { data?: string } | undefined
  return typeof part === 'object' ? part.data : undefined
}

/** Both sides of a condition count. */
const dialogs = components.flatMap((path) => {
  const source = readFileSync(join(root, path), 'utf8')
  return named(parse(source, { modern: true }).fragment, 'Dialog').map((dialog) => ({
    path,
    test: textOf(dialog, 'test') ?? '',
    buttons: named(dialog['fragment'], 'Button'),
  }))
})

describe('a dialog', () => {
  it('is there at all', () => {
    expect(dialogs.length).toBeGreaterThan(12)
    // One that is made by hand has no focus of its own; the search begins in its field.
    const own = components.filter((path) => /<dialog\b|showModal\(/.test(readFileSync(join(root, path), 'utf8')))
    expect(own).toEqual(['screens/office/find/Finder.svelte'])
  })

  it.each(dialogs)('$path $test begins on the one answer that loses nothing', ({ test, buttons }) => {
    expect(test).not.toBe('')
    const safe = buttons.filter((button) => attribute(button, 'safe'))
    expect(safe).toHaveLength(1)
    const [button] = safe
    // What loses nothing destroys nothing and sends no form.
    expect(button && textOf(button, 'tone')).not.toBe('bad')
    expect(button && attribute(button, 'type')).toBeUndefined()
    expect(buttons.length).toBeGreaterThan(1)
  })
})
