// Every pair of colours in use has the contrast of WCAG 2 AA: 4.5 for text, 3 for edges and signs.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../src/style/tokens.css', import.meta.url), 'utf8').replace(/'/g, '"')

function tokens(selector: string): Record<string, string> {
  const start = css.replace(/'/g, '"').indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]))
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const TEXT: [string, string[]][] = [
  ['ink', ['paper', 'card', 'sunken', 'brand-wash', 'ok-wash', 'warn-wash', 'bad-wash']],
  ['soft', ['paper', 'card', 'sunken', 'brand-wash']],
  ['brand', ['paper', 'card', 'brand-wash']],
  ['ok', ['paper', 'card', 'ok-wash']],
  ['warn', ['paper', 'card', 'warn-wash']],
  ['bad', ['paper', 'card', 'bad-wash']],
  ['on-brand', ['brand', 'brand-press']],
  ['on-ok', ['ok']],
  ['on-bad', ['bad']],
  ['on-head', ['head', 'head-chip']],
  ['head-soft', ['head']],
  ['on-side', ['side', 'side-active']],
  ['side-soft', ['side']],
  ['badge', ['side']],
  ['on-badge', ['badge']],
  ['on-heat', ['heat-0', 'heat-1', 'heat-2', 'heat-3']],
  ['on-heat-deep', ['heat-4', 'heat-5']],
  ['ok', ['brand-wash']],
  ['warn', ['brand-wash']],
  ['bad', ['brand-wash']],
]
const SIGNS: [string, string[]][] = [
  ['edge', ['paper', 'card']],
  ['focus', ['paper', 'card', 'brand-wash']],
]

describe.each([':root', ':root[data-theme="dark"]'])('%s', (selector) => {
  const colours = tokens(selector)
  const pairs = (list: [string, string[]][]) => list.flatMap(([front, backs]) => backs.map((back) => [front, back]))

  it.each(pairs(TEXT))('%s on %s can be read', (front, back) => {
    expect(contrast(colours[front!]!, colours[back!]!)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(pairs(SIGNS))('%s on %s can be seen', (front, back) => {
    expect(contrast(colours[front!]!, colours[back!]!)).toBeGreaterThanOrEqual(3)
  })
})
