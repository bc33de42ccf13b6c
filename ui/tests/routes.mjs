// Every place of a pendamping's window, and the scenarios in which it looks different.
const MEETING = '00000000-0000-7000-8004-000000000004'
const GROUP = '00000000-0000-7000-8002-000000000001'
const VOICE = '00000000-0000-7000-8009-000000000001'
const LETTER = '00000000-0000-7000-8012-000000000001'
const FAMILY = '00000000-0000-7000-8003-000000000005'

/**
 * `steps` before the look: a click on the `data-test`, or with `=` something typed into it, with `==` something chosen in it; `keys`
 * are pressed before them. `until` is what the last step
 * leads to, where that takes a moment of its own.
 */
export const PLACES = [
    { name: 'beranda', scenario: 'phone', path: 'beranda' },
    { name: 'beranda-offline', scenario: 'offline', path: 'beranda' },
    { name: 'beranda-empty', scenario: 'empty', path: 'beranda' },
    { name: 'beranda-loading', scenario: 'loading', path: 'beranda' },
    { name: 'beranda-error', scenario: 'error', path: 'beranda' },
    { name: 'beranda-conflict', scenario: 'conflict', path: 'beranda' },
    { name: 'beranda-noticed', scenario: 'noticed', path: 'beranda' },
    { name: 'beranda-revoked', scenario: 'revoked', path: 'beranda' },
    { name: 'beranda-sample', scenario: 'sample', path: 'beranda' },
    { name: 'beranda-kerjakan', scenario: 'conflict', path: 'beranda', steps: ['todo-mend', 'todo-alfa_again'] },
    { name: 'beranda-jadwal', scenario: 'phone', path: 'beranda', steps: ['todo-planned_today', 'todo-planned'] },
    { name: 'catat-rincian', scenario: 'phone', path: 'catat' },
    { name: 'catat-peringatan', scenario: 'phone', path: 'catat', steps: ['place=', 'step-3'], until: 'warnings' },
    { name: 'catat-empty', scenario: 'empty', path: 'catat' },
    { name: 'catat-error', scenario: 'error', path: 'catat' },
    { name: 'catat-kehadiran', scenario: 'phone', path: 'catat/draf-1' },
    { name: 'catat-penilaian', scenario: 'phone', path: 'catat/draf-1', steps: ['all-present', 'next-step'] },
    { name: 'catat-uraian', scenario: 'phone', path: 'catat/draf-1', steps: ['next-step', 'next-step'] },
    { name: 'catat-keluar', scenario: 'phone', path: 'catat/draf-1', steps: ['back', 'back'] },
    { name: 'ubah', scenario: 'phone', path: `ubah/${MEETING}` },
    { name: 'pertemuan', scenario: 'phone', path: `pertemuan/${MEETING}` },
    { name: 'pertemuan-batal', scenario: 'phone', path: `pertemuan/${MEETING}`, steps: ['cancel-meeting'] },
    { name: 'pertemuan-conflict', scenario: 'conflict', path: `pertemuan/${MEETING}` },
    { name: 'pertemuan-loading', scenario: 'loading', path: `pertemuan/${MEETING}` },
    { name: 'pertemuan-error', scenario: 'error', path: `pertemuan/${MEETING}` },
    { name: 'kelompok', scenario: 'phone', path: 'kelompok' },
    { name: 'kelompok-cari', scenario: 'phone', path: 'kelompok', steps: ['search=melati'], until: 'hit-1' },
    { name: 'kelompok-cari-empty', scenario: 'phone', path: 'kelompok', steps: ['search=zzz'], until: 'empty' },
    { name: 'kelompok-empty', scenario: 'empty', path: 'kelompok' },
    { name: 'kelompok-loading', scenario: 'loading', path: 'kelompok' },
    { name: 'kelompok-error', scenario: 'error', path: 'kelompok' },
    { name: 'kelompok-satu', scenario: 'phone', path: `kelompok/${GROUP}` },
    { name: 'kelompok-pertemuan', scenario: 'phone', path: `kelompok/${GROUP}`, steps: ['tab-meetings'] },
    { name: 'kelompok-sesi', scenario: 'phone', path: `kelompok/${GROUP}`, steps: ['tab-sessions'] },
    { name: 'kelompok-satu-empty', scenario: 'empty', path: `kelompok/${GROUP}`, steps: ['tab-meetings'] },
    { name: 'kelompok-satu-error', scenario: 'error', path: `kelompok/${GROUP}` },
    { name: 'kelompok-baru', scenario: 'phone', path: 'kelompok/baru' },
    { name: 'kelompok-ubah', scenario: 'phone', path: `kelompok/${GROUP}/ubah` },
    { name: 'kelompok-ubah-error', scenario: 'error', path: `kelompok/${GROUP}/ubah` },
    { name: 'kelompok-atur', scenario: 'phone', path: `kelompok/${GROUP}/atur` },
    { name: 'kelompok-atur-empty', scenario: 'empty', path: `kelompok/${GROUP}/atur` },
    { name: 'kelompok-atur-conflict', scenario: 'conflict', path: `kelompok/${GROUP}/atur` },
    { name: 'kelompok-atur-batal', scenario: 'phone', path: `kelompok/${GROUP}/atur`, steps: ['undo-1'] },
    {
        name: 'kelompok-atur-dibatalkan',
        scenario: 'phone',
        path: `kelompok/${GROUP}/atur`,
        steps: ['undo-1', 'arrange-undo-yes'],
    },
    { name: 'kelompok-pindah', scenario: 'phone', path: `kelompok/${GROUP}/atur/pindah`, steps: ['family-1'] },
    { name: 'kelompok-pecah', scenario: 'phone', path: `kelompok/${GROUP}/atur/pecah`, steps: ['family-all'] },
    { name: 'kelompok-gabung', scenario: 'phone', path: `kelompok/${GROUP}/atur/gabung` },
    { name: 'kelompok-serah', scenario: 'phone', path: `kelompok/${GROUP}/atur/serah` },
    {
        name: 'kelompok-pindah-mundur',
        scenario: 'phone',
        path: `kelompok/${GROUP}/atur/pindah`,
        steps: ['since=01-11-2026', 'family-1'],
        until: 'arrange-voided',
    },
    { name: 'kelompok-buka', scenario: 'phone', path: `kelompok/${GROUP}/atur/buka` },
    { name: 'kelompok-tutup', scenario: 'phone', path: `kelompok/${GROUP}/atur/tutup`, steps: ['arrange-save'] },
    { name: 'riwayat', scenario: 'phone', path: 'riwayat' },
    { name: 'kpm-ganda', scenario: 'phone', path: 'kpm/ganda' },
    { name: 'kpm-ganda-empty', scenario: 'empty', path: 'kpm/ganda' },
    { name: 'kpm', scenario: 'office', path: 'kpm' },
    { name: 'kpm-hp', scenario: 'phone', path: 'kpm' },
    { name: 'kpm-empty', scenario: 'empty', path: 'kpm' },
    { name: 'kpm-loading', scenario: 'loading', path: 'kpm' },
    { name: 'kpm-error', scenario: 'error', path: 'kpm' },
    { name: 'kpm-satu', scenario: 'phone', path: `kpm/${FAMILY}` },
    { name: 'kpm-satu-empty', scenario: 'empty', path: `kpm/${FAMILY}` },
    { name: 'kpm-satu-error', scenario: 'error', path: `kpm/${FAMILY}` },
    { name: 'kpm-pindah', scenario: 'phone', path: `kpm/${FAMILY}`, steps: ['move-family'] },
    { name: 'kpm-status', scenario: 'phone', path: `kpm/${FAMILY}`, steps: ['change-status'] },
    { name: 'kpm-baru', scenario: 'phone', path: `kpm/baru?kelompok=${GROUP}`, steps: ['family-nik=7201'] },
    { name: 'kpm-ubah', scenario: 'phone', path: `kpm/${FAMILY}/ubah` },
    { name: 'kpm-ubah-error', scenario: 'error', path: `kpm/${FAMILY}/ubah` },
    { name: 'susulan', scenario: 'phone', path: `kpm/${FAMILY}/susulan`, steps: ['visit-session-1'] },
    { name: 'susulan-ubah', scenario: 'phone', path: `kpm/${FAMILY}/susulan/00000000-0000-7000-8010-000000000001` },
    { name: 'susulan-error', scenario: 'error', path: `kpm/${FAMILY}/susulan` },
    { name: 'suara', scenario: 'phone', path: 'suara' },
    { name: 'suara-semua', scenario: 'phone', path: 'suara', steps: ['whose-all'] },
    { name: 'suara-empty', scenario: 'empty', path: 'suara' },
    { name: 'suara-loading', scenario: 'loading', path: 'suara' },
    { name: 'suara-error', scenario: 'error', path: 'suara' },
    { name: 'supervisi', scenario: 'phone', path: 'supervisi' },
    { name: 'supervisi-empty', scenario: 'empty', path: 'supervisi' },
    { name: 'supervisi-loading', scenario: 'loading', path: 'supervisi' },
    { name: 'supervisi-error', scenario: 'error', path: 'supervisi' },
    {
        name: 'supervisi-satu',
        scenario: 'phone',
        path: 'supervisi/00000000-0000-7000-8014-000000000001',
        steps: ['supervision-reply-text=Flipchart belum dibagikan'],
    },
    { name: 'supervisi-satu-error', scenario: 'error', path: 'supervisi/00000000-0000-7000-8014-000000000001' },
    { name: 'riwayat-diklat', scenario: 'phone', path: 'riwayat-diklat' },
    { name: 'riwayat-diklat-empty', scenario: 'empty', path: 'riwayat-diklat' },
    { name: 'riwayat-diklat-loading', scenario: 'loading', path: 'riwayat-diklat' },
    { name: 'riwayat-diklat-error', scenario: 'error', path: 'riwayat-diklat' },
    { name: 'rakor', scenario: 'phone', path: 'rakor' },
    { name: 'rakor-empty', scenario: 'empty', path: 'rakor' },
    { name: 'rakor-loading', scenario: 'loading', path: 'rakor' },
    { name: 'rakor-error', scenario: 'error', path: 'rakor' },
    { name: 'rakor-satu', scenario: 'phone', path: 'rakor/00000000-0000-7000-8017-000000000001' },
    {
        name: 'rakor-satu-berkas',
        scenario: 'phone',
        path: 'rakor/00000000-0000-7000-8017-000000000001',
        steps: ['write-rhk8-pdf'],
    },
    { name: 'rakor-satu-error', scenario: 'error', path: 'rakor/00000000-0000-7000-8017-000000000001' },
    { name: 'suara-baru', scenario: 'phone', path: 'suara/baru', steps: ['voice-text=Jalan putus'] },
    { name: 'suara-satu', scenario: 'phone', path: `suara/${VOICE}` },
    { name: 'suara-satu-empty', scenario: 'empty', path: `suara/${VOICE}` },
    { name: 'verkom', scenario: 'phone', path: 'verkom' },
    { name: 'verkom-ada', scenario: 'phone', path: 'verkom', steps: ['school-pick'], until: 'school-faults' },
    {
        name: 'verkom-berkas',
        scenario: 'phone',
        path: 'verkom',
        steps: ['school-pick', 'school-pdf'],
        until: 'school-written',
    },
    { name: 'verkom-error', scenario: 'error', path: 'verkom', steps: ['school-pick'] },
    { name: 'kepatuhan', scenario: 'phone', path: 'kepatuhan' },
    { name: 'kepatuhan-kantor', scenario: 'office', path: 'kepatuhan' },
    { name: 'kepatuhan-empty', scenario: 'empty', path: 'kepatuhan' },
    { name: 'kepatuhan-error', scenario: 'error', path: 'kepatuhan' },
    { name: 'surat', scenario: 'phone', path: 'surat' },
    { name: 'surat-kantor', scenario: 'office', path: 'surat' },
    { name: 'surat-empty', scenario: 'empty', path: 'surat' },
    { name: 'surat-error', scenario: 'error', path: 'surat' },
    { name: 'surat-kpm', scenario: 'phone', path: `surat/kpm/${FAMILY}` },
    { name: 'surat-kpm-empty', scenario: 'empty', path: `surat/kpm/${FAMILY}` },
    { name: 'surat-kpm-error', scenario: 'error', path: `surat/kpm/${FAMILY}` },
    { name: 'surat-satu', scenario: 'phone', path: `surat/${LETTER}` },
    { name: 'surat-serah', scenario: 'phone', path: `surat/${LETTER}`, steps: ['change-delivery'] },
    { name: 'surat-isi', scenario: 'phone', path: `surat/${LETTER}`, steps: ['change-paper'] },
    { name: 'surat-batal', scenario: 'phone', path: `surat/${LETTER}`, steps: ['change-cancel'] },
    { name: 'surat-conflict', scenario: 'conflict', path: `surat/${LETTER}` },
    { name: 'surat-satu-error', scenario: 'error', path: `surat/${LETTER}` },
    { name: 'semester', scenario: 'phone', path: 'semester' },
    { name: 'semester-empty', scenario: 'empty', path: 'semester' },
    { name: 'semester-error', scenario: 'error', path: 'semester' },
    { name: 'semester-kelompok', scenario: 'phone', path: `semester/${GROUP}`, steps: ['rate-baik-3'] },
    { name: 'semester-potensi', scenario: 'phone', path: `semester/${GROUP}`, steps: ['scale-potential'] },
    { name: 'semester-kelompok-empty', scenario: 'empty', path: `semester/${GROUP}` },
    { name: 'semester-kelompok-error', scenario: 'error', path: `semester/${GROUP}` },
    { name: 'jadwal', scenario: 'phone', path: 'jadwal' },
    { name: 'jadwal-berkas', scenario: 'phone', path: 'jadwal/2026-11', steps: ['plan-ics'], until: 'plan-written' },
    { name: 'jadwal-kantor', scenario: 'office', path: 'jadwal' },
    { name: 'jadwal-empty', scenario: 'empty', path: 'jadwal' },
    { name: 'jadwal-loading', scenario: 'loading', path: 'jadwal' },
    { name: 'jadwal-error', scenario: 'error', path: 'jadwal' },
    { name: 'rtl', scenario: 'phone', path: 'rtl' },
    { name: 'rtl-kantor', scenario: 'office', path: 'rtl' },
    { name: 'rtl-cetak', scenario: 'phone', path: 'rtl', steps: ['plan-print'], until: 'plan-printed' },
    { name: 'rtl-empty', scenario: 'empty', path: 'rtl' },
    { name: 'rtl-error', scenario: 'error', path: 'rtl' },
    { name: 'rtl-kelompok', scenario: 'phone', path: `rtl/${GROUP}?tahun=2026` },
    { name: 'rtl-kelompok-ubah', scenario: 'phone', path: `rtl/${GROUP}`, steps: ['edit-month-11'] },
    { name: 'rtl-kelompok-isi', scenario: 'phone', path: `rtl/${GROUP}`, steps: ['plan-fill'] },
    { name: 'rtl-kelompok-geser', scenario: 'phone', path: `rtl/${GROUP}`, steps: ['plan-shift'] },
    { name: 'rtl-kelompok-conflict', scenario: 'conflict', path: `rtl/${GROUP}` },
    { name: 'rtl-kelompok-empty', scenario: 'empty', path: `rtl/${GROUP}` },
    { name: 'rtl-kelompok-error', scenario: 'error', path: `rtl/${GROUP}` },
    { name: 'siks', scenario: 'phone', path: 'siks' },
    { name: 'siks-kantor', scenario: 'office', path: 'siks' },
    { name: 'siks-empty', scenario: 'empty', path: 'siks' },
    { name: 'siks-error', scenario: 'error', path: 'siks' },
    { name: 'siks-pertemuan', scenario: 'phone', path: `siks/${MEETING}` },
    { name: 'siks-berubah', scenario: 'conflict', path: `siks/${MEETING}` },
    { name: 'siks-ditolak', scenario: 'phone', path: `siks/${MEETING}`, steps: ['siks-rejected'] },
    { name: 'siks-pertemuan-error', scenario: 'error', path: `siks/${MEETING}` },
    { name: 'modul', scenario: 'phone', path: 'modul', steps: ['session-p1s2'] },
    { name: 'modul-empty', scenario: 'empty', path: 'modul' },
    { name: 'modul-loading', scenario: 'loading', path: 'modul' },
    { name: 'modul-error', scenario: 'error', path: 'modul' },
    { name: 'sinkronisasi', scenario: 'phone', path: 'sinkronisasi' },
    { name: 'sinkronisasi-server', scenario: 'phone', path: 'sinkronisasi', steps: ['server-other'] },
    { name: 'sinkronisasi-offline', scenario: 'offline', path: 'sinkronisasi' },
    { name: 'sinkronisasi-conflict', scenario: 'conflict', path: 'sinkronisasi' },
    { name: 'sinkronisasi-revoked', scenario: 'revoked', path: 'sinkronisasi' },
    { name: 'sinkronisasi-noticed', scenario: 'noticed', path: 'sinkronisasi' },
    { name: 'sinkronisasi-seen', scenario: 'noticed', path: 'sinkronisasi', steps: ['noticed-copied'] },
    { name: 'sinkronisasi-sample', scenario: 'sample', path: 'sinkronisasi' },
    { name: 'sinkronisasi-jalan', scenario: 'phone-working', path: 'sinkronisasi', works: true },
    { name: 'pengaturan', scenario: 'phone', path: 'pengaturan', steps: ['diagnostics-show', 'pin-open'] },
    { name: 'data', scenario: 'phone', path: 'data', steps: ['data-kpm'] },
    { name: 'data-unduh', scenario: 'phone', path: 'data', steps: ['export-csv'], until: 'exported' },
    { name: 'data-menulis', scenario: 'phone-working', path: 'data', steps: ['export-json'], works: true },
    { name: 'data-loading', scenario: 'loading', path: 'data' },
    { name: 'data-error', scenario: 'error', path: 'data' },
    {
        name: 'berkas',
        scenario: 'phone',
        path: `berkas/pertemuan/${MEETING}`,
        steps: ['write-rhk2-pdf'],
        until: 'form-written',
    },
    {
        name: 'berkas-menulis',
        scenario: 'phone-working',
        path: `berkas/pertemuan/${MEETING}`,
        steps: ['write-rhk2-pdf'],
        works: true,
    },
    { name: 'rekapan', scenario: 'phone', path: 'rekapan' },
    { name: 'rekapan-kpm', scenario: 'phone', path: 'rekapan?jenis=families' },
    { name: 'rekapan-berkas', scenario: 'phone', path: 'rekapan', steps: ['recap-pdf'], until: 'recap-written' },
    { name: 'rekapan-error', scenario: 'error', path: 'rekapan' },
    {
        name: 'berkas-rhk',
        scenario: 'phone',
        path: 'berkas/bulan/2026-11',
        steps: ['write-rhk7-pdf'],
        until: 'form-written',
    },
    { name: 'berkas-bulan', scenario: 'phone', path: 'berkas/bulan/2026-11' },
    { name: 'berkas-error', scenario: 'error', path: `berkas/pertemuan/${MEETING}`, steps: ['copy-rhk2'] },
    { name: 'cetak-hadir', scenario: 'phone', path: 'cetak/kelompok/g1', steps: ['hadir-write'] },
    {
        name: 'cetak-hadir-menulis',
        scenario: 'phone-working',
        path: 'cetak/pertemuan/m1',
        steps: ['hadir-write'],
        works: true,
    },
    { name: 'bulan', scenario: 'phone', path: 'bulan/2026-11' },
    { name: 'bulan-error', scenario: 'error', path: 'bulan/2026-11' },
    { name: 'tidak-ada', scenario: 'phone', path: 'entah' },
    { name: 'mulai', scenario: 'fresh', path: '' },
    { name: 'mulai-gabung', scenario: 'fresh', path: '', steps: ['join-office'] },
    {
        name: 'mulai-gabung-error',
        scenario: 'fresh',
        path: '',
        steps: ['join-office', 'invite=abc'],
    },
    {
        name: 'mulai-gabung-terbaca',
        scenario: 'fresh',
        path: '',
        steps: ['join-office', 'invite=SESI1 ABCD EFGH JKLM NPQR', 'invite-detail', 'pin=918273', 'pin-eye'],
    },
    { name: 'mulai-gabung-kamera', scenario: 'fresh-camera', path: '', until: 'invite', steps: [] },
    {
        name: 'mulai-gabung-menunggu',
        scenario: 'fresh-working',
        path: '',
        steps: ['join-office', 'invite=SESI1 ABCD EFGH JKLM NPQR', 'pin=918273', 'pin-again=918273', 'join-submit'],
        works: true,
    },
    { name: 'mulai-contoh', scenario: 'fresh-working', path: '', steps: ['open-sample'], works: true },
    { name: 'mulai-dirikan', scenario: 'fresh', path: '', steps: ['found-office', 'pin=123456'] },
    {
        name: 'mulai-provinsi',
        scenario: 'fresh',
        path: '',
        steps: ['found-office', 'found-level-provinsi', 'kabupaten==72'],
    },
    {
        name: 'mulai-kata',
        scenario: 'fresh',
        path: '',
        steps: ['found-office', 'kabupaten==72.01', 'founder=Ratna', 'pin=918273', 'pin-again=918273', 'found-submit'],
        until: 'words',
    },
    {
        name: 'mulai-kata-ketik',
        scenario: 'fresh',
        path: '',
        steps: [
            'found-office',
            'kabupaten==72.01',
            'founder=Ratna',
            'pin=918273',
            'pin-again=918273',
            'found-submit',
            'words-kept',
            'words-next',
            'word-1=salah',
            'words-continue',
        ],
        until: 'word-3',
    },
    { name: 'mulai-pulihkan', scenario: 'fresh', path: '', steps: ['recover-office'] },
    { name: 'mulai-pin', scenario: 'locked', path: '' },
    { name: 'mulai-pin-kata', scenario: 'locked', path: '', steps: ['pin-letters', 'pin=sawah hijau', 'pin-eye'] },
    { name: 'mulai-pin-salah', scenario: 'locked', path: '', steps: ['pin=000000', 'unlock'] },
]

/** In the page: it shows something, is busy and asks for something just where that never ends, and nothing moves. */
function isStill(endless) {
    const shows = document.querySelector('h1, [data-test=empty], [data-test=problem]') !== null
    const busy = document.querySelector('.busy') !== null
    const asks = document.documentElement.dataset.asks !== '0'
    const moves = document.getAnimations().some((each) => each.effect.getComputedTiming().progress < 1)
    window.frames_still =
        shows && busy === endless.busy && asks === endless.asks && !moves ? (window.frames_still ?? 0) + 1 : 0
    return window.frames_still > 2
}

let opened = 0

/** Opens a place in a page, in a language and theme, and waits until it shows. */
export async function open(page, port, place, { language = 'id', theme = 'light', size = 100 } = {}) {
    const loads = place.scenario.endsWith('loading')
    const works = (steps) => place.works === true && steps === (place.steps?.length ?? 0)
    const still = (steps) => page.waitForFunction(isStill, { busy: loads || works(steps), asks: loads })
    // Another query is another document: the fixtures begin anew.
    opened += 1
    const wish = new URLSearchParams({ scenario: place.scenario, language, theme, size, opened })
    await page.goto(`http://127.0.0.1:${port}/?${wish}#/${place.path}`)
    await still(0)
    if (place.keys) {
        await page.keyboard.press(place.keys)
        await page.waitForSelector(`[data-test="${place.until}"], dialog[open]`)
    }
    for (const [at, step] of (place.steps ?? []).entries()) {
        // `test` clicks, `test=text` types, `test>option` chooses.
        const [test, text, choice] = step.split('=')
        const [list, option = choice] = test.split('>')
        const control = page.locator(`[data-test="${list}"]`).first()
        if (option !== undefined) await control.selectOption(option)
        else await (text === undefined ? control.click() : control.fill(text))
        await still(at + 1)
    }
    if (!place.until) return
    await page.waitForSelector(`[data-test="${place.until}"]`)
    await still(place.steps.length)
}
