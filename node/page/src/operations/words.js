/** Figures in words. */

/** @param {number | null | undefined} bytes */
export function inMegabytes(bytes) {
  return bytes === null || bytes === undefined ? '–' : `${Math.round(bytes / 2 ** 20)} MB`
}

/** @param {number | null | undefined} ms */
export function inMs(ms) {
  if (ms === null || ms === undefined) return '–'
  return ms < 10
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1000).toFixed(0)} s`
}

/** @param {number | null | undefined} seconds */
export function inTime(seconds) {
  if (seconds === null || seconds === undefined) return '–'
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${Math.floor(seconds)} s`
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  const days = Math.floor(hours / 24)
  return days === 0 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`
}
