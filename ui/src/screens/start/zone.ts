// Which of Indonesia's three zones a kabupaten keeps, by the province in its code (Keppres 41/1987).

const WIB = 420
const WITA = 480
const WIT = 540

/** Minutes east of UTC. `code` is Kemendagri's, with or without dots. */
export function zoneOf(code: string): number {
  const province = Number(code.replace(/\D/g, '').slice(0, 2))
  // Sumatera, Jawa, Kalimantan Barat and Tengah.
  if (province < 50 || province === 61 || province === 62) return WIB
  // Maluku and Papua.
  if (province >= 80) return WIT
  return WITA
}
