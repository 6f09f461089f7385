/**
 * The results as one picture, an SVG that a light and a dark page can both show. The same results give the same bytes.
 */
import { bars } from './plot/bars.js'
import { curves } from './plot/curves.js'
import { text } from './plot/svg.js'

const WIDTH = 1_080
const MARGIN = 24

/** No variables: not every program that draws an SVG knows them. */
const STYLE = `
  text { font: 12px system-ui, "DejaVu Sans", sans-serif; }
  .head { font-size: 13px; font-weight: 600; } .strong { font-weight: 600; } .end { text-anchor: end; }
  .curve { stroke-width: 2; } .linear { stroke-dasharray: 3 4; } path { fill: none; }
  ${colours({ ink: '#1f2328', soft: '#656d76', line: '#d0d7de', own: '#0969da', limit: '#8c959f', peer: '#bf8700' })}
  @media (prefers-color-scheme: dark) {
    ${colours({ ink: '#e6edf3', soft: '#9198a1', line: '#3d444d', own: '#4493f8', limit: '#6e7681', peer: '#d29922' })}
  }
`

/** @param {Record<'ink' | 'soft' | 'line' | 'own' | 'limit' | 'peer', string>} colour */
function colours({ ink, soft, line, own, limit, peer }) {
  return (
    `text { fill: ${ink}; } .soft { fill: ${soft}; } .own { fill: ${own}; } .limit { fill: ${limit}; } ` +
    `.peer { fill: ${peer}; } .axis { stroke: ${line}; } .linear { stroke: ${soft}; } .curve { stroke: ${own}; }`
  )
}

/** @param {Record<string, import('./report.js').Kept>} all by the bench's name; what is missing is left out */
export function plot({ peers, growth }) {
  /** @type {string[]} */
  const parts = []
  let top = MARGIN
  for (const [kept, draw] of /** @type {const} */ ([
    [peers, bars],
    [growth, curves],
  ])) {
    if (!kept) continue
    const drawn = draw(kept.result, { left: MARGIN, top, width: WIDTH - 2 * MARGIN })
    const { hardware, software, date } = kept.machine
    const where = text(
      MARGIN,
      top + drawn.height + 14,
      `${drawn.legend} ${hardware}; ${software}; ${date}`,
      'soft',
    )
    parts.push(drawn.svg, where)
    top += drawn.height + 44
  }
  const size = `width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`
  const title = '<title>The bridge beside its peers, and how its cost grows</title>'
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n${title}\n<style>${STYLE}</style>\n${parts.join('\n')}\n</svg>\n`
}
