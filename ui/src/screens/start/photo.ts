// The brightness of a photo's pixels, for the core to find a QR code in. The photo does not leave the device.
import { Fault } from '../../shell/fault'

/** Large enough for a QR code that fills a third of the photo, small enough to be handed over at once. */
const LONGEST = 1400

export interface Luma {
  width: number
  height: number
  /** One byte a pixel, row by row, as base64. */
  luma: string
}

/** Reads a photo. A file that is no picture is a Fault. */
export async function lumaOf(file: Blob): Promise<Luma> {
  const picture = await pictureOf(file)
  const scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight))
  const width = Math.max(1, Math.round(picture.naturalWidth * scale))
  const height = Math.max(1, Math.round(picture.naturalHeight * scale))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const paint = canvas.getContext('2d', { willReadFrequently: true })
  if (!paint) throw new Fault('photo', 'no canvas')
  paint.drawImage(picture, 0, 0, width, height)
  return { width, height, luma: base64(brightness(paint.getImageData(0, 0, width, height).data)) }
}

/** Rec. 601 brightness of RGBA pixels. */
export function brightness(pixels: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(pixels.length / 4)
  for (let at = 0; at < luma.length; at += 1) {
    const from = at * 4
    luma[at] = ((pixels[from] ?? 0) * 299 + (pixels[from + 1] ?? 0) * 587 + (pixels[from + 2] ?? 0) * 114) / 1000
  }
  return luma
}

function base64(bytes: Uint8Array): string {
  const PIECE = 0x8000
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  }
  return btoa(text)
}

async function pictureOf(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file)
  try {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    return picture
  } catch (error) {
    throw new Fault('photo', String(error))
  } finally {
    URL.revokeObjectURL(address)
  }
}
