/**
 * What is done when the host exits, by one listener however many want it: Node takes more than ten for a leak.
 */

/** @type {Set<() => void>} */
const wanted = new Set()

/** @param {() => void} end is called once, as the last thing; what is asynchronous does not come about any more */
export function onHostExit(end) {
  if (wanted.size === 0) process.on('exit', endAll)
  wanted.add(end)
}

/** @param {() => void} end */
export function offHostExit(end) {
  if (wanted.delete(end) && wanted.size === 0) process.off('exit', endAll)
}

function endAll() {
  for (const end of wanted) end()
}
