// Every place of a pendamping's window, and the scenarios in which it looks different.
const MEETING = '00000000-0000-7000-8004-000000000004'
const GROUP = '00000000-0000-7000-8002-000000000001'
const FAMILY = '00000000-0000-7000-8003-000000000005'

/** `steps` are clicks on `data-test` before the look. */
export const PLACES = [
    { name: 'beranda', scenario: 'phone', path: 'beranda' },
    { name: 'beranda-offline', scenario: 'offline', path: 'beranda' },
    { name: 'beranda-empty', scenario: 'empty', path: 'beranda' },
    { name: 'beranda-error', scenario: 'error', path: 'beranda' },
    { name: 'beranda-conflict', scenario: 'conflict', path: 'beranda' },
    { name: 'catat-rincian', scenario: 'phone', path: 'catat' },
    { name: 'catat-kehadiran', scenario: 'phone', path: 'catat/draf-1' },
    { name: 'catat-penilaian', scenario: 'phone', path: 'catat/draf-1', steps: ['all-present', 'next-step'] },
    { name: 'catat-uraian', scenario: 'phone', path: 'catat/draf-1', steps: ['next-step', 'next-step'] },
    { name: 'catat-keluar', scenario: 'phone', path: 'catat/draf-1', steps: ['back', 'back'] },
    { name: 'pertemuan', scenario: 'phone', path: `pertemuan/${MEETING}` },
    { name: 'pertemuan-conflict', scenario: 'conflict', path: `pertemuan/${MEETING}` },
    { name: 'kelompok', scenario: 'phone', path: 'kelompok' },
    { name: 'kelompok-satu', scenario: 'phone', path: `kelompok/${GROUP}` },
    { name: 'kelompok-sesi', scenario: 'phone', path: `kelompok/${GROUP}`, steps: ['tab-sessions'] },
    { name: 'kelompok-baru', scenario: 'phone', path: 'kelompok/baru' },
    { name: 'kpm', scenario: 'office', path: 'kpm' },
    { name: 'kpm-satu', scenario: 'phone', path: `kpm/${FAMILY}` },
    { name: 'kpm-pindah', scenario: 'phone', path: `kpm/${FAMILY}`, steps: ['move-family'] },
    { name: 'kpm-baru', scenario: 'phone', path: `kpm/baru?kelompok=${GROUP}` },
    { name: 'modul', scenario: 'phone', path: 'modul', steps: ['session-p1s2'] },
    { name: 'sinkronisasi', scenario: 'phone', path: 'sinkronisasi' },
    { name: 'sinkronisasi-offline', scenario: 'offline', path: 'sinkronisasi' },
    { name: 'sinkronisasi-conflict', scenario: 'conflict', path: 'sinkronisasi' },
    { name: 'sinkronisasi-revoked', scenario: 'revoked', path: 'sinkronisasi' },
    { name: 'pengaturan', scenario: 'phone', path: 'pengaturan', steps: ['diagnostics-show', 'pin-open'] },
    { name: 'bulan', scenario: 'phone', path: 'bulan/2026-11' },
    { name: 'tidak-ada', scenario: 'phone', path: 'entah' },
    { name: 'mulai', scenario: 'fresh', path: '' },
    { name: 'mulai-gabung', scenario: 'fresh', path: '', steps: ['join-office'] },
    { name: 'mulai-dirikan', scenario: 'fresh', path: '', steps: ['found-office'] },
    { name: 'mulai-pulihkan', scenario: 'fresh', path: '', steps: ['recover-office'] },
    { name: 'mulai-pin', scenario: 'locked', path: '' },
]

/** Opens a place in a page, in a language and theme, and waits until it shows. */
export async function open(page, port, place, { language = 'id', theme = 'light', size = 100 } = {}) {
    // Another query is another document: the fixtures begin anew.
    await page.goto('about:blank')
    const wish = new URLSearchParams({ scenario: place.scenario, language, theme, size: String(size) })
    await page.goto(`http://127.0.0.1:${port}/?${wish}#/${place.path}`)
    await page.waitForSelector('h1, [data-test=empty], [data-test=problem]')
    await page.waitForTimeout(120)
    for (const step of place.steps ?? []) await page.click(`[data-test="${step}"]`)
    await page.waitForTimeout(150)
}
