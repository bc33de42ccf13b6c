// Pictures of every place, for people to judge: node tests/screens.mjs FOLDER [NAME…]. Needs `npm run build:mock`.
import { mkdirSync } from 'node:fs'
import { launch } from './browser.mjs'
import { open, PLACES } from './routes.mjs'
import { OFFICE_PLACES } from './routes.office.mjs'
import { serve } from './serve.mjs'

const [folder = 'out', ...names] = process.argv.slice(2)
const ONLY = process.env.VIEWS?.split(',')
// A phone's places on phones, an office's at desks.
const ALL = [
    { name: '320', width: 320, height: 568, theme: 'light', places: PLACES },
    { name: '360', width: 360, height: 640, theme: 'dark', places: PLACES },
    { name: '390', width: 390, height: 844, theme: 'light', places: PLACES },
    { name: '844', width: 844, height: 390, theme: 'light', places: PLACES },
    { name: '1440', width: 1440, height: 900, theme: 'light', places: OFFICE_PLACES },
    { name: '1920', width: 1920, height: 1080, theme: 'dark', places: OFFICE_PLACES },
]
const VIEWS = ALL.filter(({ name }) => !ONLY || ONLY.includes(name))
mkdirSync(folder, { recursive: true })
const { port, server } = await serve(new URL('../dist-mock', import.meta.url).pathname)
const browser = await launch()
for (const view of VIEWS) {
    const page = await browser.newPage({ viewport: { width: view.width, height: view.height } })
    page.on('pageerror', (error) => console.error(view.name, String(error)))
    page.on('console', (message) => message.type() === 'error' && console.error(view.name, message.text()))
    for (const place of view.places.filter((each) => names.length === 0 || names.includes(each.name))) {
        await open(page, port, place, { theme: view.theme }).catch((error) =>
            console.error(place.name, view.name, String(error).slice(0, 200)),
        )
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        if (wide > 0) console.error(`${place.name} is ${wide} px too wide at ${view.name}`)
        await page.screenshot({ path: `${folder}/${place.name}-${view.name}.png`, fullPage: process.env.WHOLE === '1' })
    }
    await page.close()
}
await browser.close()
server.close()
