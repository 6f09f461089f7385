/** The frame of a plot: what it shows in words, the drawing, its days, and the same numbers as a table. */
import { useId } from 'react'
import { dayInWords } from '../reading/words.js'

/** @typedef {import('react').ReactNode} ReactNode */

/**
 * @param {{title: string, text: ReactNode, legend?: {name: string, look: string}[], first?: string, last?: string,
 *   most?: string, least?: string, table: {head: string[], rows: (string | number)[][]}, children: ReactNode}} props
 *   `most`, `least`: what the upper and the lower edge stand for
 */
export function Plot({ title, text, legend = [], first, last, most, least = '0', table, children }) {
  const id = useId()
  return (
    <section className="card plot" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      {legend.length > 1 && (
        <ul className="plain-list plot-legend">
          {legend.map(({ name, look }) => (
            <li key={name}>
              <span className="plot-look" data-look={look} /> {name}
            </li>
          ))}
        </ul>
      )}
      <div className="plot-drawing" aria-hidden="true">
        {most !== undefined && (
          <div className="plot-scale">
            <span>{most}</span>
            <span>{least}</span>
          </div>
        )}
        <div className="plot-area">{children}</div>
      </div>
      {first && last && (
        <div className="plot-days" aria-hidden="true">
          <span>{dayInWords(first, { short: true })}</span>
          <span>{dayInWords(last, { short: true })}</span>
        </div>
      )}
      <Table title={title} {...table} />
    </section>
  )
}

/** @param {{title: string, head: string[], rows: (string | number)[][]}} props */
export function Table({ title, head, rows }) {
  return (
    <details className="plot-table">
      <summary>As a table</summary>
      <div className="plot-table-inside" role="group" aria-label={`${title}, as a table`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells], index) => (
              <tr key={index}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
